import Kernel
import Testing

@testable import Japan

@Suite struct HolidaysTests {
  @Test(
    arguments: [
      ("HD-04", "2025-09-23", "秋分の日"), ("HD-07", "2026-09-21", "敬老の日"), ("HD-07", "2026-09-22", "国民の休日"),
      ("HD-07", "2026-09-23", "秋分の日"),
      ("HD-08", "2026-08-12", nil), ("HD-09", "2027-03-21", "春分の日"), ("HD-09", "2027-03-22", "振替休日"),
      ("HD-10", "2027-09-20", "敬老の日"),
      ("HD-10", "2027-09-21", nil), ("HD-10", "2027-09-23", "秋分の日"), ("HD-12", "2024-11-23", "勤労感謝の日"),
      ("HD-12", "2024-11-25", nil),
      ("on a Wednesday", "2026-05-06", "振替休日"), ("before 2020", "2019-02-23", nil), ("accession", "2019-05-01", "休日（即位の日）"),
      ("between", "2019-04-30", "国民の休日"), ("Olympics", "2021-08-09", "振替休日"), ("Olympics", "2020-08-11", nil),
    ] as [(String, String, String?)])
  func `a day is a holiday by the law`(id: String, iso: String, name: String?) {
    #expect(Holidays.standard.name(day(iso)) == name, "\(id)")
  }

  @Test(arguments: [(2024, 21), (2025, 19), (2026, 18), (2027, 17)])
  func `HD-11 holidays of a year`(year: Int, count: Int) {
    #expect(Holidays.standard.days(year: year).count == count)
  }

  @Test func `an administrator adds and removes days`() {
    let holidays = Holidays(added: [day("2028-06-02"): "特別な休日"], removed: [day("2028-11-03")])
    #expect(holidays.name(day("2028-06-02")) == "特別な休日")
    #expect(holidays.name(day("2028-11-03")) == nil)
  }
}

@Suite struct BusinessCalendarTests {
  let calendar = BusinessCalendar.standard

  @Test(arguments: [
    ("2026-05-01", "2026-06-01", 18), ("2026-09-01", "2026-10-01", 19), ("2026-12-01", "2027-01-01", 22),
    ("2027-01-01", "2027-02-01", 19),
  ])
  func `BD-01 business days of a month`(from: String, to: String, count: Int) {
    #expect(calendar.count(in: day(from)..<day(to)) == count)
  }

  @Test func `BD-03 three business days after 28 April are after the holidays`() {
    #expect(calendar.day(day("2026-04-28"), adding: 3) == day("2026-05-07"))
    #expect(calendar.day(day("2026-05-07"), adding: -3) == day("2026-04-28"))
    #expect(calendar.day(day("2026-05-07"), adding: 0) == day("2026-05-07"))
  }

  @Test func `BD-04 the year ends on the 30th and begins on the 4th`() {
    #expect(calendar.next(after: day("2026-12-30")) == day("2027-01-04"))
  }

  @Test func `BD-05 the next business day after 1 May 2026`() {
    #expect(calendar.day(day("2026-05-01"), adding: 1) == day("2026-05-07"))
  }

  @Test func `a company's own closed days count as closed`() {
    let summer = BusinessCalendar(
      yearly: [.init(from: (12, 29), to: (1, 3)), .init(from: (8, 13), to: (8, 15))], closed: [day("2026-10-02")])
    #expect(!summer.isBusinessDay(day("2026-12-29")))
    #expect(!summer.isBusinessDay(day("2026-08-14")))
    #expect(!summer.isBusinessDay(day("2026-10-02")))
    #expect(summer.isBusinessDay(day("2026-08-12")))
  }

  @Test func `a company that never works does not hang the calendar`() {
    let never = BusinessCalendar(weekend: [1, 2, 3, 4, 5, 6, 7])
    #expect(never.next(after: day("2026-05-01")) == day("2026-05-01"))
    #expect(never.day(day("2026-05-01"), adding: 100) == day("2026-05-01"))
  }

  private func dates(_ days: [Day]) -> [String] { days.map { String($0.text.dropFirst(5)) } }

  @Test func `GT-01 February 2026`() {
    #expect(dates(BusinessCalendar.gotobi(year: 2026, month: 2)) == ["02-05", "02-10", "02-15", "02-20", "02-25", "02-28"])
    #expect(dates(calendar.gotobi(year: 2026, month: 2, .previous)) == ["02-05", "02-10", "02-13", "02-20", "02-25", "02-27"])
    #expect(dates(calendar.gotobi(year: 2026, month: 2, .same)) == ["02-05", "02-10", "02-15", "02-20", "02-25", "02-28"])
  }

  @Test func `GT-02 May 2026 has both the 30th and the last day`() {
    #expect(
      dates(BusinessCalendar.gotobi(year: 2026, month: 5)) == ["05-05", "05-10", "05-15", "05-20", "05-25", "05-30", "05-31"])
    #expect(
      dates(calendar.gotobi(year: 2026, month: 5, .previous)) == ["05-01", "05-08", "05-15", "05-20", "05-25", "05-29", "05-29"])
  }

  @Test func `GT-03 in a leap year February ends on the 29th`() {
    #expect(dates(BusinessCalendar.gotobi(year: 2028, month: 2)).last == "02-29")
  }
}
