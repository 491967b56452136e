import Foundation

/// Many clients at once, each on a thread of its own.
enum Crowd {
  /// How often a second all of them together get it done; `body` is given the number of its client and when to end, and returns
  /// how often it did.
  static func rate(
    _ clients: Int, for duration: Duration, _ body: @escaping @Sendable (_ client: Int, _ end: ContinuousClock.Instant) throws -> Int
  ) async throws -> Double {
    let began = ContinuousClock.now
    let end = began + duration
    let done = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<clients {
        group.addTask {
          try await withCheckedThrowingContinuation { (answer: CheckedContinuation<Int, any Error>) in
            Thread.detachNewThread { answer.resume(with: Result { try body(number, end) }) }
          }
        }
      }
      return try await group.reduce(0, +)
    }
    return Double(done) / ((ContinuousClock.now - began) / .seconds(1))
  }
}
