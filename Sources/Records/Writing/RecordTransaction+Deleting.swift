import Database
package import Kernel
package import Metadata

extension RecordTransaction {
  /// Puts records into the recycle bin. They stay for 30 days, invisible to everything, and can be restored.
  ///
  /// - Parameter version: the version the person saw; throws `Refusal.conflict` when a record has changed since.
  package func delete(_ name: String, _ ids: [RecordID], version: Int? = nil) throws {
    for outcome in try deleteEach(name, ids, version: version) { try outcome.get() }
  }

  /// Deletes what can be deleted and says for each of the others why not.
  package func deleteEach(_ name: String, _ ids: [RecordID], version: Int? = nil) throws -> [Result<Void, Refusal>] {
    let object = try self.object(name)
    try require(.delete, on: object)
    let current = try currentRecords(object, ids, for: .delete)
    let refused = try refusals(object, ids.filter { current[$0] == nil })
    var mutations: [RecordID: Mutation] = [:]
    let outcomes = ids.map { id -> Result<Void, Refusal> in
      guard let old = current[id] else { return .failure(refused[id] ?? .notFound) }
      if let version, old.version > version {
        return .failure(
          .conflict([
            FieldConflict(field: "version", current: "\(old.version)", wanted: "\(version)", changedBy: nil, changedAt: nil)
          ]))
      }
      mutations[id] = binMutation(.delete, old)
      return .success(())
    }
    try settle(mutations.values.sorted { $0.record.id < $1.record.id }, deleted: now, object)
    return outcomes
  }

  /// Takes records out of the recycle bin.
  package func restore(_ name: String, _ ids: [RecordID]) throws {
    let object = try self.object(name)
    try require(.delete, on: object)
    let binned = try binned(ids, object)
    guard binned.count == Set(ids).count else { throw Refusal.notFound }
    for id in ids where try winner(of: id) != nil {
      throw Refusal.state(
        Problem(
          "merged", ja: "このレコードは別のレコードに統合されています。統合の操作を元に戻してください。",
          en: "This record was merged into another. Undo the merge instead."))
    }
    let mutations = binned.map { binMutation(.restore, $0) }
    try Problems.check(try takenSince(mutations, object).values.flatMap { $0 })
    try settle(mutations, deleted: nil, object)
  }

  /// What lies in the recycle bin, last deleted first, without what was merged into other records.
  package func recycleBin(_ name: String, limit: Int = 100) throws -> [DeletedRecord] {
    let object = try self.object(name)
    let reader = RecordReader(object: object, access: access)
    let reach = access.reach(.read, on: object, alias: "r") ?? .true_
    return try transaction.query(
      """
      SELECT \(reader.columns(of: "r")), r.deleted_at FROM \(try TableDDL.identifier(object.table)) r
      WHERE r.deleted_at IS NOT NULL AND \(reach) AND NOT EXISTS (SELECT 1 FROM merge_edge WHERE merge_edge.loser_id = r.id)
      ORDER BY r.deleted_at DESC, r.id DESC LIMIT \(limit)
      """
    ).map { DeletedRecord(record: try reader.record($0), deletedAt: try $0.instant(reader.fields.count)) }
  }

  func binMutation(_ kind: Mutation.Kind, _ old: Record) -> Mutation {
    var record = old
    stamp(&record)
    return Mutation(kind: kind, record: record, old: old, changed: ["deleted_at"])
  }

  /// Writes deletions or returns, and what follows from them.
  func settle(_ mutations: [Mutation], deleted: Instant?, _ object: ObjectDefinition) throws {
    try mark(mutations.map(\.record), deleted: deleted, object)
    try record(mutations, of: object)
  }

  /// Those of the ids that lie in the bin and that the actor may take out again, locked, with every column.
  func binned(_ ids: [RecordID], _ object: ObjectDefinition) throws -> [Record] {
    let reader = RecordReader(object: object, access: asSystem("restore").access)
    let reach = access.reach(.delete, on: object, alias: "r") ?? .true_
    let sorted = Array(Set(ids)).sorted()
    return try stride(from: 0, to: sorted.count, by: 500).flatMap { start in
      try transaction.query(
        """
        SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
        WHERE r.id IN (\(list: Array(sorted[start..<min(start + 500, sorted.count)]))) AND r.deleted_at IS NOT NULL AND \(reach)
        ORDER BY r.id \(dialect.forUpdate)
        """
      ).map(reader.record)
    }
  }

  /// A unique value that somebody else took meanwhile keeps a record in the bin.
  func takenSince(_ mutations: [Mutation], _ object: ObjectDefinition) throws -> [RecordID: [Problem]] {
    var candidates = mutations.map { Candidate(record: $0.record, old: nil, given: []) }
    try checkUnique(&candidates, object)
    return Dictionary(
      candidates.filter { !$0.problems.isEmpty }.map { ($0.record.id, $0.problems) }, uniquingKeysWith: { $1 })
  }
}

/// A record in the recycle bin.
package struct DeletedRecord: Sendable {
  package let record: Record
  package let deletedAt: Instant
}
