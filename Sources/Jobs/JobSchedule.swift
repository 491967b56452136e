package import Database
package import Kernel

/// A recurring job of the system: every so many seconds, or once a day at a minute of the organisation's day.
package struct JobSchedule: Sendable, Hashable {
  package enum Rhythm: Sendable, Hashable {
    case every(seconds: Int)
    /// Minutes after midnight, organisation's time.
    case daily(minute: Int)
  }

  package let name: String
  package let kind: String
  package let rhythm: Rhythm

  package init(_ name: String, kind: String, _ rhythm: Rhythm) {
    self.name = name
    self.kind = kind
    self.rhythm = rhythm
  }

  package func next(after now: Instant, zoneOffset: Int) -> Instant {
    switch rhythm {
    case .every(let seconds): return now + .seconds(seconds)
    case .daily(let minute):
      let today = now.day(offset: zoneOffset)
      let at = today.start(offset: zoneOffset) + .seconds(minute * 60)
      return at > now ? at : (today + 1).start(offset: zoneOffset) + .seconds(minute * 60)
    }
  }

  /// Makes the rows of `schedules` true: adds the missing, changes the changed, removes the rest.
  package static func declare(
    _ schedules: [JobSchedule], at now: Instant, zoneOffset: Int, in tx: any Transaction
  ) throws {
    var known: [String: (String, Int64?, Int64?)] = [:]
    for row in try tx.query("SELECT name, kind, every_seconds, at_minute FROM schedule \(tx.dialect.forUpdate)") {
      known[try row.text(0)] = (try row.text(1), try row.optionalInteger(2), try row.optionalInteger(3))
    }
    for schedule in schedules {
      let (every, minute) = schedule.columns
      if let old = known.removeValue(forKey: schedule.name), old == (schedule.kind, every, minute) { continue }
      try tx.execute(
        """
        INSERT INTO schedule (name, kind, every_seconds, at_minute, next_run)
        VALUES (\(schedule.name), \(schedule.kind), \(every), \(minute), \(schedule.next(after: now, zoneOffset: zoneOffset)))
        ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, every_seconds = excluded.every_seconds,
          at_minute = excluded.at_minute, next_run = excluded.next_run
        """)
    }
    for name in known.keys { try tx.execute("DELETE FROM schedule WHERE name = \(name)") }
  }

  /// One line of the page of jobs.
  package struct Status: Sendable {
    package let schedule: JobSchedule
    package let lastRun: Instant?
    package let nextRun: Instant
  }

  package static func all(in tx: any Transaction) throws -> [Status] {
    try tx.query("SELECT name, kind, every_seconds, at_minute, last_run, next_run FROM schedule ORDER BY name").map { row in
      Status(schedule: try JobSchedule(row: row), lastRun: try row.optionalInstant(4), nextRun: try row.instant(5))
    }
  }

  /// The schedules whose time has come and that have something to do. A clock that was set back does not hold one up.
  static func due(_ handlers: [String: any JobHandler], at now: Instant, lock: Bool, in tx: any Transaction) throws -> [JobSchedule] {
    let lock = lock ? tx.dialect.skipLocked : .empty
    return try tx.query(
      "SELECT name, kind, every_seconds, at_minute FROM schedule WHERE next_run <= \(now) OR last_run > \(now) \(lock)"
    ).map(JobSchedule.init(row:)).filter { try handlers[$0.kind]?.hasWork(in: tx) ?? false }
  }

  /// Puts a job into the queue for every schedule that is due.
  static func enqueueDue(
    _ queue: JobQueue, handlers: [String: any JobHandler], at now: Instant, zoneOffset: Int, in tx: any Transaction
  ) throws {
    for schedule in try due(handlers, at: now, lock: true, in: tx) {
      try queue.enqueue(NewJob(kind: schedule.kind, uniqueKey: keyPrefix + schedule.name), in: tx)
      try tx.execute(
        """
        UPDATE schedule SET last_run = \(now), next_run = \(schedule.next(after: now, zoneOffset: zoneOffset))
        WHERE name = \(schedule.name)
        """)
    }
  }

  /// Begins the unique key of a scheduled job. Such a job leaves no row when it went well.
  static let keyPrefix = "schedule:"

  private init(row: Row) throws {
    name = try row.text(0)
    kind = try row.text(1)
    if let seconds = try row.optionalInteger(2) {
      rhythm = .every(seconds: Int(seconds))
    } else {
      rhythm = .daily(minute: Int(try row.optionalInteger(3) ?? 0))
    }
  }

  private var columns: (every: Int64?, minute: Int64?) {
    switch rhythm {
    case .every(let seconds): (Int64(seconds), nil)
    case .daily(let minute): (nil, Int64(minute))
    }
  }
}
