import Kernel
import Synchronization

/// The clock of the demo company's history: stands where the story is, and never later than the day it was made for.
final class DemoClock: Sendable {
  private let instant: Mutex<Instant>

  init(at start: Instant) { instant = Mutex(start) }

  var now: Instant { instant.withLock { $0 } }

  /// Working hours in Japan: minutes after 9:00.
  func set(_ day: Day, minutes: Int) {
    instant.withLock { $0 = day.start(offset: 32_400) + .seconds((540 + minutes) * 60) }
  }
}
