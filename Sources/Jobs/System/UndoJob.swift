package import Database
package import Kernel
package import Records

/// Takes a large operation back in steps: payload `{"operation": id}`.
package struct UndoJob: JobHandler {
  package static let kind = "undo"
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func job(_ operation: ID<Operation>, actor: ID<UserTag>?) -> NewJob {
    NewJob(kind: kind, payload: ["operation": .string(operation.text)], uniqueKey: "undo:\(operation.text)", actor: actor)
  }

  /// More than one request should take back while others wait.
  package static func isNeeded(for operation: ID<Operation>, in tx: any Transaction) throws -> Bool {
    let limit = 2000
    let row = try tx.first("SELECT count(*) FROM (SELECT 1 FROM change WHERE operation_id = \(operation) LIMIT \(limit + 1)) counted")
    return try row?.int(0) ?? 0 > limit
  }

  package func run(_ context: JobContext) async throws -> JSON {
    guard let id = context.payload["operation"]?.string.flatMap({ ID<Operation>(text: $0) }) else { throw Refusal.notFound }
    let actor = context.actor("undo")
    let total = try await changes(of: id)
    var state = context.checkpoint.flatMap(UndoState.init(json:)) ?? UndoState()
    while let cursor = state.cursor {
      let before = state
      state = try await context.recordStep(
        store, for: actor, as: OperationKind("undo", source: "undo"), continuing: before.undo.map { ID($0) }
      ) { tx in
        let undo = try Undo(id, in: tx)
        tx.undoes = id
        if before.undo == nil { try tx.begin(state: .running) }
        let outcome = try undo.step(before: cursor, in: tx)
        var state = before
        state.undo = tx.operation.raw
        state.cursor = outcome.next
        state.undone += outcome.undone
        state.kept += outcome.kept.count
        state.reasons = Array((state.reasons + outcome.kept.map(\.message.ja)).prefix(100))
        if outcome.next == nil {
          try undo.finish(in: tx)
          tx.summary = state.summary.members ?? []
          try tx.end()
        }
        let label = Label("\(state.undone) 件を元に戻しました", "\(state.undone.counted("changes")) taken back")
        return (state, JobStep(state.json, progress: JobProgress(done: state.undone, total: total, label: label), operation: state.undo))
      }
    }
    return state.summary
  }

  private func changes(of id: ID<Operation>) async throws -> Int {
    try await store.database.read { tx in
      Int(try tx.first("SELECT count(*) FROM change WHERE operation_id = \(id)")?.integer(0) ?? 0)
    }
  }
}

/// How far an undo is.
private struct UndoState: Sendable {
  var undo: Int64?
  /// `nil` when all is done.
  var cursor: Int64? = .max
  var undone = 0
  var kept = 0
  /// The first hundred reasons why something was kept.
  var reasons: [String] = []

  init() {}

  init?(json: JSON) {
    guard let undone = json["undone"]?.integer, let kept = json["kept"]?.integer else { return nil }
    undo = json["undo"]?.integer
    cursor = json["cursor"]?.integer
    self.undone = Int(undone)
    self.kept = Int(kept)
    reasons = (json["reasons"]?.array ?? []).compactMap(\.string)
  }

  var json: JSON {
    [
      "undo": undo.map(JSON.integer) ?? .null, "cursor": cursor.map(JSON.integer) ?? .null, "undone": .integer(Int64(undone)),
      "kept": .integer(Int64(kept)), "reasons": .array(reasons.map(JSON.string)),
    ]
  }

  var summary: JSON {
    ["undone": .integer(Int64(undone)), "kept": .integer(Int64(kept)), "reasons": .array(reasons.map(JSON.string))]
  }
}
