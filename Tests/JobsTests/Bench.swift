import Database
import Jobs
import Kernel
import Synchronization
import Testing

/// Writes the step it was at into a table of its own, so that a step done twice shows.
struct CountingJob: JobHandler {
  static let kind = "count"
  let steps: Int
  let onStep: @Sendable (Int, JobContext) async throws -> Void

  init(steps: Int, onStep: @escaping @Sendable (Int, JobContext) async throws -> Void = { _, _ in }) {
    self.steps = steps
    self.onStep = onStep
  }

  func run(_ context: JobContext) async throws -> JSON {
    var at = Int(context.checkpoint?["at"]?.integer ?? 0)
    while at < steps {
      try await onStep(at, context)
      let number = at
      try await context.step { tx in
        try tx.execute("INSERT INTO mark (job_id, step) VALUES (\(context.job.id), \(number))")
        return JobStep(
          ["at": .integer(Int64(number + 1))],
          progress: JobProgress(done: number + 1, total: steps, label: Label("進行中", "Under way")))
      }
      at += 1
    }
    return ["steps": .integer(Int64(at))]
  }
}

struct Broken: Error {}

let jobMigrations =
  JobTables.migrations + [
    Migration("0011-mark") { dialect in
      ["CREATE TABLE mark (job_id \(dialect.type(.integer)) NOT NULL, step \(dialect.type(.integer)) NOT NULL)"]
    }
  ]

/// A queue on a clock that the test sets.
final class Bench: Sendable {
  let database: any Database
  let queue: JobQueue
  let testClock = TestClock(Instant(milliseconds: 1_795_000_000_000))

  init(_ database: any Database) {
    self.database = database
    queue = JobQueue(ids: IDSource(node: 1, now: testClock.now), now: testClock.now)
  }

  func worker(_ handlers: [any JobHandler], parallel: Int = 1, lease: Duration = .seconds(30)) -> Worker {
    var settings = Worker.Settings()
    settings.parallel = parallel
    settings.lease = lease
    settings.pause = .milliseconds(10)
    return Worker(database: database, queue: queue, handlers: handlers, settings: settings, random: { 0 })
  }

  func enqueue(_ job: NewJob) async throws -> ID<Job> {
    try await database.write { [queue] tx in try queue.enqueue(job, in: tx) }
  }
  func job(_ id: ID<Job>) async throws -> Job {
    try await database.read { [queue] tx in try queue.job(id, in: tx) }.orFail()
  }
  func marks(_ id: ID<Job>) async throws -> [Int] {
    try await database.read { tx in
      try tx.query("SELECT step FROM mark WHERE job_id = \(id) ORDER BY step").map { try $0.int(0) }
    }
  }
}

final class TestClock: Sendable {
  private let instant: Mutex<Instant>
  init(_ start: Instant) { instant = Mutex(start) }
  var now: @Sendable () -> Instant { { self.instant.withLock { $0 } } }
  func move(_ by: Duration) { instant.withLock { $0 = $0 + by } }
}

extension Optional {
  func orFail() throws -> Wrapped { try #require(self) }
}
