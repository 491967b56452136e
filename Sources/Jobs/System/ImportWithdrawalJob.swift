package import Database
package import Kernel
import Records

/// やめて元に戻す: stops an import and takes back what it has done: payload `{"job": id}`. The import ends its present step first;
/// until then this looks again every half second, each time as a new job, so that it holds up nobody.
package struct ImportWithdrawalJob: JobHandler {
  package static let kind = "import.withdrawal"
  private let queue: JobQueue

  package init(queue: JobQueue) { self.queue = queue }

  /// Asks the import to stop, and makes sure that it is taken back once it has.
  package static func begin(of job: ID<Job>, by actor: ID<UserTag>?, queue: JobQueue, in tx: any Transaction) throws {
    try queue.cancel(job, in: tx)
    try queue.enqueue(look(at: job, turn: 0, actor: actor, runAt: nil), in: tx)
  }

  private static func look(at job: ID<Job>, turn: Int64, actor: ID<UserTag>?, runAt: Instant?) -> NewJob {
    NewJob(
      kind: kind, payload: ["job": .integer(job.raw), "turn": .integer(turn)], uniqueKey: "\(kind):\(job.text):\(turn)", runAt: runAt,
      actor: actor)
  }

  package func run(_ context: JobContext) async throws -> JSON {
    guard let id = context.payload["job"]?.integer.map({ ID<Job>($0) }) else { throw Refusal.notFound }
    let turn = context.payload["turn"]?.integer ?? 0
    let (queue, actor, now) = (queue, context.job.actorID, context.now())
    try await context.step { tx in
      guard let job = try queue.job(id, in: tx) else { return JobStep(["ended": true]) }
      guard job.state.isFinished else {
        try queue.enqueue(Self.look(at: id, turn: turn + 1, actor: actor, runAt: now + .milliseconds(500)), in: tx)
        return JobStep(["waits": true])
      }
      // One that never began a step has left nothing behind.
      if let operation = job.operationID { try queue.enqueue(UndoJob.job(ID(operation), actor: actor), in: tx) }
      return JobStep(["ended": true])
    }
    return context.checkpoint ?? .null
  }
}
