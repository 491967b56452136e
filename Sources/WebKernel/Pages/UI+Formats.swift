package import Kernel
import Metadata

/// Dates, amounts and counts as the design writes them (`design/README.md` §7).
extension UI {
  package var today: Day { moment.today }

  private static let weekdaysJa = ["月", "火", "水", "木", "金", "土", "日"]
  private static let weekdaysEn = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  private static let monthsEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// 2026/11/22(日) · Sun, 22 Nov 2026
  package func date(_ day: Day) -> String {
    language == .ja
      ? "\(day.year)/\(Self.two(day.month))/\(Self.two(day.day))(\(Self.weekdaysJa[day.weekday - 1]))"
      : "\(Self.weekdaysEn[day.weekday - 1]), \(day.day) \(Self.monthsEn[day.month - 1]) \(day.year)"
  }

  /// 11/24(火) · Tue, 24 Nov; with the year when it is another.
  package func shortDate(_ day: Day) -> String {
    guard day.year == today.year else { return date(day) }
    return language == .ja
      ? "\(Self.two(day.month))/\(Self.two(day.day))(\(Self.weekdaysJa[day.weekday - 1]))"
      : "\(Self.weekdaysEn[day.weekday - 1]), \(day.day) \(Self.monthsEn[day.month - 1])"
  }

  /// 今日, 明日, 昨日, otherwise the short date.
  package func nearDay(_ day: Day) -> String {
    switch day.number - today.number {
    case 0: self("今日", "today")
    case 1: self("明日", "tomorrow")
    case -1: self("昨日", "yesterday")
    default: shortDate(day)
    }
  }

  /// 8分前, 今日 9:30, 昨日 14:00, 3日前, otherwise the short date. The full moment belongs in `title` (`moment(_:)`).
  package func near(_ instant: Instant) -> String {
    let seconds = (moment.now.milliseconds - instant.milliseconds) / 1000
    let day = instant.day(offset: moment.zoneOffset)
    let days = today.number - day.number
    switch seconds {
    case ..<0: return days == 0 ? "\(self("今日", "today")) \(clock(instant))" : "\(nearDay(day)) \(clock(instant))"
    case ..<60: return self("たった今", "just now")
    case ..<3600: return self("\(seconds / 60)分前", "\(seconds / 60) min ago")
    default:
      if days == 0 { return "\(self("今日", "today")) \(clock(instant))" }
      if days == 1 { return "\(self("昨日", "yesterday")) \(clock(instant))" }
      if days < 7 { return self("\(days)日前", "\(days.counted("days")) ago") }
      return shortDate(day)
    }
  }

  /// 2026/11/22(日) 9:30
  package func full(_ instant: Instant) -> String { "\(date(instant.day(offset: moment.zoneOffset))) \(clock(instant))" }

  /// 9:30
  package func clock(_ instant: Instant) -> String {
    let shown = instant.shown(offset: moment.zoneOffset).suffix(5)
    return String(shown.first == "0" ? shown.dropFirst() : shown)
  }

  /// 1,284; negative with U+2212.
  package func number(_ value: some BinaryInteger) -> String { value.grouped }

  /// ¥4,860,000
  package func yen(_ amount: Yen?) -> String { amount.map { ($0.amount < 0 ? "−¥" : "¥") + number($0.amount.magnitude) } ?? "—" }

  /// For reports: 612万円, 2.96億円 · ¥6.1M. The number and its unit apart, because the unit is shown smaller.
  package func reported(_ amount: Yen?) -> (value: String, unit: String) {
    let yen = amount?.amount ?? 0
    if language == .ja {
      if yen.magnitude >= 100_000_000 { return (Self.twoDigits(yen, 100_000_000), "億円") }
      return (number((yen + (yen < 0 ? -5_000 : 5_000)) / 10_000), "万円")
    }
    if yen.magnitude >= 1_000_000_000 { return ("¥" + Self.twoDigits(yen, 1_000_000_000), "B") }
    if yen.magnitude >= 1_000_000 { return ("¥" + Self.twoDigits(yen, 1_000_000), "M") }
    return ("¥" + number((yen + 500) / 1_000), "K")
  }

  package func reportedText(_ amount: Yen?) -> String {
    let (value, unit) = reported(amount)
    return value + unit
  }

  /// 86人 · 86 people. With a `+` after counts that were only made so far: 1,000人以上.
  package func count(_ value: Int, _ unit: Label, isExact: Bool = true) -> String {
    let digits = number(value)
    if language == .ja { return digits + unit.ja + (isExact ? "" : "以上") }
    return isExact ? value.counted(unit.en) : "\(digits)+ \(unit.en)"
  }

  /// What a single one is counted by: 人 · person.
  package func one(_ unit: Label) -> String { language == .ja ? unit.ja : EnglishNoun.one(of: unit.en) }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// Two decimals at most, rounded half up, exactly.
  private static func twoDigits(_ amount: Int64, _ unit: Int64) -> String {
    let hundredths = (amount.magnitude * 100 + UInt64(unit) / 2) / UInt64(unit)
    let rest = hundredths % 100
    let fraction = rest == 0 ? "" : rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    return (amount < 0 ? "−" : "") + "\(hundredths / 100)" + fraction
  }
}
