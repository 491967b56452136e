package import Kernel
import Synchronization

/// Lets so many uses per minute through for each key, refilled evenly. Keeps the latest keys only, so that nobody can fill
/// the memory with new ones.
package final class RateLimit: Sendable {
  private let perMinute: Int
  private let capacity: Int
  private let buckets = Mutex<[String: Bucket]>([:])

  private struct Bucket {
    /// In thousandths of a use.
    var used: Int64
    var at: Instant
  }

  package init(perMinute: Int, keys capacity: Int = 10_000) {
    self.perMinute = perMinute
    self.capacity = capacity
  }

  package func use(_ key: String, at now: Instant) {
    buckets.withLock { buckets in
      var bucket = drained(buckets[key], now)
      bucket.used += 1000
      if buckets[key] == nil, buckets.count >= capacity {
        buckets = buckets.mapValues { drained($0, now) }.filter { $0.value.used > 0 }
        if buckets.count >= capacity { buckets = [:] }
      }
      buckets[key] = bucket
    }
  }

  /// Seconds to wait before the next use; `nil`: go on.
  package func wait(for key: String, at now: Instant) -> Int? {
    let used = buckets.withLock { $0[key].map { drained($0, now).used } } ?? 0
    let over = used - Int64(perMinute - 1) * 1000
    return over <= 0 ? nil : Int(over * 60 / Int64(perMinute) / 1000) + 1
  }

  private func drained(_ bucket: Bucket?, _ now: Instant) -> Bucket {
    guard let bucket else { return Bucket(used: 0, at: now) }
    let passed = max(0, now.milliseconds - bucket.at.milliseconds)
    return Bucket(used: max(0, bucket.used - passed * Int64(perMinute) / 60), at: now)
  }
}
