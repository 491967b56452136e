import Database
package import Kernel

/// The right to work on a job: taken by one worker for one attempt, extended while it lives, checked inside every step.
///
/// A worker that was thought dead and comes back finds its lease gone and its step undone; so nothing happens twice.
package struct JobLease: Sendable, Hashable {
  package let job: ID<Job>
  package let owner: String
  package let attempt: Int

  private var isMine: SQL {
    "id = \(job) AND lease_owner = \(owner) AND attempts = \(attempt) AND state = 'running'"
  }

  /// Holds the job's row until the step's transaction ends. Throws when the lease is lost, or the job was cancelled.
  func hold(in tx: any Transaction, evenIfCancelled: Bool = false) throws {
    let row = try tx.first("SELECT cancel_at FROM job WHERE \(isMine) \(tx.dialect.forUpdate)")
    guard let row else { throw JobInterruption.leaseLost }
    if !evenIfCancelled, try row.optionalInstant(0) != nil { throw JobInterruption.cancelled }
  }

  func save(_ step: JobStep, until: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE job SET checkpoint = \(step.checkpoint.text), progress = COALESCE(\(step.progress?.json.text), progress),
        operation_id = COALESCE(\(step.operation), operation_id), lease_until = \(until) WHERE \(isMine)
      """)
  }

  func finish(_ state: Job.State, result: JSON?, error: String?, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE job SET state = \(state.rawValue), result = \(result?.text), error = \(error), finished_at = \(now),
        lease_until = NULL, lease_owner = NULL WHERE \(isMine)
      """)
  }

  /// Gives the job back; with `counting: false` the attempt does not count.
  func release(runAt: Instant, error: String?, counting: Bool, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      UPDATE job SET state = 'waiting', run_at = \(runAt), set_at = \(now), lease_until = NULL, lease_owner = NULL,
        attempts = attempts - \(counting ? 0 : 1), error = COALESCE(\(error), error) WHERE \(isMine)
      """)
  }

  func delete(in tx: any Transaction) throws { try tx.execute("DELETE FROM job WHERE \(isMine)") }
}

/// Why a job stops between two steps without having failed.
package enum JobInterruption: Error, Sendable {
  /// Another worker has it now.
  case leaseLost
  /// Somebody asked for it.
  case cancelled
}

/// What a finished step leaves behind, in the transaction of its writes.
package struct JobStep: Sendable {
  package var checkpoint: JSON
  package var progress: JobProgress?
  package var operation: Int64?

  package init(_ checkpoint: JSON, progress: JobProgress? = nil, operation: Int64? = nil) {
    self.checkpoint = checkpoint
    self.progress = progress
    self.operation = operation
  }
}
