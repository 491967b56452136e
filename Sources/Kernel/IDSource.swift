import Synchronization

/// Makes ids. Never goes backwards within a process, even when the clock is set back; two processes never make the
/// same id as long as they hold different nodes (0 ..< 1024), which the database hands out at start.
package final class IDSource: Sendable {
  /// 2024-01-01T00:00:00Z in milliseconds since 1970.
  package static let epoch: Int64 = 1_704_067_200_000

  private let node: Int64
  private let now: @Sendable () -> Instant
  private let last: Mutex<Int64>  // milliseconds << 12 | sequence

  package init(node: Int, now: @escaping @Sendable () -> Instant) {
    self.node = Int64(node & 1023)
    self.now = now
    self.last = Mutex(0)
  }

  package func next<Of>(_: Of.Type = Of.self) -> ID<Of> {
    let clock = max(0, now().milliseconds - Self.epoch) << 12
    let tick = last.withLock { last in
      last = max(last + 1, clock)
      return last
    }
    return ID((tick >> 12) << 22 | node << 12 | (tick & 4095))
  }
}
