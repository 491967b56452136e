/// How long to wait before the next attempt: 5 s, 10 s, 20 s … at most an hour, each up to a fifth longer by chance, so that
/// jobs that failed together do not come back together.
enum Backoff {
  static func delay(afterAttempt attempt: Int, random: Double) -> Duration {
    let seconds = min(5 * Double(1 << min(max(attempt, 1) - 1, 20)), 3600)
    return .milliseconds(Int64(seconds * (1 + random / 5) * 1000))
  }
}
