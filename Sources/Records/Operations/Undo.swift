import Database
package import Kernel
package import Metadata

/// Takes an operation back, newest change first, in steps so that a million rows need not fit one transaction.
///
/// Records it created go away altogether, with what search, identities and the timeline knew of them; changed fields get
/// their earlier values; deleted records return. What others have changed since is left as it is and reported.
package struct Undo {
  package let operation: Operation

  /// One step's outcome; sums up over steps.
  package struct Outcome: Sendable, Hashable {
    package var undone = 0
    /// Records that others changed since: kept, with the reason.
    package var kept: [Problem] = []
    /// Give it to the next step; `nil` when nothing is left.
    package var next: Int64?
  }

  /// For how long an operation can be taken back.
  package static let days = 30

  /// Checks that this operation can be undone by this actor, now.
  package init(_ id: ID<Operation>, in tx: RecordTransaction) throws {
    guard let operation = try tx.operation(id) else { throw Refusal.notFound }
    if operation.actorID != tx.actor.userID.map({ $0.as(User.self) }), !tx.actor.rights.may("operations") { throw Refusal.notFound }
    guard operation.state == .done || operation.state == .running else {
      throw Refusal.state(
        Problem("already_undone", ja: "この操作はすでに元に戻されています。", en: "This operation has already been undone."))
    }
    guard tx.now - operation.at <= .seconds(86_400 * Self.days) else {
      throw Refusal.state(
        Problem(
          "too_old", ja: "元に戻せるのは \(Self.days) 日以内の操作です。", en: "Only operations of the last \(Self.days) days can be undone."))
    }
    self.operation = operation
  }

  /// Everything in one transaction, for operations of a person's size.
  package func run(in tx: RecordTransaction) throws -> Outcome {
    tx.undoes = operation.id
    var outcome = Outcome()
    var cursor: Int64? = Int64.max
    while let at = cursor {
      let step = try step(before: at, in: tx)
      outcome.undone += step.undone
      outcome.kept += step.kept
      cursor = step.next
    }
    try finish(in: tx)
    return outcome
  }

  /// Undoes the changes with ids below `cursor`, at most `limit` of them.
  package func step(before cursor: Int64, limit: Int = 1000, in tx: RecordTransaction) throws -> Outcome {
    tx.undoes = operation.id
    let rows = try tx.transaction.query(
      """
      SELECT id, kind, object, record_id, fields, before, after FROM change
      WHERE operation_id = \(operation.id) AND id < \(cursor) ORDER BY id DESC LIMIT \(limit)
      """)
    var outcome = Outcome()
    let system = tx.asSystem("undo")
    let changes = try rows.map(RecordedChange.init(row:))
    // Runs of the same kind and object are undone by set; their order among each other does not matter.
    for run in changes.runs(by: { ($0.kind, $0.object) }) {
      switch run[0].kind {
      case "create": try system.removeCreated(run, by: operation, &outcome)
      case "update": for change in run { try system.revert(change, &outcome) }
      case "delete": try system.restore(run[0].object, run.map(\.record))
        outcome.undone += run.count
      case "restore": try system.delete(run[0].object, run.map(\.record))
        outcome.undone += run.count
      case "merge": for change in run { try system.cutMerge(change.record, change.object) }
      default: outcome.kept += run.map(Self.cannotUndo)
      }
    }
    outcome.next = rows.count < limit ? nil : changes.last?.id
    return outcome
  }

  private static func cannotUndo(_ change: RecordedChange) -> Problem {
    Problem(
      field: change.object, "not_undoable", ja: "この変更（\(change.kind)）は元に戻せません。設定画面で変更してください。",
      en: "This change (\(change.kind)) cannot be undone. Change it back in the settings.")
  }

  package func finish(in tx: RecordTransaction) throws {
    try tx.transaction.execute(
      "UPDATE operation SET state = 'undone', undone_by_id = \(tx.operation) WHERE id = \(operation.id)")
  }
}

/// One row of the audit trail that undo reads.
struct RecordedChange {
  let id: Int64
  let kind: String
  let object: String
  let record: RecordID
  let before: String?
  let after: String?

  init(row: Row) throws {
    id = try row.integer(0)
    kind = try row.text(1)
    object = try row.text(2)
    record = try row.id(3)
    before = try row.optionalText(5)
    after = try row.optionalText(6)
  }
}

extension RecordTransaction {
  package func operation(_ id: ID<Operation>) throws -> Operation? {
    try transaction.first("SELECT \(Operation.columns) FROM operation WHERE id = \(id)").map(Operation.init(row:))
  }

  /// Newest first; an actor without the `operations` permission sees the own ones.
  package func operations(limit: Int = 50, before: ID<Operation>? = nil) throws -> [Operation] {
    let own: SQL = actor.rights.may("operations") ? .true_ : "actor_id = \(actor.userID)"
    return try transaction.query(
      """
      SELECT \(Operation.columns) FROM operation WHERE \(own) AND id < \(before?.raw ?? Int64.max)
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Operation.init(row:))
  }

  /// Removes records that an operation created, unless they have changed or others point to them.
  fileprivate func removeCreated(_ changes: [RecordedChange], by operation: Operation, _ outcome: inout Undo.Outcome) throws {
    let object = try self.object(changes[0].object)
    let current = try currentRecords(object, changes.map(\.record))
    let pointedAt = try pointedAt(object, changes.map(\.record), besides: operation.id)
    var gone: [Record] = []
    for change in changes {
      // Already gone, or in the recycle bin by somebody's will: nothing to take back.
      guard let record = current[change.record] else { continue }
      let created = try RecordImage.read(change.after, object, in: parsing)
      let isUntouched = object.fields.allSatisfy { field in
        field.type.column == nil || Self.bookkeeping.contains(field.name) || (field.isReadOnly && field.name != "record_type")
          || record[field.name] == created[field.name] ?? .null
      }
      if !isUntouched {
        outcome.kept.append(
          Problem(
            field: change.record.text, "changed_since", ja: "「\(title(of: record, object))」はその後変更されたため残しました。",
            en: "“\(title(of: record, object))” has been changed since and was kept."))
      } else if pointedAt.contains(change.record) {
        outcome.kept.append(
          Problem(
            field: change.record.text, "in_use", ja: "「\(title(of: record, object))」は他のレコードから参照されているため残しました。",
            en: "“\(title(of: record, object))” is used by other records and was kept."))
      } else {
        gone.append(record)
      }
    }
    try purge(gone, object)
    outcome.undone += gone.count
  }

  /// Removes rows for good, and what the house knows of them.
  package func purge(_ records: [Record], _ object: ObjectDefinition) throws {
    let ids = records.map(\.id)
    let table = try TableDDL.identifier(object.table)
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      try transaction.execute("DELETE FROM \(table) WHERE id IN (\(list: part))")
      try transaction.execute("DELETE FROM event WHERE record_id IN (\(list: part))")
    }
    try forgetIdentities(of: ids)
    try SearchIndex(transaction: transaction).remove(ids)
    for record in records {
      trail.add(
        kind: "purge", object: object.name, record: record.id, version: record.version, fields: [], before: nil, after: nil)
    }
    try refreshRollUps(records.map { Mutation(kind: .delete, record: $0, old: $0, changed: ["deleted_at"]) }, object)
  }

  /// Gives changed fields their earlier values where nobody has set them anew.
  fileprivate func revert(_ change: RecordedChange, _ outcome: inout Undo.Outcome) throws {
    let object = try self.object(change.object)
    guard let record = try currentRecords(object, [change.record])[change.record] else { return }
    let before = try RecordImage.read(change.before, object, in: parsing)
    let after = try RecordImage.read(change.after, object, in: parsing)
    var changed: [String] = []
    var reverted = record
    for (name, value) in before.sorted(by: { $0.key < $1.key }) {
      if record[name] == after[name] ?? .null {
        guard record[name] != value else { continue }
        reverted[name] = value
        changed.append(name)
      } else if let field = object.field(name) {
        outcome.kept.append(
          Problem(
            field: name, "changed_since",
            ja: "「\(title(of: record, object))」の\(field.label.ja)はその後変更されたため残しました。",
            en: "\(field.label.en) of “\(title(of: record, object))” has been changed since and was kept."))
      }
    }
    guard !changed.isEmpty else { return }
    stamp(&reverted)
    let mutation = Mutation(kind: .update, record: reverted, old: record, changed: changed)
    try write([mutation], object)
    try self.record([mutation], of: object)
    outcome.undone += 1
  }

  /// Which of these records others look up that this operation did not create itself.
  private func pointedAt(
    _ object: ObjectDefinition, _ ids: [RecordID], besides operation: ID<Operation>
  ) throws -> Set<RecordID> {
    var pointed: Set<RecordID> = []
    for relation in schema.relations(of: object.name) where !SystemField.names.contains(relation.field) {
      guard let child = schema.object(relation.child) else { continue }
      let column = try TableDDL.identifier(relation.field)
      for start in stride(from: 0, to: ids.count, by: 500) {
        let part = Array(ids[start..<min(start + 500, ids.count)])
        let rows = try transaction.query(
          """
          SELECT DISTINCT child.\(column) FROM \(try TableDDL.identifier(child.table)) child
          WHERE child.\(column) IN (\(list: part)) AND child.deleted_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM change WHERE change.record_id = child.id AND change.kind = 'create' AND change.operation_id = \(operation))
          """)
        for row in rows { pointed.insert(try row.id(0)) }
      }
    }
    return pointed
  }
}

extension Array {
  /// Neighbours with the same key, together.
  fileprivate func runs<Key: Equatable>(by key: (Element) -> (Key, Key)) -> [[Element]] {
    var runs: [[Element]] = []
    for element in self {
      if let last = runs.last?.first, key(last) == key(element) {
        runs[runs.count - 1].append(element)
      } else {
        runs.append([element])
      }
    }
    return runs
  }
}
