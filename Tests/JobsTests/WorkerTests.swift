import Database
import Jobs
import Kernel
import TestSupport
import Testing

@Suite struct WorkerTests {
  @Test(arguments: Engine.all)
  func `a job is done once, with its result and its progress`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count"))
      await bench.worker([CountingJob(steps: 3)]).runUntilIdle()
      let job = try await bench.job(id)
      #expect(job.state == .done)
      #expect(job.result == ["steps": 3])
      #expect(job.progress?.done == 3)
      #expect(try await bench.marks(id) == [0, 1, 2])
    }
  }

  @Test(arguments: Engine.all)
  func `a job that fails is tried again later, from its last step`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count"))
      let handler = CountingJob(steps: 3) { step, context in
        if step == 1, context.job.attempts == 1 { throw Broken() }
      }
      await bench.worker([handler]).runUntilIdle()
      let waiting = try await bench.job(id)
      #expect(waiting.state == .waiting)
      #expect(waiting.runAt == bench.queue.now() + .seconds(5))
      #expect(waiting.error?.contains("Broken") == true)
      bench.testClock.move(.seconds(6))
      await bench.worker([handler]).runUntilIdle()
      #expect(try await bench.job(id).state == .done)
      #expect(try await bench.marks(id) == [0, 1, 2])
    }
  }

  @Test(arguments: Engine.all)
  func `after its last attempt a job is a dead letter that says why, and can be given another chance`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count", maxAttempts: 2))
      let handler = CountingJob(steps: 1) { _, _ in throw Broken() }
      await bench.worker([handler]).runUntilIdle()
      bench.testClock.move(.seconds(60))
      await bench.worker([handler]).runUntilIdle()
      let dead = try await bench.job(id)
      #expect(dead.state == .failed)
      #expect(dead.error == "Broken()")
      let isDone = try await test.database.write { tx in try bench.queue.retry(id, in: tx) }
      #expect(isDone == true)
      await bench.worker([CountingJob(steps: 1)]).runUntilIdle()
      #expect(try await bench.job(id).state == .done)
    }
  }

  @Test(arguments: Engine.all)
  func `what is wrong for good is not tried again`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count"))
      let handler = CountingJob(steps: 1) { _, _ in
        throw Problems([Problem("no_table", ja: "このファイルは表ではありません。", en: "This file is no table.")])
      }
      await bench.worker([handler]).runUntilIdle()
      let job = try await bench.job(id)
      #expect(job.state == .failed)
      #expect(job.error == "このファイルは表ではありません。")
    }
  }

  @Test(arguments: Engine.all)
  func `a full disk and a database that is away cost no attempt`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count", maxAttempts: 1))
      for error in [DatabaseError.full, .unavailable("gone"), .busy] {
        await bench.worker([CountingJob(steps: 1) { _, _ in throw error }]).runUntilIdle()
        let job = try await bench.job(id)
        #expect(job.state == .waiting)
        #expect(job.attempts == 0)
        bench.testClock.move(.seconds(1))
      }
      await bench.worker([CountingJob(steps: 1)]).runUntilIdle()
      #expect(try await bench.job(id).state == .done)
    }
  }

  @Test(arguments: Engine.all)
  func `another worker goes on where a dead one stopped, and the dead one's late step leaves nothing`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count"))
      let other = try await test.another()
      let second = JobQueue(ids: IDSource(node: 2, now: bench.testClock.now), now: bench.testClock.now)
      // Before the first worker's second step its lease runs out and another worker does the whole rest.
      let handler = CountingJob(steps: 3) { step, context in
        guard step == 1, context.job.attempts == 1 else { return }
        bench.testClock.move(.seconds(31))
        await Worker(database: other, queue: second, handlers: [CountingJob(steps: 3)]).runUntilIdle()
      }
      await bench.worker([handler]).runUntilIdle()
      let job = try await bench.job(id)
      #expect(job.state == .done)
      #expect(job.attempts == 2)
      #expect(try await bench.marks(id) == [0, 1, 2])
      await other.close()
    }
  }

  @Test(arguments: Engine.all)
  func `a job that brings its process down every time ends as a dead letter`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count", maxAttempts: 1))
      try await test.database.write { tx in
        _ = try tx.execute(
          """
          UPDATE job SET state = 'running', attempts = 1, lease_owner = 'gone', lease_until = \(bench.queue.now() - .seconds(1))
          WHERE id = \(id)
          """)
      }
      await bench.worker([CountingJob(steps: 1)]).runUntilIdle()
      #expect(try await bench.job(id).state == .failed)
    }
  }

  @Test(arguments: Engine.all)
  func `a cancelled job keeps what is done and may tidy up`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let waiting = try await bench.enqueue(NewJob(kind: "count", runAt: bench.queue.now() + .seconds(60)))
      let isDone = try await test.database.write { tx in try bench.queue.cancel(waiting, in: tx) }
      #expect(isDone == true)
      #expect(try await bench.job(waiting).state == .cancelled)

      let id = try await bench.enqueue(NewJob(kind: "count"))
      let handler = CountingJob(steps: 3) { step, context in
        guard step == 1 else { return }
        _ = try await context.database.write { tx in try bench.queue.cancel(context.job.id, in: tx) }
      }
      await bench.worker([handler]).runUntilIdle()
      #expect(try await bench.job(id).state == .cancelled)
      #expect(try await bench.marks(id) == [0])
      let isDoneAgain = try await test.database.write { tx in try bench.queue.cancel(id, in: tx) }
      #expect(isDoneAgain == false)
    }
  }

  @Test(arguments: Engine.all)
  func `shutting down puts jobs back into the queue between two steps`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      let id = try await bench.enqueue(NewJob(kind: "count"))
      let reached = AsyncStream<Void>.makeStream()
      let handler = CountingJob(steps: 2) { step, _ in
        guard step == 1 else { return }
        reached.continuation.yield()
        try await Task.sleep(for: .seconds(60))
      }
      let worker = bench.worker([handler])
      let running = Task { await worker.run() }
      for await _ in reached.stream { break }
      running.cancel()
      await running.value
      let job = try await bench.job(id)
      #expect(job.state == .waiting)
      #expect(job.attempts == 0)
      #expect(job.checkpoint == ["at": 1])
    }
  }

  @Test(arguments: Engine.all)
  func `several processes never do a job twice`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      var ids: [ID<Job>] = []
      for _ in 0..<40 { ids.append(try await bench.enqueue(NewJob(kind: "count"))) }
      let other = try await test.another()
      let second = JobQueue(ids: IDSource(node: 2, now: bench.testClock.now), now: bench.testClock.now)
      await withDiscardingTaskGroup { group in
        group.addTask { await bench.worker([CountingJob(steps: 2)], parallel: 4).runUntilIdle() }
        group.addTask { await Worker(database: other, queue: second, handlers: [CountingJob(steps: 2)]).runUntilIdle() }
      }
      for id in ids {
        #expect(try await bench.job(id).state == .done)
        #expect(try await bench.marks(id) == [0, 1])
      }
      await other.close()
    }
  }

  @Test(arguments: Engine.all)
  func `a worker hears at once when its process enqueues`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: jobMigrations) { test in
      let bench = Bench(test.database)
      var settings = Worker.Settings()
      settings.poll = .seconds(600)
      let done = AsyncStream<Void>.makeStream()
      let worker = Worker(
        database: test.database, queue: bench.queue, handlers: [CountingJob(steps: 1) { _, _ in done.continuation.yield() }],
        settings: settings)
      let running = Task { await worker.run() }
      try await Task.sleep(for: .milliseconds(200))
      _ = try await bench.enqueue(NewJob(kind: "count"))
      for await _ in done.stream { break }
      running.cancel()
      await running.value
    }
  }
}
