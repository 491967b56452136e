package import Kernel

/// When a customer pays: closing day (締日), months later (回収月), day (回収日), and what happens on a holiday.
package struct PaymentTerms: Hashable, Sendable {
  package enum ClosingDay: Hashable, Sendable {
    /// 1 … 30.
    case day(Int)
    /// 末締
    case endOfMonth
    /// 都度: every delivery closes by itself.
    case each
  }

  package enum PaymentDay: Hashable, Sendable {
    /// 1 … 30; a month without that day pays on its last.
    case day(Int)
    case endOfMonth
  }

  /// What the terms make of one delivery.
  package struct Schedule: Hashable, Sendable {
    package let closesOn: Day
    /// By the terms, whatever day of the week.
    package let dueOn: Day
    /// When the money moves.
    package let paysOn: Day
  }

  package let closing: ClosingDay
  package let monthOffset: Int
  package let paymentDay: PaymentDay
  package let holidayRule: BusinessCalendar.HolidayRule

  /// `monthOffset` 0 (当月) … 6.
  package init?(
    closing: ClosingDay, monthOffset: Int, paymentDay: PaymentDay, holidayRule: BusinessCalendar.HolidayRule = .previous
  ) {
    if case .day(let day) = closing, !(1...30).contains(day) { return nil }
    if case .day(let day) = paymentDay, !(1...30).contains(day) { return nil }
    guard (0...6).contains(monthOffset) else { return nil }
    self.closing = closing
    self.monthOffset = monthOffset
    self.paymentDay = paymentDay
    self.holidayRule = holidayRule
  }

  /// The closing day itself belongs to the period it closes.
  package func schedule(deliveredOn day: Day, calendar: BusinessCalendar = .standard) -> Schedule {
    let closesOn = self.closesOn(day)
    let due = dueOn(closing: closesOn)
    return Schedule(closesOn: closesOn, dueOn: due, paysOn: calendar.adjusted(due, holidayRule))
  }

  /// The terms can leave more than two months between receipt and payment, which 取適法 (60 days) forbids to some buyers.
  package var canExceedTwoMonths: Bool {
    guard let start = Day(year: 2026, month: 1, day: 1) else { return false }
    return (0..<366).contains { offset in
      let received = start + offset
      return dueOn(closing: closesOn(received)) >= received.adding(months: 2)
    }
  }

  private func closesOn(_ day: Day) -> Day {
    switch closing {
    case .each: return day
    case .endOfMonth: return Self.endOfMonth(day)
    case .day(let closing):
      let this = Self.date(closing, inMonthOf: day)
      return day <= this ? this : Self.date(closing, inMonthOf: day.adding(months: 1))
    }
  }

  private func dueOn(closing: Day) -> Day {
    // From the first of the month: the 31st plus a month is a matter of the payment day, not of the closing day.
    let first = closing - (closing.day - 1)
    let month = first.adding(months: monthOffset)
    return switch paymentDay {
    case .endOfMonth: Self.endOfMonth(month)
    case .day(let day): Self.date(day, inMonthOf: month)
    }
  }

  private static func endOfMonth(_ day: Day) -> Day {
    day + (Day.length(year: day.year, month: day.month) - day.day)
  }

  private static func date(_ date: Int, inMonthOf day: Day) -> Day {
    day + (min(date, Day.length(year: day.year, month: day.month)) - day.day)
  }
}
