import Kernel
import Metadata

/// Writes the rows of one step and counts what became of them.
struct ImportStep {
  let plan: ImportPlan
  let object: ObjectDefinition
  let tx: RecordTransaction
  private let beginnings: ImportBeginnings

  init(plan: ImportPlan, object: ObjectDefinition, in tx: RecordTransaction) throws {
    self.plan = plan
    self.object = object
    self.tx = tx
    beginnings = try ImportBeginnings(plan: plan, object: object, in: tx)
  }

  func write(
    _ parsed: [ImportRow], _ keys: IdentityKeys, _ counts: inout ImportCounts, _ report: inout ImportReport
  ) throws {
    var rows = parsed
    let lookup = ImportLookup(tx: tx, object: object, plan: plan)
    try lookup.resolveNames(&rows)
    let owners = try lookup.owners(of: rows, keys)
    let store = tx.store
    var batch = ImportBatch(
      plan: plan, object: object, owners: owners, known: try lookup.records(owners, rows), nextID: { store.ids.next() })
    var decided: [(decision: ImportBatch.Decision, notes: [ImportNote])] = []
    decided.reserveCapacity(rows.count)
    for (at, row) in rows.enumerated() {
      var notes = row.repairs
      let decision = batch.decide(row, at, notes: &notes)
      decided.append((decision, notes))
    }
    let failures = try save(batch)
    var again: [ImportRow] = []
    for (row, (decision, notes)) in zip(rows, decided) {
      switch decision {
      case .rejected(let problems): reject(row, problems, &counts, &report)
      case .create(let id), .update(let id), .unchanged(let id):
        guard let problems = failures[id] else {
          accept(row, decision, notes, &counts, &report)
          continue
        }
        // Several rows made one record and one of them spoilt it: one by one it shows which.
        if (batch.pending[id]?.rows.count ?? 0) > 1 { again.append(row) } else { reject(row, problems, &counts, &report) }
      }
    }
    for row in again { try write([row], IdentityKeys(row.identities), &counts, &report) }
  }

  private func accept(
    _ row: ImportRow, _ decision: ImportBatch.Decision, _ notes: [ImportNote], _ counts: inout ImportCounts,
    _ report: inout ImportReport
  ) {
    switch decision {
    case .create: counts.created += 1
    case .update: counts.updated += 1
    case .unchanged, .rejected: counts.unchanged += 1
    }
    if notes.contains(where: { $0.kind == .repaired }) { counts.repaired += 1 }
    if notes.contains(where: { $0.kind == .kept }) { counts.kept += 1 }
    report.add(row, notes)
  }

  private func reject(_ row: ImportRow, _ problems: [Problem], _ counts: inout ImportCounts, _ report: inout ImportReport) {
    counts.rejected += 1
    report.reject(row, problems)
  }

  // MARK: - Saving

  /// Creates and changes what the batch decided; returns what is wrong with those that could not be.
  private func save(_ batch: ImportBatch) throws -> [RecordID: [Problem]] {
    var failures: [RecordID: [Problem]] = [:]
    let entries = batch.order.compactMap { batch.pending[$0] }
    let new = entries.filter { $0.base == nil }
    if !new.isEmpty {
      let drafts = try new.map { entry -> NewRecord in
        guard let made = entry.new else { return try beginnings.record(beginnings.draft(entry.values), id: entry.id) }
        var record = beginnings.record(made.draft, id: entry.id)
        record.form = made.form
        return record
      }
      var identities: [(identity: Identity, object: String, record: RecordID)] = []
      for (entry, candidate) in zip(new, try tx.createAll(object, drafts)) {
        guard candidate.problems.isEmpty else {
          failures[entry.id] = candidate.problems
          continue
        }
        for identity in entry.identities where identity.kind == ImportRowIdentity.kind {
          identities.append((identity, object.name, entry.id))
        }
      }
      try tx.addIdentities(identities)
    }
    let changes = entries.filter { $0.base != nil }
    guard !changes.isEmpty else { return failures }
    let drafts = changes.map { entry in
      RecordChange(id: entry.id, draft: Draft(entry.values.filter { entry.changed.contains($0.key) }))
    }
    for (entry, result) in zip(changes, try tx.updateEach(object.name, drafts)) {
      guard case .failure(let error) = result else { continue }
      switch error {
      case let problems as Problems: failures[entry.id] = problems.all
      case is Refusal: failures[entry.id] = [Self.outOfReach]
      default: throw error
      }
    }
    return failures
  }

  /// What `save` would find wrong, without writing.
  func wouldFail(_ batch: ImportBatch) throws -> [RecordID: [Problem]] {
    let entries = batch.order.compactMap { batch.pending[$0] }
    try tx.requireRights(creating: entries.contains { $0.base == nil }, editing: entries.contains { $0.base != nil }, object)
    let changeable = Set(
      try tx.fetch(
        object, entries.compactMap(\.base?.id), for: .edit, RecordReader(object: object, access: tx.access), lock: false
      ).map(\.id))
    var failures: [RecordID: [Problem]] = [:]
    var candidates: [Candidate] = []
    for entry in entries {
      if let base = entry.base, !changeable.contains(base.id), base.version > 0 {
        failures[entry.id] = [Self.outOfReach]
        continue
      }
      var values = entry.values
      if entry.base == nil {
        let new = beginnings.record(try beginnings.draft(entry.values), id: entry.id)
        values = new.draft.values
        if let recordType = new.recordType { values["record_type"] = .text(recordType) }
        if values["owner_id"] == nil, let me = tx.author.userID { values["owner_id"] = .reference(me.as(AnyRecord.self)) }
      }
      candidates.append(
        Candidate(record: Record(object: object.name, id: entry.id, values: values), old: entry.base, given: entry.changed))
    }
    try tx.settle(&candidates, object)
    for candidate in candidates where !candidate.problems.isEmpty { failures[candidate.record.id] = candidate.problems }
    return failures
  }

  static let outOfReach = Problem(
    "out_of_reach", ja: "このレコードを変更する権限がありません。担当者に依頼してください。",
    en: "You may not change this record. Ask its owner.")
}

extension RecordTransaction {
  fileprivate func requireRights(creating: Bool, editing: Bool, _ object: ObjectDefinition) throws {
    if creating { try require(.create, on: object) }
    if editing { try require(.edit, on: object) }
  }
}
