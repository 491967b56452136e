import Kernel
import Synchronization

/// Wakes the worker of this process when something was put into the queue.
///
/// It is rung inside the transaction that enqueues, so the job shows a moment later: the worker looks several times.
final class Bell: Sendable {
  private struct State {
    var isRung = false
    var sleeper: CheckedContinuation<Void, Never>?
    var sleep = 0
  }
  private let state = Mutex(State())

  func ring() {
    let sleeper = state.withLock { state in
      state.isRung = true
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume()
  }

  /// Returns when it rings, after `timeout`, or when the task is cancelled; true when it rang.
  func wait(_ timeout: Duration) async -> Bool {
    let number = state.withLock { state in
      state.sleep += 1
      return state.sleep
    }
    let alarm = Task {
      try? await Task.sleep(for: timeout)
      self.wakeUp(number)
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (sleeper: CheckedContinuation<Void, Never>) in
        let isAwake = state.withLock { state in
          if state.isRung || state.sleep != number || Task.isCancelled { return true }
          state.sleeper = sleeper
          return false
        }
        if isAwake { sleeper.resume() }
      }
    } onCancel: {
      self.wakeUp(number)
    }
    alarm.cancel()
    return state.withLock { state in
      defer { state.isRung = false }
      return state.isRung
    }
  }

  private func wakeUp(_ number: Int) {
    let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.sleep == number else { return nil }
      state.sleep += 1
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume()
  }
}
