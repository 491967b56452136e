import Database
import Jobs
package import Kernel
import Records

/// Undo from the command line: a job, so that whatever kills the command, a server goes on with it.
package struct Undoing: Sendable {
  let services: Services

  package init(services: Services) { self.services = services }

  /// Returns `undone`, `kept`, the `reasons` of what was kept, and the undo's own operation.
  package func run(_ text: String, progress: @escaping @Sendable (Label) -> Void) async throws -> JSON {
    guard let id = ID<Operation>(text: text) else {
      throw Problems([
        Problem(
          field: "operation", "format", ja: "操作の ID は 13 文字です。`enishi import --json` などの結果で確かめてください。",
          en: "An operation has an id of 13 characters; see the answer of the command that did it.")
      ])
    }
    let queue = services.queue
    try await services.records.read(for: .system("undo")) { tx in _ = try Undo(id, in: tx) }
    let job = try await services.database.write { tx in try queue.enqueue(UndoJob.job(id, actor: nil), in: tx) }
    let ended = try await services.finish(job, with: UndoJob(store: services.records), report: { progress($0.label) })
    guard ended.state == .done, let members = ended.result?.members else {
      throw Problems([
        Problem(
          "undo_failed", ja: "元に戻せませんでした：\(ended.error ?? "中止")", en: "The operation could not be undone: \(ended.error ?? "cancelled")")
      ])
    }
    return .object(members + [JSON.Member("operation", ended.operationID.map { .string(ID<Operation>($0).text) } ?? .null)])
  }
}
