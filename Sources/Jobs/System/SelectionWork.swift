package import Kernel
package import Records

/// Work on everything a condition selects, in steps by id that make one operation: people see how far it is, it goes on after a crash,
/// can be stopped (what is done stays, and is undone as one), and says what it left as it was.
package struct SelectionWork: Sendable {
  /// What the operation and its undo are called.
  let kind: OperationKind
  /// How many records a step takes: as many as others may wait for.
  let stride: Int
  /// "12,000 件を変えました"
  let told: @Sendable (Int) -> Label
  let step: @Sendable (_ selection: BulkSelection, _ after: RecordID?, _ limit: Int, RecordTransaction) throws -> BulkStep

  package init(
    _ kind: OperationKind, stride: Int, told: @escaping @Sendable (Int) -> Label,
    step: @escaping @Sendable (_ selection: BulkSelection, _ after: RecordID?, _ limit: Int, RecordTransaction) throws -> BulkStep
  ) {
    self.kind = kind
    self.stride = stride
    self.told = told
    self.step = step
  }

  /// The job's payload holds the selection. The result: `{"done": 86000, "kept": 3, "reasons": [{"ja", "en"}]}`.
  package func run(_ context: JobContext, store: RecordStore) async throws -> JSON {
    let actor = context.actor(kind.name)
    var state = context.checkpoint.flatMap(SelectionState.init(json:)) ?? SelectionState()
    do {
      while !state.isDone {
        let before = state
        state = try await context.recordStep(store, for: actor, as: kind, continuing: before.operation.map { ID($0) }) { tx in
          let state = try advance(before, context.payload, in: tx)
          return (state, context.step(state, told))
        }
      }
    } catch JobInterruption.cancelled where state.operation != nil {
      let before = state
      state = try await context.recordStep(
        store, for: actor, as: kind, continuing: before.operation.map { ID($0) }, evenIfCancelled: true
      ) { tx in
        try before.end(in: tx)
        return (before, context.step(before, told))
      }
    }
    return state.result
  }

  private func advance(_ before: SelectionState, _ payload: JSON, in tx: RecordTransaction) throws -> SelectionState {
    let selection = try BulkSelection(json: payload, in: tx)
    var state = before
    if state.operation == nil {
      state.total = try selection.count(upTo: .max - 1, in: tx).value
      state.operation = tx.operation.raw
      try tx.begin(state: .running)
    }
    let outcome = try step(selection, state.after.map { RecordID($0) }, stride, tx)
    state.done += outcome.done.count
    state.kept += outcome.failures.count
    state.add(outcome.failures.map(\.error))
    state.after = outcome.next?.raw ?? state.after
    state.isDone = outcome.next == nil
    if state.isDone { try state.end(in: tx) }
    return state
  }
}

extension JobContext {
  fileprivate func step(_ state: SelectionState, _ told: (Int) -> Label) -> JobStep {
    JobStep(
      state.json, progress: JobProgress(done: state.done + state.kept, total: state.total, label: told(state.done)),
      operation: state.operation)
  }
}

/// How far the work is.
private struct SelectionState: Sendable {
  var operation: Int64?
  var total = 0
  var after: Int64?
  var done = 0
  var kept = 0
  /// The first hundred different reasons why something stayed as it was.
  var reasons: [Label] = []
  var isDone = false

  init() {}

  init?(json: JSON) {
    guard let done = json["done"]?.integer, let kept = json["kept"]?.integer, let total = json["total"]?.integer else { return nil }
    operation = json["operation"]?.integer
    after = json["after"]?.integer
    self.total = Int(total)
    self.done = Int(done)
    self.kept = Int(kept)
    reasons = (json["reasons"]?.array ?? []).map { Label($0["ja"]?.string ?? "", $0["en"]?.string ?? "") }
    isDone = json["is_done"] == true
  }

  mutating func add(_ errors: [any Error]) {
    for reason in errors.map(JobOutcome.reason) where reasons.count < 100 && !reasons.contains(reason) { reasons.append(reason) }
  }

  func end(in tx: RecordTransaction) throws {
    tx.summary = result.members ?? []
    try tx.end()
  }

  var json: JSON {
    .object(
      (result.members ?? []) + [
        .init("operation", operation.map(JSON.integer) ?? .null), .init("after", after.map(JSON.integer) ?? .null),
        .init("total", .integer(Int64(total))), .init("is_done", .boolean(isDone)),
      ])
  }

  var result: JSON {
    [
      "done": .integer(Int64(done)), "kept": .integer(Int64(kept)),
      "reasons": .array(reasons.map { ["ja": .string($0.ja), "en": .string($0.en)] }),
    ]
  }
}
