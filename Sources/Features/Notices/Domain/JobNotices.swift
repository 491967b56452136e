package import Database
package import Jobs
package import Kernel
import Records

/// Tells whoever began an import, an export or an undo that it ended, in the transaction in which it did.
package struct JobNotices: Sendable {
  private static let kinds: Set = [ImportJob.kind, ExportJob.kind, UndoJob.kind]
  private let ids: IDSource

  package init(ids: IDSource) { self.ids = ids }

  /// Cancelled jobs are no news: whoever began them stopped them.
  package func ended(_ job: Job, in tx: any Transaction) throws {
    guard Self.kinds.contains(job.kind), job.state != .cancelled, let user = job.actorID, let at = job.finishedAt else { return }
    let result = job.result
    var detail: [JSON.Member] = [
      .init("job", .string(job.id.text)), .init("job_kind", .string(job.kind)), .init("state", .string(job.state.rawValue)),
    ]
    for name in ["created", "updated", "rejected", "rows", "undone", "kept"] {
      if let number = result?[name]?.integer { detail.append(.init(name, .integer(number))) }
    }
    // A dead letter that is tried again ends once more.
    let draft = NotificationDraft(kind: .job, cause: "job:\(job.id.text):\(job.attempts):\(job.state.rawValue)", detail: .object(detail))
    try Notification.give(draft, to: [user.as(User.self)], at: at, ids: ids, in: tx)
  }
}
