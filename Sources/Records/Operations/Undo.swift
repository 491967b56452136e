import Database
package import Kernel
import Metadata

/// Takes an operation back, newest change first, in steps so that a million rows need not fit one transaction.
///
/// - Records it created go away altogether, with what search, identities and the timeline knew of them; changed fields get
///   their earlier values; deleted records return; merges are cut.
/// - What others have changed since is left as it is and reported.
/// - For 30 days; by whoever did it, or with the permission `operations`. An undo is not itself undone.
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
    guard operation.state != .undone else { throw Self.alreadyUndone }
    guard operation.undoes == nil else {
      throw Refusal.state(
        Problem(
          "is_undo", ja: "元に戻した操作を、さらに元に戻すことはできません。必要な操作をもう一度行ってください。",
          en: "An undo cannot itself be undone. Do again what you need."))
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

  /// Only the changes of a stretch of it; the operation itself stays, and so does what else it did.
  func run(after floor: Int64, upTo end: Int64, in tx: RecordTransaction) throws -> Outcome {
    var outcome = Outcome()
    var cursor: Int64? = end + 1
    while let at = cursor {
      let step = try step(before: at, after: floor, in: tx)
      outcome.undone += step.undone
      outcome.kept += step.kept
      cursor = step.next
    }
    return outcome
  }

  /// Undoes the changes with ids below `cursor`, at most `limit` of them.
  package func step(before cursor: Int64, after floor: Int64 = 0, limit: Int = 1000, in tx: RecordTransaction) throws -> Outcome {
    tx.undoes = operation.id
    let rows = try tx.transaction.query(
      """
      SELECT id, kind, object, record_id, before, after FROM change
      WHERE operation_id = \(operation.id) AND id < \(cursor) AND id > \(floor) ORDER BY id DESC LIMIT \(limit)
      """)
    let changes = try rows.map(RecordedChange.init(row:))
    var reversal = Reversal(operation: operation, tx: tx, system: tx.asSystem("undo"))
    // Neighbours of the same kind and object are undone by set; their order among each other does not matter.
    for run in changes.runs { try reversal.take(back: run) }
    reversal.outcome.next = rows.count < limit ? nil : changes.last?.id
    return reversal.outcome
  }

  /// Of two who undo at the same time the second finds it done, and nothing of his remains.
  package func finish(in tx: RecordTransaction) throws {
    let touched = try tx.transaction.execute(
      """
      UPDATE operation SET state = 'undone', undone_by_id = \(tx.operation)
      WHERE id = \(operation.id) AND state <> 'undone'
      """)
    if touched == 0 { throw Self.alreadyUndone }
  }

  private static let alreadyUndone = Refusal.state(
    Problem("already_undone", ja: "この操作はすでに元に戻されています。", en: "This operation has already been undone."))
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
    before = try row.optionalText(4)
    after = try row.optionalText(5)
  }
}

extension [RecordedChange] {
  /// Neighbours of the same kind and object, together, no record twice.
  fileprivate var runs: [[RecordedChange]] {
    var runs: [[RecordedChange]] = []
    var records: Set<RecordID> = []
    for change in self {
      if let last = runs.last?.first, last.kind == change.kind, last.object == change.object, records.insert(change.record).inserted {
        runs[runs.count - 1].append(change)
      } else {
        runs.append([change])
        records = [change.record]
      }
    }
    return runs
  }
}
