import Database
package import Kernel
package import Metadata

extension RecordTransaction {
  /// Puts records into the recycle bin. They stay for 30 days, invisible to everything, and can be restored.
  package func delete(_ name: String, _ ids: [RecordID], version: Int? = nil) throws {
    let object = try self.object(name)
    try require(.delete, on: object)
    let current = try currentRecords(object, ids, for: .delete)
    guard current.count == Set(ids).count else { throw Refusal.notFound }
    if let version, let record = current.values.first(where: { $0.version > version }) {
      throw Refusal.conflict([
        FieldConflict(field: "version", current: "\(record.version)", wanted: "\(version)", changedBy: nil, changedAt: nil)
      ])
    }
    let mutations = ids.compactMap { current[$0] }.map { old in
      var record = old
      stamp(&record)
      return Mutation(kind: .delete, record: record, old: old, changed: ["deleted_at"])
    }
    try mark(mutations, deleted: now, object)
    try record(mutations, of: object)
  }

  /// Takes records out of the recycle bin.
  package func restore(_ name: String, _ ids: [RecordID]) throws {
    let object = try self.object(name)
    try require(.delete, on: object)
    let mutations = try ids.map { id in
      guard let old = try deleted(id, object) else { throw Refusal.notFound }
      var record = old
      stamp(&record)
      return Mutation(kind: .restore, record: record, old: old, changed: ["deleted_at"])
    }
    try refuseTaken(mutations, object)
    try mark(mutations, deleted: nil, object)
    try record(mutations, of: object)
  }

  /// What lies in the recycle bin, last deleted first.
  package func recycleBin(_ name: String, limit: Int = 100) throws -> [DeletedRecord] {
    let object = try self.object(name)
    let reader = RecordReader(object: object, access: access)
    let reach = access.reach(.read, on: object, alias: "r") ?? .true_
    return try transaction.query(
      """
      SELECT \(reader.columns(of: "r")), r.deleted_at FROM \(try TableDDL.identifier(object.table)) r
      WHERE r.deleted_at IS NOT NULL AND \(reach) ORDER BY r.deleted_at DESC, r.id DESC LIMIT \(limit)
      """
    ).map { DeletedRecord(record: try reader.record($0), deletedAt: try $0.instant(reader.fields.count)) }
  }

  private func deleted(_ id: RecordID, _ object: ObjectDefinition) throws -> Record? {
    let reader = RecordReader(object: object, access: asSystem("restore").access)
    let reach = access.reach(.delete, on: object, alias: "r") ?? .true_
    return try transaction.first(
      """
      SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
      WHERE r.id = \(id) AND r.deleted_at IS NOT NULL AND \(reach) \(dialect.forUpdate)
      """
    ).map(reader.record)
  }

  /// A unique value that somebody else took meanwhile keeps the record in the bin.
  private func refuseTaken(_ mutations: [Mutation], _ object: ObjectDefinition) throws {
    var candidates = mutations.map { Candidate(record: $0.record, old: nil, given: []) }
    try checkUnique(&candidates, object)
    try Problems.check(candidates.flatMap(\.problems))
  }

  private func mark(_ mutations: [Mutation], deleted: Instant?, _ object: ObjectDefinition) throws {
    let table = try TableDDL.identifier(object.table)
    for mutation in mutations {
      try transaction.execute(
        """
        UPDATE \(table) SET deleted_at = \(deleted), version = \(mutation.record.version), updated_at = \(now),
          updated_by = \(author.userID) WHERE id = \(mutation.record.id)
        """)
    }
  }
}

/// A record in the recycle bin.
package struct DeletedRecord: Sendable {
  package let record: Record
  package let deletedAt: Instant
}
