import Database
import Kernel

/// Finds the jobs whose turn it is and takes them: those that wait and are due, and those whose worker has died.
struct JobTaking {
  let kinds: [String]
  let owner: String
  let leaseLength: Duration
  let now: Instant
  /// Running jobs whose lease has not moved for longer than a lease by this process's own steady clock, however the
  /// clock on the wall was set.
  let abandoned: [ID<Job>]

  func isDue(in tx: any Transaction) throws -> Bool {
    try tx.first("SELECT 1 FROM job WHERE \(due) LIMIT 1") != nil
  }

  func take(_ limit: Int, ended: JobEnding, in tx: any Transaction) throws -> [Job] {
    let rows = try tx.query(
      "SELECT \(Job.columns) FROM job WHERE \(due) ORDER BY run_at, id LIMIT \(limit) \(tx.dialect.skipLocked)")
    return try rows.compactMap { row in
      let job = try Job(row: row)
      if job.state == .running, job.attempts >= job.maxAttempts {
        try bury(job, in: tx)
        if let buried = try Job.finished(job.id, in: tx) { try ended(buried, tx) }
        return nil
      }
      try tx.execute(
        """
        UPDATE job SET state = 'running', attempts = \(job.attempts + 1), lease_owner = \(owner),
          lease_until = \(now + leaseLength) WHERE id = \(job.id)
        """)
      return try tx.first("SELECT \(Job.columns) FROM job WHERE id = \(job.id)").map(Job.init(row:))
    }
  }

  /// A job that brings its worker down every time must not do so for ever.
  private func bury(_ job: Job, in tx: any Transaction) throws {
    let reason = "処理中のプロセスが \(job.attempts) 回続けて止まったため中止しました。/ Its process died \(job.attempts.counted("times"))."
    try tx.execute(
      """
      UPDATE job SET state = 'failed', error = \(reason), finished_at = \(now), lease_owner = NULL, lease_until = NULL
      WHERE id = \(job.id)
      """)
  }

  private var due: SQL {
    """
    finished_at IS NULL AND kind IN (\(list: kinds)) AND (
      (state = 'waiting' AND (run_at <= \(now) OR set_at > \(now)))
      OR (state = 'running' AND (lease_until < \(now) OR id IN (\(list: abandoned)))))
    """
  }
}

/// Watches the leases of others by a clock that nobody sets.
struct LeaseWatch {
  private struct Sight {
    let lease: String
    let since: ContinuousClock.Instant
  }
  private var sights: [ID<Job>: Sight] = [:]

  /// Notes the running jobs and returns those whose lease has stood still for longer than `length`.
  mutating func abandoned(
    among running: [(job: ID<Job>, lease: String)], length: Duration, at now: ContinuousClock.Instant
  ) -> [ID<Job>] {
    var seen: [ID<Job>: Sight] = [:]
    for (job, lease) in running {
      let known = sights[job].flatMap { $0.lease == lease ? $0 : nil }
      seen[job] = known ?? Sight(lease: lease, since: now)
    }
    sights = seen
    return seen.filter { now - $0.value.since > length }.map(\.key)
  }

  static func running(besides owner: String, in tx: any Transaction) throws -> [(job: ID<Job>, lease: String)] {
    try tx.query(
      "SELECT id, lease_owner, attempts, lease_until FROM job WHERE state = 'running' AND finished_at IS NULL AND lease_owner <> \(owner)"
    ).map { row in
      (try row.id(0), "\(try row.text(1)) \(try row.int(2)) \(try row.optionalInstant(3)?.milliseconds ?? 0)")
    }
  }
}
