package import Kernel

/// The days on which a company works: not its weekend, not a holiday, not its own closed days.
package struct BusinessCalendar: Hashable, Sendable {
  /// Closed days that come back every year, such as 12/31 to 1/3; a period may run over the new year.
  package struct YearlyClosure: Hashable, Sendable {
    /// Month × 100 + day.
    package let first: Int
    package let last: Int

    package init(from: (month: Int, day: Int), to: (month: Int, day: Int)) {
      first = from.month * 100 + from.day
      last = to.month * 100 + to.day
    }

    func contains(_ day: Day) -> Bool {
      let (_, month, date) = day.parts
      let at = month * 100 + date
      return first <= last ? (first...last).contains(at) : at >= first || at <= last
    }
  }

  /// What to do with a day that is closed.
  package enum HolidayRule: String, Sendable, CaseIterable {
    /// 前営業日
    case previous
    /// 翌営業日
    case next
    /// 当日
    case same
  }

  package var holidays: Holidays
  /// 1 = Monday … 7 = Sunday.
  package var weekend: Set<Int>
  package var yearly: [YearlyClosure]
  /// 夏季休業, 創立記念日 of one year.
  package var closed: Set<Day>

  package init(
    holidays: Holidays = .standard, weekend: Set<Int> = [6, 7],
    yearly: [YearlyClosure] = [YearlyClosure(from: (12, 31), to: (1, 3))], closed: Set<Day> = []
  ) {
    self.holidays = holidays
    self.weekend = weekend
    self.yearly = yearly
    self.closed = closed
  }

  /// Monday to Friday without holidays and 12/31 to 1/3.
  package static let standard = BusinessCalendar()

  package func isBusinessDay(_ day: Day) -> Bool {
    !weekend.contains(day.weekday) && !closed.contains(day) && !yearly.contains { $0.contains(day) } && !holidays.contains(day)
  }

  /// The first business day after `day`. Stays at `day` when the company has closed for ten years.
  package func next(after day: Day) -> Day { step(day, by: 1) }

  package func previous(before day: Day) -> Day { step(day, by: -1) }

  /// `count` business days later (or earlier, when negative).
  package func day(_ day: Day, adding count: Int) -> Day {
    var at = day
    for _ in 0..<min(count.magnitude, 100_000) {
      let further = step(at, by: count < 0 ? -1 : 1)
      if further == at { break }
      at = further
    }
    return at
  }

  package func count(in days: Range<Day>) -> Int {
    var count = 0
    var day = days.lowerBound
    while day < days.upperBound {
      if isBusinessDay(day) { count += 1 }
      day = day + 1
    }
    return count
  }

  /// The day itself when it is a business day, else what the rule says.
  package func adjusted(_ day: Day, _ rule: HolidayRule) -> Day {
    if rule == .same || isBusinessDay(day) { return day }
    return rule == .previous ? previous(before: day) : next(after: day)
  }

  /// The 五十日 of a month: 5, 10, 15, 20, 25, 30 and the last day, as they stand in the calendar.
  package static func gotobi(year: Int, month: Int) -> [Day] {
    guard (1...12).contains(month), (1...9999).contains(year) else { return [] }
    let last = Day.length(year: year, month: month)
    let dates = [5, 10, 15, 20, 25, 30].filter { $0 < last } + [last]
    return dates.compactMap { Day(year: year, month: month, day: $0) }
  }

  /// The days on which payers pay for the 五十日 of a month.
  package func gotobi(year: Int, month: Int, _ rule: HolidayRule) -> [Day] {
    Self.gotobi(year: year, month: month).map { adjusted($0, rule) }
  }

  private func step(_ day: Day, by step: Int) -> Day {
    var at = day
    for _ in 0..<3_660 {
      at = at + step
      if isBusinessDay(at) { return at }
    }
    return day
  }
}
