package import Database
import Kernel
import Synchronization

/// Does jobs: takes what is due, several at a time, keeps their leases alive, and settles how each attempt ended.
///
/// Any number of workers in any number of processes may share one database. `run` ends when its task is cancelled: jobs under way stop
/// after their present step and go back into the queue.
package final class Worker: Sendable {
  package struct Settings: Sendable {
    /// How many jobs at the same time.
    package var parallel = 2
    /// After how long without a sign of life another worker may take over.
    package var lease: Duration = .seconds(30)
    /// How often to look when nothing rings.
    package var poll: Duration = .seconds(1)
    /// How long to leave the database alone when it is full or gone.
    package var pause: Duration = .seconds(5)
    /// Seconds the organisation's clocks are ahead of UTC, for daily schedules.
    package var zoneOffset = 32_400

    package init() {}
  }

  /// Names this worker in leases; no two are alike.
  package let name: String
  private let database: any Database
  private let queue: JobQueue
  private let handlers: [String: any JobHandler]
  private let settings: Settings
  private let random: @Sendable () -> Double
  private let ended: JobEnding
  private let report: @Sendable (String) -> Void
  private let state = Mutex(State())

  private struct State {
    var running = 0
    var watch = LeaseWatch()
    var isPausing = false
  }

  /// - Parameters:
  ///   - random: 0 ..< 1.
  ///   - ended: hears of every job that ended, in the transaction in which it did.
  ///   - report: a line for the log.
  package init(
    database: any Database, queue: JobQueue, handlers: [any JobHandler], settings: Settings = Settings(),
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, ended: @escaping JobEnding = { _, _ in },
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.database = database
    self.queue = queue
    self.handlers = Dictionary(handlers.map { (type(of: $0).kind, $0) }, uniquingKeysWith: { $1 })
    self.settings = settings
    self.random = random
    self.ended = ended
    self.report = report
    name = queue.ids.next(Worker.self).text
  }

  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.keepLeases() }
      var nap = Self.shortestNap
      while !Task.isCancelled {
        let taken = await take()
        for job in taken { group.addTask { await self.work(on: job) } }
        if await queue.bell.wait(pauseOr(nap)) || !taken.isEmpty { nap = Self.shortestNap } else { nap = min(nap * 2, settings.poll) }
      }
    }
  }

  /// Does everything that is due and what follows from it, then returns: for the command line and for tests.
  package func runUntilIdle() async {
    while !Task.isCancelled {
      let taken = await take()
      if taken.isEmpty { return }
      await withDiscardingTaskGroup { group in
        group.addTask { await self.keepLeases() }
        await withDiscardingTaskGroup { jobs in
          for job in taken { jobs.addTask { await self.work(on: job) } }
        }
        group.cancelAll()
      }
    }
  }

  // MARK: - Taking

  private static let shortestNap = Duration.milliseconds(20)

  private func pauseOr(_ nap: Duration) -> Duration {
    state.withLock { state in
      defer { state.isPausing = false }
      return state.isPausing ? settings.pause : nap
    }
  }

  private func take() async -> [Job] {
    let free = settings.parallel - state.withLock { $0.running }
    guard free > 0 else { return [] }
    let now = queue.now()
    do {
      let kinds = handlers.keys.sorted()
      let (others, schedules) = try await database.read { [name, handlers] tx in
        (
          try LeaseWatch.running(besides: name, in: tx),
          try JobSchedule.due(handlers, at: now, lock: false, in: tx)
        )
      }
      let abandoned = state.withLock { $0.watch.abandoned(among: others, length: settings.lease, at: .now) }
      let taking = JobTaking(kinds: kinds, owner: name, leaseLength: settings.lease, now: now, abandoned: abandoned)
      if schedules.isEmpty, try await !database.read({ try taking.isDue(in: $0) }) { return [] }
      let jobs = try await database.write { [queue, handlers, settings, ended] tx in
        if !schedules.isEmpty {
          try JobSchedule.enqueueDue(queue, handlers: handlers, at: now, zoneOffset: settings.zoneOffset, in: tx)
        }
        return try taking.take(free, ended: ended, in: tx)
      }
      state.withLock { $0.running += jobs.count }
      return jobs
    } catch {
      pause(for: error)
      return []
    }
  }

  private func pause(for error: any Error) {
    report("The database does not answer as it should; trying again in \(settings.pause): \(error)")
    state.withLock { $0.isPausing = true }
  }

  private func keepLeases() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: settings.lease / 3)
      guard state.withLock({ $0.running }) > 0 else { continue }
      let until = queue.now() + settings.lease
      do {
        try await database.write { [name] tx in
          _ = try tx.execute(
            "UPDATE job SET lease_until = \(until) WHERE state = 'running' AND finished_at IS NULL AND lease_owner = \(name)")
        }
      } catch {
        report("Leases could not be extended: \(error)")
      }
    }
  }

  // MARK: - One attempt

  private func work(on job: Job) async {
    let lease = JobLease(job: job.id, owner: name, attempt: job.attempts)
    let outcome: JobOutcome
    if let handler = handlers[job.kind] {
      let context = JobContext(database: database, job: job, lease: lease, leaseLength: settings.lease, now: queue.now)
      do {
        outcome = .finished(try await handler.run(context))
      } catch {
        outcome = JobOutcome(of: error, job, random: random())
      }
    } else {
      outcome = .failed("No handler for \(job.kind)")
    }
    await settle(outcome, job, lease)
    state.withLock { $0.running -= 1 }
    queue.bell.ring()
  }

  /// Writes down how it ended, patiently: a database that is away for a while must not cost the job an attempt.
  private func settle(_ outcome: JobOutcome, _ job: Job, _ lease: JobLease) async {
    if case .interrupted = outcome { return }
    let now = queue.now
    let pause = settings.pause
    let settling = Task { [database, report, ended] in
      for attempt in 1...60 {
        do {
          return try await database.write { tx in
            try outcome.settle(job, lease, pause: pause, at: now(), in: tx)
            if let settled = try Job.finished(job.id, in: tx) { try ended(settled, tx) }
          }
        } catch JobInterruption.leaseLost {
          return report("Job \(job.id) of kind \(job.kind) was taken over by another worker.")
        } catch {
          report("The end of job \(job.id) could not be written (\(attempt)): \(error)")
          try? await Task.sleep(for: min(.milliseconds(100 * attempt), .seconds(2)))
        }
      }
    }
    // Of its own, so that shutting down does not leave the job to the lease's end.
    await settling.value
  }
}
