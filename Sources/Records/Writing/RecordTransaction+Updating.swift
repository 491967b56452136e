import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// Changes one record.
  ///
  /// - Parameter version: the version the person saw. When others have since changed the same fields to something else,
  ///   throws `Refusal.conflict` with both values; changes of other fields go through. `nil`: last writer wins.
  @discardableResult
  package func update(_ object: String, _ id: RecordID, _ draft: Draft, version: Int? = nil) throws -> Record {
    let outcome = try updateEach(object, [RecordChange(id: id, draft: draft, version: version)])
    switch outcome.first {
    case .success(let record)?: return record
    case .failure(let error)?: throw error
    case nil: throw Refusal.notFound
    }
  }

  @discardableResult
  package func update<Object: ObjectType>(_: Object.Type, _ id: ID<Object>, _ draft: Draft, version: Int? = nil) throws -> Record {
    try update(Object.object.name, id.as(AnyRecord.self), draft, version: version)
  }

  /// Changes what can be changed and says for each of the others why not.
  package func updateEach(_ name: String, _ changes: [RecordChange]) throws -> [Result<Record, any Error>] {
    let object = try self.object(name)
    try require(.edit, on: object)
    let current = try currentRecords(object, changes.map(\.id))
    var outcomes: [Result<Record, any Error>?] = Array(repeating: nil, count: changes.count)
    var candidates: [Candidate] = []
    var positions: [Int] = []
    for (at, change) in changes.enumerated() {
      guard let old = current[change.id] else {
        outcomes[at] = .failure(Refusal.notFound)
        continue
      }
      let conflicts = try conflicts(of: change, with: old, object)
      guard conflicts.isEmpty else {
        outcomes[at] = .failure(Refusal.conflict(conflicts))
        continue
      }
      var candidate = Candidate(record: old, old: old, given: Set(change.draft.values.keys))
      candidate.problems = unwritable(change.draft, object)
      for (field, value) in change.draft.values { candidate.record[field] = value }
      candidates.append(candidate)
      positions.append(at)
    }
    try settle(&candidates, object)
    var mutations: [Mutation] = []
    for (at, var candidate) in zip(positions, candidates) {
      guard candidate.problems.isEmpty, let old = candidate.old else {
        outcomes[at] = .failure(Problems(candidate.problems))
        continue
      }
      let changed = changedFields(candidate.record, old, object)
      if !changed.isEmpty {
        stamp(&candidate.record)
        mutations.append(Mutation(kind: .update, record: candidate.record, old: old, changed: changed))
      }
      outcomes[at] = .success(candidate.record)
    }
    try write(mutations, object)
    try record(mutations, of: object)
    return outcomes.map { $0 ?? .failure(Refusal.notFound) }
  }

  /// Rows as they are now, locked, with every column: rules and before-images need what the actor may not see.
  func currentRecords(_ object: ObjectDefinition, _ ids: [RecordID], for act: Act = .edit) throws -> [RecordID: Record] {
    let visible = Set(try fetch(object, ids, for: act).map(\.id))
    let system = asSystem("lock")
    let rows = try system.fetch(object, ids.filter(visible.contains).sorted(), lock: true)
    return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
  }

  func stamp(_ record: inout Record) {
    record["version"] = .integer(Int64(record.version + 1))
    record["updated_at"] = .instant(now)
    record["updated_by"] = author.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
  }

  func changedFields(_ record: Record, _ old: Record, _ object: ObjectDefinition) -> [String] {
    object.fields.compactMap { field in
      guard field.type.column != nil, !Self.bookkeeping.contains(field.name), record[field.name] != old[field.name] else { return nil }
      return field.name
    }
  }

  static let bookkeeping: Set<String> = ["id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at"]

  func write(_ mutations: [Mutation], _ object: ObjectDefinition) throws {
    let table = try TableDDL.identifier(object.table)
    for mutation in mutations {
      let assignments = try (mutation.changed + ["version", "updated_at", "updated_by"]).compactMap { name -> SQL? in
        guard let field = object.field(name) else { return nil }
        return "\(try TableDDL.identifier(name)) = \(field.sqlValue(mutation.record[name]))"
      }
      try transaction.execute("UPDATE \(table) SET \(assignments.joined(", ")) WHERE id = \(mutation.record.id)")
    }
  }
}

/// A record that is to be changed.
package struct RecordChange: Sendable {
  package let id: RecordID
  package let draft: Draft
  package let version: Int?

  package init(id: RecordID, draft: Draft, version: Int? = nil) {
    self.id = id
    self.draft = draft
    self.version = version
  }
}
