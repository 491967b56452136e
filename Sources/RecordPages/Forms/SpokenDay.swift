package import Kernel

/// A day as people say it: 今日, 明日, +3, 3日後, 来週金, 金曜, 月末, 来月10日, 11/30; in English today, tomorrow, fri, next fri, eom.
/// A day and month without a year mean the nearest such day.
package struct SpokenDay: Hashable, Sendable {
  package let day: Day

  /// `nil` for anything else; full dates are read by their field type.
  package init?(_ typed: String, today: Day) {
    let text = Self.folded(typed)
    guard
      let day = Self.word(text, today) ?? Self.offset(text, today) ?? Self.weekday(text, today) ?? Self.month(text, today) ?? Self.near(text, today)
    else { return nil }
    self.day = day
  }

  /// Without spaces, in half width and lower case.
  private static func folded(_ typed: String) -> String {
    String(
      String.UnicodeScalarView(
        typed.unicodeScalars.compactMap { scalar in
          if scalar.properties.isWhitespace { return nil }
          return (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) : scalar
        })
    ).lowercased()
  }

  private static func word(_ text: String, _ today: Day) -> Day? {
    switch text {
    case "今日", "本日", "きょう", "today": today
    case "明日", "あした", "あす", "tomorrow": today + 1
    case "明後日", "あさって": today + 2
    case "昨日", "きのう", "yesterday": today - 1
    case "来週", "nextweek": today + 7
    case "来月", "nextmonth": today.adding(months: 1)
    case "月末", "今月末", "eom", "endofmonth": endOfMonth(today, 0)
    case "来月末": endOfMonth(today, 1)
    case "年度末": fiscalEnd(today)
    default: nil
    }
  }

  /// `+3`, `-2`, `3日後`, `2週間後`, `1か月後`.
  private static func offset(_ text: String, _ today: Day) -> Day? {
    if let sign = text.first, sign == "+" || sign == "-", let days = number(text.dropFirst()) {
      return today + (sign == "+" ? days : -days)
    }
    for (suffix, days) in [("日後", 1), ("日前", -1), ("週間後", 7), ("週後", 7)] {
      if text.hasSuffix(suffix), let count = number(text.dropLast(suffix.count)) { return today + count * days }
    }
    for suffix in ["か月後", "ヶ月後", "ヵ月後", "ケ月後", "カ月後"] {
      if text.hasSuffix(suffix), let count = number(text.dropLast(suffix.count)) { return today.adding(months: count) }
    }
    return nil
  }

  /// 金, 金曜, 今週金, 来週の金曜日, 再来週月; a weekday alone is the next one, never today.
  private static func weekday(_ text: String, _ today: Day) -> Day? {
    var rest = text[...]
    var weeks: Int?
    for (word, count) in [("再来週", 2), ("さ来週", 2), ("来週", 1), ("今週", 0), ("next", 1), ("this", 0)] where rest.hasPrefix(word) {
      weeks = count
      rest = rest.dropFirst(word.count)
      break
    }
    if rest.hasPrefix("の") { rest = rest.dropFirst() }
    for suffix in ["曜日", "曜", "day"] where rest.hasSuffix(suffix) && rest.count > suffix.count {
      rest = rest.dropLast(suffix.count)
      break
    }
    guard let weekday = weekdays[String(rest)] else { return nil }
    if let weeks { return today - (today.weekday - 1) + weeks * 7 + (weekday - 1) }
    return today + ((weekday - today.weekday + 6) % 7 + 1)
  }

  private static let weekdays: [String: Int] = [
    "月": 1, "火": 2, "水": 3, "木": 4, "金": 5, "土": 6, "日": 7, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "wednes": 3, "thu": 4,
    "thurs": 4, "fri": 5, "sat": 6, "satur": 6, "sun": 7,
  ]

  /// 来月10日, 今月25日.
  private static func month(_ text: String, _ today: Day) -> Day? {
    for (word, months) in [("再来月", 2), ("来月", 1), ("今月", 0)] where text.hasPrefix(word) {
      var rest = text.dropFirst(word.count)
      if rest.hasPrefix("の") { rest = rest.dropFirst() }
      guard rest.hasSuffix("日"), let date = number(rest.dropLast()) else { return nil }
      let first = Day(year: today.year, month: today.month, day: 1)?.adding(months: months)
      return first.flatMap { Day(year: $0.year, month: $0.month, day: date) }
    }
    return nil
  }

  /// 11/30, 11-30, 11月30日, 11.30: the nearest such day.
  private static func near(_ text: String, _ today: Day) -> Day? {
    var body = text[...]
    if let cut = body.firstIndex(of: "(") { body = body[..<cut] }
    if body.hasSuffix("日") { body = body.dropLast() }
    let parts = body.split(omittingEmptySubsequences: false) { "/-.月".contains($0) }
    guard parts.count == 2, let month = number(parts[0]), let date = number(parts[1]), parts[0].count <= 2 else { return nil }
    return (-1...4).compactMap { Day(year: today.year + $0, month: month, day: date) }
      .min { abs($0 - today) < abs($1 - today) }
  }

  private static func endOfMonth(_ today: Day, _ months: Int) -> Day? {
    let month = today.adding(months: months)
    return Day(year: month.year, month: month.month, day: Day.length(year: month.year, month: month.month))
  }

  private static func fiscalEnd(_ today: Day) -> Day? { Day(year: today.month <= 3 ? today.year : today.year + 1, month: 3, day: 31) }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}
