import Database
import Kernel
import Metadata
import Records

/// What changes on a page of a timeline changed: before and after of each field, from the audit trail. One query.
struct ChangeTrail: Sendable {
  struct Change: Sendable {
    let object: String
    let record: RecordID
    let at: Instant
    /// In the order of the object's fields.
    let fields: [(name: String, before: Value, after: Value)]
  }

  private(set) var changes: [Change] = []

  /// - Parameter records: which records, and between which moments.
  init(of records: [RecordID: String], from: Instant, to: Instant, in tx: RecordTransaction) throws {
    guard !records.isEmpty else { return }
    let rows = try tx.transaction.query(
      """
      SELECT record_id, at, before, after FROM change
      WHERE record_id IN (\(list: records.keys.sorted())) AND kind = 'update' AND at >= \(from) AND at <= \(to) ORDER BY id DESC LIMIT 500
      """)
    changes = try rows.compactMap { row in
      let id: RecordID = try row.id(0)
      guard let object = records[id].flatMap(tx.schema.object) else { return nil }
      return Change(
        object: object.name, record: id, at: try row.instant(1),
        fields: try Self.differences(try row.optionalText(2), try row.optionalText(3), object, in: tx))
    }
  }

  /// The fields of two images that differ, as far as the reader may see them and people set them.
  static func differences(
    _ before: String?, _ after: String?, _ object: ObjectDefinition, in tx: RecordTransaction
  ) throws -> [(name: String, before: Value, after: Value)] {
    let (old, new) = (try before.map { try JSON(parsing: $0) }, try after.map { try JSON(parsing: $0) })
    func value(_ json: JSON?, _ field: FieldDefinition) -> Value { json?[field.name].map { field.type.decode($0, in: tx.parsing).value } ?? .null }
    return object.activeFields.compactMap { field in
      guard old?[field.name] != nil || new?[field.name] != nil, tx.access.isVisible(field, on: object) else { return nil }
      let (a, b) = (value(old, field), value(new, field))
      return a == b ? nil : (field.name, a, b)
    }
  }

  func at(_ record: RecordID, _ at: Instant) -> Change? { changes.first { $0.record == record && $0.at == at } }

  /// Which records the values name, by object.
  func references(in tx: RecordTransaction) -> [String: Set<RecordID>] {
    var ids: [String: Set<RecordID>] = [:]
    for change in changes {
      for (name, before, after) in change.fields {
        guard let target = (tx.schema.object(change.object)?.field(name)?.type as? any ReferenceType)?.target else { continue }
        for value in [before, after] { if case .reference(let id) = value { ids[target, default: []].insert(id) } }
      }
    }
    return ids
  }
}
