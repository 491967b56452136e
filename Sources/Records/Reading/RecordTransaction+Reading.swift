import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// One record; `Refusal.notFound` when there is none that the actor may see.
  package func get(_ object: String, _ id: RecordID) throws -> Record {
    guard let record = try fetch(try self.object(object), [id]).first else { throw Refusal.notFound }
    return record
  }

  package func get<Object: ObjectType>(_: Object.Type, _ id: ID<Object>) throws -> Record {
    try get(Object.object.name, id.as(AnyRecord.self))
  }

  /// The records of these ids that the actor may see, in the order of the ids.
  package func fetch(_ object: ObjectDefinition, _ ids: [RecordID]) throws -> [Record] {
    try fetch(object, ids, for: .read, RecordReader(object: object, access: access), lock: false)
  }

  /// - Parameters:
  ///   - act: what the actor must be able to do to the records.
  ///   - lock: whether others wait until this transaction has ended.
  func fetch(
    _ object: ObjectDefinition, _ ids: [RecordID], for act: Act, _ reader: RecordReader, lock: Bool
  ) throws -> [Record] {
    guard !ids.isEmpty else { return [] }
    var found: [RecordID: Record] = [:]
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      let rows = try transaction.query(
        """
        SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
        WHERE r.id IN (\(list: part)) AND \(access.predicate(act, on: object, alias: "r")) \(lock ? dialect.forUpdate : .empty)
        """)
      for row in rows {
        let record = try reader.record(row)
        found[record.id] = record
      }
    }
    return ids.compactMap { found[$0] }
  }

  /// Every record the actor sees, in order of id. For small configuration objects.
  func all(of object: ObjectDefinition) throws -> [Record] {
    let reader = RecordReader(object: object, access: access)
    return try transaction.query(
      """
      SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
      WHERE \(access.predicate(on: object, alias: "r")) ORDER BY r.id
      """
    ).map(reader.record)
  }

  /// Names for ids, for showing lookups: only of records the actor may see.
  package func titles(of object: String, _ ids: [RecordID]) throws -> [RecordID: String] {
    let definition = try self.object(object)
    let unique = Array(Set(ids)).sorted()
    guard !unique.isEmpty else { return [:] }
    return Dictionary(
      try fetch(definition, unique).map { ($0.id, title(of: $0, definition)) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a record is called on screen.
  package func title(of record: Record, _ object: ObjectDefinition) -> String {
    let parts = object.titleFields.compactMap { name -> String? in
      guard let field = object.field(name) else { return nil }
      let text = field.type.shown(record[name], in: parsing)
      return text.isEmpty ? nil : text
    }
    return parts.isEmpty ? record.id.text : parts.joined(separator: " ")
  }
}

/// Reads rows of one object into records, with the columns this actor may see.
struct RecordReader {
  let object: ObjectDefinition
  let fields: [FieldDefinition]

  init(object: ObjectDefinition, access: AccessScope) {
    self.object = object
    fields = object.fields.filter { $0.type.column != nil && access.isVisible($0, on: object) }
  }

  func columns(of alias: Identifier) -> SQL {
    fields.compactMap { Identifier($0.name) }.map { SQL.column(alias, $0) }.joined(", ")
  }

  func record(_ row: Row) throws -> Record {
    var values: [String: Value] = [:]
    values.reserveCapacity(fields.count)
    for (at, field) in fields.enumerated() { values[field.name] = try field.value(in: row, at: at) }
    // `id` is the first of the system fields and never hidden.
    return Record(object: object.name, id: try row.id(0), values: values)
  }
}
