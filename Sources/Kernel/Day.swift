/// A calendar day without time or zone (proleptic Gregorian). Columns that hold one end in `_on`.
package struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  package let number: Int

  package init(number: Int) { self.number = number }

  /// `nil` when there is no such day, such as 30 February. Years 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.length(year: year, month: month)
    else { return nil }
    number = Self.number(year, month, day)
  }

  /// Reads ISO 8601 `2026-11-22`; what people type is read by `Japan`.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == 45, bytes[7] == 45 else { return nil }
    func digits(_ range: Range<Int>) -> Int? {
      var value = 0
      for at in range {
        guard (48...57).contains(bytes[at]) else { return nil }
        value = value * 10 + Int(bytes[at] - 48)
      }
      return value
    }
    guard let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  package var text: String {
    let (year, month, day) = parts
    return String(unsafeUninitializedCapacity: 10) { buffer in
      var rest = year
      for at in stride(from: 3, through: 0, by: -1) {
        buffer[at] = UInt8(48 + rest % 10)
        rest /= 10
      }
      buffer[4] = 45
      buffer[5] = UInt8(48 + month / 10)
      buffer[6] = UInt8(48 + month % 10)
      buffer[7] = 45
      buffer[8] = UInt8(48 + day / 10)
      buffer[9] = UInt8(48 + day % 10)
      return 10
    }
  }

  package var year: Int { parts.0 }
  package var month: Int { parts.1 }
  package var day: Int { parts.2 }

  /// 1 = Monday … 7 = Sunday (ISO 8601).
  package var weekday: Int { ((number % 7) + 7 + 3) % 7 + 1 }

  /// The moment this day begins where clocks are `offset` seconds ahead of UTC.
  package func start(offset: Int) -> Instant {
    Instant(milliseconds: Int64(number) * 86_400_000 - Int64(offset) * 1000)
  }

  /// The same day of the month `months` later, or the month's last day when it has no such day.
  package func adding(months: Int) -> Day {
    let (year, month, day) = parts
    let total = year * 12 + month - 1 + months
    let (y, m) = (total / 12, total % 12 + 1)
    return Day(number: Self.number(y, m, min(day, Self.length(year: y, month: m))))
  }

  package static func length(year: Int, month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func + (a: Day, days: Int) -> Day { Day(number: a.number + days) }
  package static func - (a: Day, days: Int) -> Day { Day(number: a.number - days) }
  package static func - (a: Day, b: Day) -> Int { a.number - b.number }
  package static func < (a: Day, b: Day) -> Bool { a.number < b.number }

  // Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
  private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  package var parts: (year: Int, month: Int, day: Int) {
    let z = number + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted + (shifted < 10 ? 3 : -9)
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Day: CustomStringConvertible {
  package var description: String { text }
}
