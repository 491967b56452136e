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
    guard let outcome = try updateEach(object, [RecordChange(id: id, draft: draft, version: version)]).first else {
      throw Refusal.notFound
    }
    return try outcome.get()
  }

  @discardableResult
  package func update<Object: ObjectType>(_: Object.Type, _ id: ID<Object>, _ draft: Draft, version: Int? = nil) throws -> Record {
    try update(Object.object.name, id.as(AnyRecord.self), draft, version: version)
  }

  /// Changes what can be changed and says for each of the others why not: `Problems`, or `Refusal`.
  package func updateEach(_ name: String, _ changes: [RecordChange]) throws -> [Result<Record, any Error>] {
    let object = try self.object(name)
    try require(.edit, on: object)
    var outcomes: [Result<Record, any Error>] = Array(repeating: .failure(Refusal.notFound), count: changes.count)
    // A record that is named twice is changed twice, the second time as the first has left it.
    for round in Self.rounds(changes.map(\.id)) {
      for (at, outcome) in zip(round, try updateOnce(object, round.map { changes[$0] })) { outcomes[at] = outcome }
    }
    return outcomes
  }

  private func updateOnce(_ object: ObjectDefinition, _ changes: [RecordChange]) throws -> [Result<Record, any Error>] {
    let current = try currentRecords(object, changes.map(\.id))
    let refused = try refusals(object, changes.map(\.id).filter { current[$0] == nil })
    var outcomes: [Result<Record, any Error>] = changes.map { .failure(refused[$0.id] ?? .notFound) }
    var candidates: [Candidate] = []
    var verdicts: [String: Problem?] = [:]
    var places: [Int] = []
    for (at, change) in changes.enumerated() {
      guard let old = current[change.id] else { continue }
      let conflicts = try conflicts(of: change, with: old, object)
      guard conflicts.isEmpty else {
        outcomes[at] = .failure(Refusal.conflict(conflicts))
        continue
      }
      var candidate = Candidate(record: old, old: old, given: Set(change.draft.values.keys))
      candidate.problems = unwritable(change.draft, object, &verdicts)
      for (field, value) in change.draft.values where object.field(field) != nil { candidate.record[field] = value }
      candidates.append(candidate)
      places.append(at)
    }
    try settle(&candidates, object)
    var mutations: [Mutation] = []
    for (at, var candidate) in zip(places, candidates) {
      guard candidate.problems.isEmpty, let old = candidate.old else {
        outcomes[at] = .failure(Problems(candidate.problems))
        continue
      }
      let changed = changedFields(candidate.record, old, object)
      if !changed.isEmpty {
        stamp(&candidate.record)
        mutations.append(Mutation(kind: .update, record: candidate.record, old: old, changed: changed))
      }
      outcomes[at] = .success(access.visible(candidate.record, of: object))
    }
    try write(mutations, object)
    try record(mutations, of: object)
    return outcomes
  }

  /// Rows as they are now, locked, with every column: rules and before-images need what the actor may not see.
  func currentRecords(_ object: ObjectDefinition, _ ids: [RecordID], for act: Act = .edit) throws -> [RecordID: Record] {
    let reader = RecordReader(object: object, access: asSystem("lock").access)
    let rows = try fetch(object, Array(Set(ids)).sorted(), for: act, reader, lock: true)
    return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
  }

  /// A record as it is now, which nobody else changes before this transaction ends.
  package func lock(_ name: String, _ id: RecordID) throws -> Record {
    let object = try self.object(name)
    guard let record = try currentRecords(object, [id])[id] else {
      throw try refusals(object, [id])[id] ?? .notFound
    }
    return access.visible(record, of: object)
  }

  /// For records that cannot be worked on: forbidden where the actor at least sees them; others do not exist.
  func refusals(_ object: ObjectDefinition, _ ids: [RecordID]) throws -> [RecordID: Refusal] {
    guard !ids.isEmpty else { return [:] }
    let seen = try fetch(object, ids).map(\.id)
    return Dictionary(seen.map { ($0, Self.forbidden(object)) }, uniquingKeysWith: { $1 })
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

  /// The places of the ids, so put together that no id is twice in one round.
  static func rounds(_ ids: [RecordID]) -> [[Int]] {
    var rounds: [[Int]] = []
    var seen: [RecordID: Int] = [:]
    for (at, id) in ids.enumerated() {
      let round = seen[id, default: 0]
      seen[id] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(at)
    }
    return rounds
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
