package import Kernel
package import Metadata
package import Records

/// What the records are called that others look up, and where they are: read with one query per object, however many
/// records look them up. Records the reader may not see have no name.
package struct LookupNames: Sendable {
  package struct Named: Sendable, Hashable {
    package let title: String
    /// `nil`: it has no page of its own, such as a stage.
    package let link: String?
  }
  private var found: [String: [RecordID: Named]] = [:]

  package static let none = LookupNames()
  private init() {}

  /// - Parameter wanted: objects, the names of their fields that are shown, and the records that are shown.
  package init(of wanted: [(object: ObjectDefinition, fields: [String], records: [Record])], in tx: RecordTransaction) throws {
    var ids: [String: Set<RecordID>] = [:]
    for (object, fields, records) in wanted {
      for name in Set(fields) {
        guard let target = (object.field(name)?.type as? any ReferenceType)?.target else { continue }
        for record in records {
          if case .reference(let id) = record[name] { ids[target, default: []].insert(id) }
        }
      }
    }
    for (target, ids) in ids { try add(target, ids, in: tx) }
  }

  /// Reads further names of one object.
  package mutating func add(_ name: String, _ ids: Set<RecordID>, in tx: RecordTransaction) throws {
    let missing = ids.filter { found[name]?[$0] == nil }.sorted()
    guard !missing.isEmpty, let object = tx.schema.object(name) else { return }
    if case .configuration = object.visibility {
      for record in try tx.configuration(name) where ids.contains(record.id) {
        found[name, default: [:]][record.id] = Named(title: tx.title(of: record, object), link: nil)
      }
      return
    }
    for record in try tx.fetch(object, missing) {
      let title = tx.title(of: record, object)
      // What only links two others, such as a part in a deal, may have no name: an id is none.
      guard title != record.id.text else { continue }
      found[name, default: [:]][record.id] = Named(title: title, link: RecordLinks.record(record, object))
    }
  }

  package subscript(_ object: String, _ id: RecordID) -> Named? { found[object]?[id] }
}
