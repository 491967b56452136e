package import Database
package import Kernel
import Synchronization

/// What does the jobs of one kind. Feature code gives one value per kind to the worker.
package protocol JobHandler: Sendable {
  static var kind: String { get }

  /// Does the work in steps and returns the result shown to people. Runs again from `context.checkpoint` after a crash.
  func run(_ context: JobContext) async throws -> JSON

  /// Whether a scheduled run is worth a job at all.
  func hasWork(in tx: any Transaction) throws -> Bool
}

extension JobHandler {
  package func hasWork(in tx: any Transaction) throws -> Bool { true }
}

/// One attempt at one job, as its handler sees it.
package final class JobContext: Sendable {
  package let database: any Database
  package let job: Job
  package let lease: JobLease
  package let now: @Sendable () -> Instant
  private let leaseLength: Duration
  private let latest: Mutex<JSON?>

  init(
    database: any Database, job: Job, lease: JobLease, leaseLength: Duration, now: @escaping @Sendable () -> Instant
  ) {
    self.database = database
    self.job = job
    self.lease = lease
    self.leaseLength = leaseLength
    self.now = now
    latest = Mutex(job.checkpoint)
  }

  package var payload: JSON { job.payload }

  /// What the last finished step left, in this attempt or an earlier one.
  package var checkpoint: JSON? { latest.withLock { $0 } }

  /// One transaction: the step's writes and its checkpoint become true together, or neither does.
  ///
  /// - Parameter evenIfCancelled: for the last step, which tidies up what a cancelled job leaves.
  package func step(
    evenIfCancelled: Bool = false, _ body: @escaping @Sendable (any Transaction) throws -> JobStep
  ) async throws {
    try Task.checkCancellation()
    let step = try await database.write { tx in
      try self.fenced(in: tx, evenIfCancelled: evenIfCancelled) { try body(tx) }
    }
    arrived(at: step)
  }

  /// For steps that open their transaction another way, such as `RecordStore.write`: holds the lease in it, runs `body`
  /// and saves what it returns. Afterwards call `arrived(at:)`.
  package func fenced(
    in tx: any Transaction, evenIfCancelled: Bool = false, _ body: () throws -> JobStep
  ) throws -> JobStep {
    try lease.hold(in: tx, evenIfCancelled: evenIfCancelled)
    let step = try body()
    try lease.save(step, until: now() + leaseLength, in: tx)
    return step
  }

  package func arrived(at step: JobStep) { latest.withLock { $0 = step.checkpoint } }
}
