package import Database
package import Kernel

/// The queue: puts jobs in, within the transaction of what asks for them, and tells how they are.
package final class JobQueue: Sendable {
  package let ids: IDSource
  package let now: @Sendable () -> Instant
  let bell = Bell()

  package init(ids: IDSource, now: @escaping @Sendable () -> Instant) {
    self.ids = ids
    self.now = now
  }

  /// Makes a job when the caller's transaction commits. When an unfinished one has the same unique key, that one is returned.
  @discardableResult
  package func enqueue(_ job: NewJob, in tx: any Transaction) throws -> ID<Job> {
    let id: ID<Job> = ids.next()
    let now = now()
    let added = try tx.execute(
      """
      INSERT INTO job (id, kind, unique_key, payload, state, run_at, set_at, attempts, max_attempts, actor_id, created_at)
      VALUES (\(id), \(job.kind), \(job.uniqueKey), \(job.payload.text), 'waiting', \(job.runAt ?? now),
        \(job.runAt == nil ? now : nil), 0, \(job.maxAttempts), \(job.actor), \(now))
      ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL AND finished_at IS NULL DO NOTHING
      """)
    bell.ring()
    if added == 1 { return id }
    let other = try tx.first(
      "SELECT id FROM job WHERE unique_key = \(job.uniqueKey) AND finished_at IS NULL")
    return try other?.id(0) ?? id
  }

  package func job(_ id: ID<Job>, in tx: any Transaction) throws -> Job? {
    try tx.first("SELECT \(Job.columns) FROM job WHERE id = \(id)").map(Job.init(row:))
  }

  /// Those of these ids that there are.
  package func jobs(_ ids: [ID<Job>], in tx: any Transaction) throws -> [Job] {
    guard !ids.isEmpty else { return [] }
    return try tx.query("SELECT \(Job.columns) FROM job WHERE id IN (\(list: ids))").map(Job.init(row:))
  }

  /// Newest first. `states` empty: all.
  package func jobs(
    kind: String? = nil, states: [Job.State] = [], actor: ID<UserTag>? = nil, limit: Int = 50, in tx: any Transaction
  ) throws -> [Job] {
    var conditions: [SQL] = [.true_]
    if let kind { conditions.append("kind = \(kind)") }
    if !states.isEmpty { conditions.append("state IN (\(list: states.map(\.rawValue)))") }
    if let actor { conditions.append("actor_id = \(actor)") }
    return try tx.query(
      "SELECT \(Job.columns) FROM job WHERE \(conditions.joined(" AND ")) ORDER BY id DESC LIMIT \(limit)"
    ).map(Job.init(row:))
  }

  /// What waits, runs, or needs somebody: for the page of jobs and for `/metrics`.
  package func backlog(in tx: any Transaction) throws -> [Job.State: Int] {
    var counts: [Job.State: Int] = [:]
    for row in try tx.query("SELECT state, count(*) FROM job WHERE state IN ('waiting', 'running', 'failed') GROUP BY state") {
      if let state = Job.State(rawValue: try row.text(0)) { counts[state] = try row.int(1) }
    }
    return counts
  }

  /// A waiting job ends at once; a running one stops before its next step and keeps what is done. False: already finished.
  @discardableResult
  package func cancel(_ id: ID<Job>, in tx: any Transaction) throws -> Bool {
    let now = now()
    let waiting = try tx.execute(
      """
      UPDATE job SET state = 'cancelled', cancel_at = \(now), finished_at = \(now)
      WHERE id = \(id) AND state = 'waiting' AND checkpoint IS NULL
      """)
    if waiting > 0 { return true }
    // One that has begun must tidy up, so it runs once more: at once, and only to end.
    let begun = try tx.execute(
      """
      UPDATE job SET cancel_at = \(now), run_at = CASE WHEN state = 'waiting' THEN \(now) ELSE run_at END
      WHERE id = \(id) AND state IN ('waiting', 'running')
      """)
    bell.ring()
    return begun > 0
  }

  /// A dead letter gets all its attempts again, going on where it stood.
  @discardableResult
  package func retry(_ id: ID<Job>, in tx: any Transaction) throws -> Bool {
    let now = now()
    let count = try tx.execute(
      """
      UPDATE job SET state = 'waiting', attempts = 0, run_at = \(now), set_at = \(now), finished_at = NULL, lease_owner = NULL
      WHERE id = \(id) AND state = 'failed' AND NOT EXISTS (
        SELECT 1 FROM job other WHERE other.unique_key = job.unique_key AND other.finished_at IS NULL)
      """)
    bell.ring()
    return count > 0
  }

  /// Tells the workers of this process to look now.
  package func wake() { bell.ring() }
}
