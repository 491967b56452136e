package import Kernel
package import Metadata

/// A stretch of days named from today or by its ends: 今月, 次の 7 日間, 2026-04-01 から 2026-09-30.
///
/// "Within N days" does not count today itself, as days are counted in Japanese law (Civil Code art. 140):
/// `past_7_days` begins seven days ago and ends with today, `next_7_days` begins today and ends seven days on.
package enum Period: Hashable, Sendable {
  case yesterday, today, tomorrow
  case last(Unit)
  case this(Unit)
  case next(Unit)
  case pastDays(Int)
  case nextDays(Int)
  /// Both days belong to it.
  case days(from: Day?, to: Day?)

  /// A unit of the calendar. Weeks begin on Monday; fiscal years with the organisation's month.
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case week, month, quarter, year
    case fiscalQuarter = "fiscal_quarter"
    case fiscalHalf = "fiscal_half"
    case fiscalYear = "fiscal_year"
  }

  package static let maximumDays = 3660
}

/// Days from one to another: the first belongs to it, the last does not. An end that is `nil` is open.
package struct DaySpan: Hashable, Sendable {
  package let from: Day?
  package let until: Day?

  package init(from: Day?, until: Day?) {
    self.from = from
    self.until = until
  }
}

extension Period {
  /// The days it stands for at a moment.
  package func span(at moment: Moment) -> DaySpan {
    let today = moment.today
    switch self {
    case .yesterday: return DaySpan(from: today - 1, until: today)
    case .today: return DaySpan(from: today, until: today + 1)
    case .tomorrow: return DaySpan(from: today + 1, until: today + 2)
    case .last(let unit): return unit.span(around: today, offset: -1, moment)
    case .this(let unit): return unit.span(around: today, offset: 0, moment)
    case .next(let unit): return unit.span(around: today, offset: 1, moment)
    case .pastDays(let count): return DaySpan(from: today - count, until: today + 1)
    case .nextDays(let count): return DaySpan(from: today, until: today + count + 1)
    case .days(let from, let to): return DaySpan(from: from, until: to.map { $0 + 1 })
    }
  }
}

extension Period.Unit {
  /// How many months it has; `nil` for a week.
  package var months: Int? {
    switch self {
    case .week: nil
    case .month: 1
    case .quarter, .fiscalQuarter: 3
    case .fiscalHalf: 6
    case .year, .fiscalYear: 12
    }
  }

  /// The month its years begin with.
  package func firstMonth(_ moment: Moment) -> Int {
    switch self {
    case .fiscalQuarter, .fiscalHalf, .fiscalYear: moment.fiscalStartMonth
    case .week, .month, .quarter, .year: 1
    }
  }

  package func span(around day: Day, offset: Int, _ moment: Moment) -> DaySpan {
    guard let months else {
      let monday = day - (day.weekday - 1) + 7 * offset
      return DaySpan(from: monday, until: monday + 7)
    }
    let monthsBack = (day.month - firstMonth(moment) + 12) % 12 % months
    let first = (day - (day.day - 1)).adding(months: months * offset - monthsBack)
    return DaySpan(from: first, until: first.adding(months: months))
  }
}
