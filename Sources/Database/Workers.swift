import Dispatch
import Foundation
import Synchronization

/// Threads of our own for work that blocks, such as talking to a database engine: jobs are served in order of arrival by
/// whichever thread is free, and a thread is only started when all others are busy.
package final class Workers<Job: Sendable>: Sendable {
  private struct State {
    var waiting: [Job] = []
    var head = 0
    var idle = 0
    var started = 0
    var ended = 0
    var isClosed = false
    var onEnd: CheckedContinuation<Void, Never>?

    var count: Int { waiting.count - head }

    mutating func popFirst() -> Job? {
      guard head < waiting.count else { return nil }
      let job = waiting[head]
      head += 1
      if head == waiting.count || head >= 256 {
        waiting.removeFirst(head)
        head = 0
      }
      return job
    }
  }

  private let state = Mutex(State())
  private let arrivals = DispatchSemaphore(value: 0)
  private let name: String
  private let limit: Int
  private let serve: @Sendable (Workers) -> Void

  /// `serve` runs once on each thread; it owns what the thread needs (a connection) and asks for `next()` until that is nil.
  package init(name: String, limit: Int, serve: @escaping @Sendable (Workers) -> Void) {
    self.name = name
    self.limit = limit
    self.serve = serve
  }

  /// False when closed: the job will not be done.
  package func add(_ job: Job) -> Bool {
    let (isAccepted, needsThread) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.waiting.append(job)
      let needsThread = state.count > state.idle && state.started < limit
      if needsThread { state.started += 1 }
      return (true, needsThread)
    }
    if needsThread { start() }
    if isAccepted { arrivals.signal() }
    return isAccepted
  }

  /// For the serving thread: waits for a job; nil when there will be no more.
  package func next() -> Job? {
    state.withLock { $0.idle += 1 }
    arrivals.wait()
    let job = state.withLock { state in
      state.idle -= 1
      return state.popFirst()
    }
    if job == nil { arrivals.signal() }  // closed: the other threads must hear it too
    return job
  }

  /// For the serving thread: a job that is already waiting.
  package func nextWithoutWaiting() -> Job? {
    guard arrivals.wait(timeout: .now()) == .success else { return nil }
    let job = state.withLock { $0.popFirst() }
    if job == nil { arrivals.signal() }
    return job
  }

  /// Lets what was accepted finish, then ends the threads.
  package func close() async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      let isIdle = state.withLock { state in
        state.isClosed = true
        if state.ended == state.started || state.onEnd != nil { return true }
        state.onEnd = done
        return false
      }
      arrivals.signal()
      if isIdle { done.resume() }
    }
  }

  private func start() {
    let thread = Thread { [self] in
      serve(self)
      let onEnd = state.withLock { state in
        state.ended += 1
        return state.isClosed && state.ended == state.started ? state.onEnd : nil
      }
      onEnd?.resume()
    }
    thread.name = name
    thread.stackSize = 4 << 20
    thread.start()
  }
}

/// Runs a blocking call away from the threads that serve everybody else.
package func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { done in
    DispatchQueue.global().async { done.resume(with: Result(catching: body)) }
  }
}
