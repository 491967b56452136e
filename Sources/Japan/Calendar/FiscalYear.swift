package import Kernel

/// How an organisation counts its years: in which month 年度 begins, and which year was 第1期.
package struct FiscalCalendar: Hashable, Sendable {
  /// 1 … 12; 4 for a company that closes in March.
  package let startMonth: Int
  /// The fiscal year that is 第1期; `nil` when terms are not numbered.
  package let firstTermYear: Int?

  package init?(startMonth: Int, firstTermYear: Int? = nil) {
    guard (1...12).contains(startMonth) else { return nil }
    self.startMonth = startMonth
    self.firstTermYear = firstTermYear
  }

  private init(april: Void) {
    startMonth = 4
    firstTermYear = nil
  }

  /// April to March.
  package static let april = FiscalCalendar(april: ())

  package func year(of day: Day) -> FiscalYear {
    FiscalYear(startYear: day.month >= startMonth ? day.year : day.year - 1, startMonth: startMonth)
  }

  /// 第N期 of a day; `nil` before the first term or when terms are not numbered.
  package func term(of day: Day) -> Int? {
    guard let firstTermYear else { return nil }
    let term = year(of: day).startYear - firstTermYear + 1
    return term >= 1 ? term : nil
  }

  /// The quarter of a day in its fiscal year, 1 … 4.
  package func quarter(of day: Day) -> Int { ((day.month - startMonth + 12) % 12) / 3 + 1 }

  package func half(of day: Day) -> FiscalHalf { quarter(of: day) <= 2 ? .first : .second }
}

/// 上期 or 下期.
package enum FiscalHalf: Sendable {
  case first, second
  package var label: Label { self == .first ? Label("上期", "H1") : Label("下期", "H2") }
}

/// One 年度, named by the calendar year in which it begins.
package struct FiscalYear: Hashable, Comparable, Sendable {
  package let startYear: Int
  package let startMonth: Int

  package var label: Label { Label("\(startYear)年度", "FY\(startYear)") }

  package var days: Range<Day> { period(fromMonth: 0, months: 12) }

  /// `quarter` 1 … 4.
  package func days(ofQuarter quarter: Int) -> Range<Day> { period(fromMonth: (quarter - 1) * 3, months: 3) }

  package func days(of half: FiscalHalf) -> Range<Day> { period(fromMonth: half == .first ? 0 : 6, months: 6) }

  package func adding(_ years: Int) -> FiscalYear { FiscalYear(startYear: startYear + years, startMonth: startMonth) }

  package static func < (a: FiscalYear, b: FiscalYear) -> Bool {
    (a.startYear, a.startMonth) < (b.startYear, b.startMonth)
  }

  private func period(fromMonth month: Int, months: Int) -> Range<Day> {
    let origin = Day(year: startYear, month: startMonth, day: 1) ?? Day(number: 0)
    let first = origin.adding(months: month)
    return first..<max(first, first.adding(months: months))
  }
}
