import Database
import Jobs
import Kernel
import Synchronization
import TestSupport
import Testing

@Suite struct QueueTests {
  @Test(arguments: Engine.all)
  func `a unique key keeps a second job out until the first is finished`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let first = try await bench.enqueue(NewJob(kind: "count", uniqueKey: "seal"))
      #expect(try await bench.enqueue(NewJob(kind: "count", uniqueKey: "seal")) == first)
      await bench.worker([CountingJob(steps: 1)]).runUntilIdle()
      #expect(try await bench.enqueue(NewJob(kind: "count", uniqueKey: "seal")) != first)
    }
  }

  @Test(arguments: Engine.all)
  func `a job whose transaction fails was never enqueued`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      await #expect(throws: Broken.self) {
        try await test.database.write { tx in
          try bench.queue.enqueue(NewJob(kind: "count"), in: tx)
          throw Broken()
        }
      }
      let left = try await test.database.read { tx in try bench.queue.jobs(in: tx).count }
      #expect(left == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `a clock that is set back holds up neither new jobs nor dead workers' jobs nor schedules`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let new = try await bench.enqueue(NewJob(kind: "count"))
      let later = try await bench.enqueue(NewJob(kind: "count", runAt: bench.queue.now() + .seconds(60)))
      let orphan = try await bench.enqueue(NewJob(kind: "orphan"))
      try await test.database.write { tx in
        try JobSchedule.declare(
          [JobSchedule("tick", kind: "tick", .every(seconds: 60))], at: bench.queue.now(), zoneOffset: 0, in: tx)
        try tx.execute("UPDATE schedule SET last_run = \(bench.queue.now())")
        try tx.execute(
          """
          UPDATE job SET state = 'running', attempts = 1, lease_owner = 'gone', lease_until = \(bench.queue.now() + .seconds(30))
          WHERE id = \(orphan)
          """)
      }
      bench.testClock.move(.seconds(-3600))
      let worker = bench.worker([CountingJob(steps: 1), Orphan(), Tick()], lease: .milliseconds(50))
      await worker.runUntilIdle()
      try await Task.sleep(for: .milliseconds(80))
      await worker.runUntilIdle()
      #expect(try await bench.job(new).state == .done)
      #expect(try await bench.job(later).state == .waiting)
      #expect(try await bench.job(orphan).state == .done)
      let status = try await test.database.read { tx in try JobSchedule.all(in: tx) }
      #expect(status.first?.lastRun == bench.queue.now())
    }
  }

  @Test(arguments: Engine.all)
  func `a schedule runs when its time has come and only when there is something to do`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      try await test.database.write { tx in
        try JobSchedule.declare(
          [
            JobSchedule("tick", kind: "tick", .every(seconds: 60)), JobSchedule("idle", kind: "idle", .every(seconds: 60)),
          ], at: bench.queue.now(), zoneOffset: 0, in: tx)
      }
      let runs = Mutex(0)
      let worker = bench.worker([Tick { runs.withLock { $0 += 1 } }, Idle()])
      await worker.runUntilIdle()
      #expect(runs.withLock { $0 } == 0)
      for _ in 0..<3 {
        bench.testClock.move(.seconds(60))
        await worker.runUntilIdle()
      }
      #expect(runs.withLock { $0 } == 3)
      let left = try await test.database.read { tx in try bench.queue.jobs(in: tx).count }
      #expect(left == 0, "scheduled jobs leave no rows")
    }
  }

  @Test(arguments: [
    (JobSchedule.Rhythm.daily(minute: 180), "2026-11-21T17:59:00Z", "2026-11-21T18:00:00.000Z"),
    (.daily(minute: 180), "2026-11-21T18:00:00Z", "2026-11-22T18:00:00.000Z"),
    (.every(seconds: 90), "2026-11-21T18:00:00Z", "2026-11-21T18:01:30.000Z"),
  ])
  func `the next run of a schedule, in Japan`(_ rhythm: JobSchedule.Rhythm, _ now: String, _ next: String) throws {
    let now = try #require(Instant(now))
    #expect(JobSchedule("x", kind: "x", rhythm).next(after: now, zoneOffset: 32_400).text == next)
  }
}

private struct Orphan: JobHandler {
  static let kind = "orphan"
  func run(_ context: JobContext) async throws -> JSON { .null }
}
private struct Tick: JobHandler {
  static let kind = "tick"
  var onRun: @Sendable () -> Void = {}
  func run(_ context: JobContext) async throws -> JSON {
    onRun()
    return .null
  }
}
private struct Idle: JobHandler {
  static let kind = "idle"
  func run(_ context: JobContext) async throws -> JSON { throw Broken() }
  func hasWork(in tx: any Transaction) throws -> Bool { false }
}
