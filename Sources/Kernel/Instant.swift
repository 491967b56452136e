import Foundation

/// A moment in UTC, to the millisecond. Columns that hold one end in `_at`.
package struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let milliseconds: Int64

  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads RFC 3339 (`2026-11-22T09:30:00Z`, `…+09:00`, fraction optional).
  package init?(_ text: String) {
    let parts = text.utf8
    guard parts.count >= 20, let day = Day(String(text.prefix(10))) else { return nil }
    let bytes = Array(parts)
    func two(_ at: Int) -> Int64? {
      guard at + 1 < bytes.count, (48...57).contains(bytes[at]), (48...57).contains(bytes[at + 1]) else { return nil }
      return Int64(bytes[at] - 48) * 10 + Int64(bytes[at + 1] - 48)
    }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
      let hour = two(11), let minute = two(14), let second = two(17), hour < 24, minute < 60, second < 61
    else { return nil }
    var at = 19
    var fraction: Int64 = 0
    if bytes[at] == UInt8(ascii: ".") {
      at += 1
      var scale: Int64 = 100
      while at < bytes.count, (48...57).contains(bytes[at]) {
        fraction += Int64(bytes[at] - 48) * scale
        scale /= 10
        at += 1
      }
    }
    guard at < bytes.count else { return nil }
    var offset: Int64 = 0
    switch bytes[at] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard at + 1 == bytes.count else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard at + 6 == bytes.count, bytes[at + 3] == UInt8(ascii: ":"), let hours = two(at + 1), let minutes = two(at + 4),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * 60_000 * (bytes[at] == UInt8(ascii: "+") ? 1 : -1)
    default: return nil
    }
    let time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    self.init(milliseconds: Int64(day.number) * 86_400_000 + time - offset)
  }

  package static func now() -> Instant {
    Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }

  /// RFC 3339 in UTC with milliseconds: `2026-11-22T00:30:00.000Z`.
  package var text: String {
    let (day, time) = split(offset: 0)
    let ms = time % 1000
    let pad = ms < 10 ? "00" : ms < 100 ? "0" : ""
    return "\(day.text)T\(Self.clockText(time)).\(pad)\(ms)Z"
  }

  /// The calendar day at this moment where clocks are `offset` seconds ahead of UTC (Japan: 32,400).
  package func day(offset: Int) -> Day { split(offset: offset).0 }

  /// `2026-11-22 09:30` in a zone that is `offset` seconds ahead of UTC.
  package func shown(offset: Int) -> String {
    let (day, time) = split(offset: offset)
    return "\(day.text) \(Self.clockText(time).prefix(5))"
  }

  package static func + (a: Instant, b: Duration) -> Instant {
    Instant(milliseconds: a.milliseconds + b.components.seconds * 1000 + b.components.attoseconds / 1_000_000_000_000_000)
  }
  package static func - (a: Instant, b: Duration) -> Instant { a + (Duration.zero - b) }
  package static func - (a: Instant, b: Instant) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
  package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

  private func split(offset: Int) -> (Day, Int64) {
    let local = milliseconds + Int64(offset) * 1000
    let day = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
    return (Day(number: Int(day)), local - day * 86_400_000)
  }

  private static func clockText(_ time: Int64) -> String {
    func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(time / 3_600_000)):\(two(time / 60_000 % 60)):\(two(time / 1000 % 60))"
  }
}

extension Instant: CustomStringConvertible {
  package var description: String { text }
}
