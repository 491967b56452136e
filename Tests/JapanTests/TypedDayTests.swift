import Kernel
import Testing

@testable import Japan

func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

@Suite struct TypedDayTests {
  @Test(
    arguments: [
      "2026/9/27", "2026-9-27", "2026-09-27", "20260927", "2026.9.27", "2026年9月27日", "２０２６／９／２７", "2026/09/27 00:00:00",
      "2026-09-27T00:00:00Z", "2026/9/27(日)", "令和8年9月27日", "R8.9.27", "r8/9/27", "令8.9.27", "㋿8.9.27", "令和８年９月２７日", "Ｒ８．９．２７",
      " 2026/9/27 ",
    ])
  func `the ways to write one day`(typed: String) throws {
    let read = try TypedDay(typed)
    #expect(read.day == day("2026-09-27"))
    #expect(read.repairs.isEmpty)
  }

  @Test(
    arguments: [
      ("46292", "2026-09-27", "excel_serial"), ("45000.5", "2023-03-15", "excel_serial"),
      ("26/9/27", "2026-09-27", "two_digit_year"),
      ("70/1/2", "1970-01-02", "two_digit_year"), ("9/27/2026", "2026-09-27", "day_order"),
      ("27/9/2026", "2026-09-27", "day_order"),
      ("2026/9/27 13:45", "2026-09-27", "clock_dropped"), ("平成32年1月1日", "2020-01-01", "era"), ("R1.4.30", "2019-04-30", "era"),
      ("1026/9/27", "1026-09-27", "far_year"),
    ])
  func `what had to be guessed is told`(typed: String, expected: String, code: String) throws {
    let read = try TypedDay(typed)
    #expect(read.day == day(expected))
    #expect(read.repairs.map(\.code) == [code])
  }

  @Test func `WR-05 平成32年 becomes 2020 and says 令和2年`() throws {
    let read = try TypedDay("平成32年1月1日")
    #expect(read.repairs.first?.message.ja.contains("令和2年1月1日") == true)
  }

  @Test(
    arguments: [
      ("WR-06", "令和0年1月1日", "no_such_day"), ("WR-06", "令和8年2月30日", "no_such_day"), ("", "2026/2/30", "no_such_day"),
      ("", "20261301", "no_such_day"),
      ("Excel turned 1-2 into", "1月2日", "incomplete_day"), ("", "2026年9月", "incomplete_day"), ("", "9/27", "incomplete_day"),
      ("", "明日", "day"),
      ("", "", "day"), ("", "260927", "day"), ("", "3", "day"), ("", "2026/9/27/1", "day"), ("", "2026//9/27", "day"),
      ("", "仮8.1.2", "day"),
      ("", "99999999999999999999", "day"), ("", "来週2026/9/27", "day"),
    ])
  func `what is no day is refused with what to do`(id: String, typed: String, code: String) {
    let problem = #expect(throws: Problem.self) { try TypedDay(typed, field: "acquired_on") }
    #expect(problem?.code == code, "\(id) \(typed)")
    #expect(problem?.field == "acquired_on")
  }
}

@Suite struct EraTests {
  @Test(
    arguments: [
      ("WR-01", "2019-04-30", "平成31年4月30日"), ("WR-01", "2019-05-01", "令和元年5月1日"), ("WR-02", "2026-11-22", "令和8年11月22日"),
      ("WR-04", "1926-12-24", "大正15年12月24日"), ("WR-04", "1926-12-25", "昭和元年12月25日"), ("", "1989-01-07", "昭和64年1月7日"),
      ("", "1887-05-03", "明治20年5月3日"),
    ])
  func `a day is written in its era and read again`(id: String, iso: String, text: String) throws {
    #expect(EraTable.standard.text(day(iso)) == text, "\(id)")
    #expect(try TypedDay(text).day == day(iso))
  }

  @Test func `before the first era of the table there is no text`() {
    #expect(EraTable.standard.text(day("1872-12-31")) == nil)
  }

  @Test func `a new era is a row in the table`() throws {
    let table = EraTable(EraTable.standard.eras + [Era(name: "光文", letter: "K", begins: day("2040-05-01"))])
    #expect(table.text(day("2040-05-01")) == "光文元年5月1日")
    #expect(table.shortText(day("2041-01-02")) == "K2.1.2")
    #expect(try TypedDay("K2.1.2", eras: table).day == day("2041-01-02"))
    #expect(try TypedDay("令和23年1月2日", eras: table).repairs.map(\.code) == ["era"])
  }
}

@Suite struct FiscalYearTests {
  @Test(
    arguments: [
      ("2026-03-31", 2025, 4, "下期"), ("2026-04-01", 2026, 1, "上期"), ("2027-01-01", 2026, 4, "下期"), ("2028-02-29", 2027, 4, "下期"),
      ("2026-09-30", 2026, 2, "上期"), ("2026-10-01", 2026, 3, "下期"),
    ])
  func `FY-01 a day belongs to a fiscal year, quarter and half`(iso: String, year: Int, quarter: Int, half: String) {
    let calendar = FiscalCalendar.april
    #expect(calendar.year(of: day(iso)).label.ja == "\(year)年度")
    #expect(calendar.quarter(of: day(iso)) == quarter)
    #expect(calendar.half(of: day(iso)).label.ja == half)
    #expect(calendar.year(of: day(iso)).days(ofQuarter: quarter).contains(day(iso)))
    #expect(calendar.year(of: day(iso)).days(of: calendar.half(of: day(iso))).contains(day(iso)))
  }

  @Test func `FY-02 who closes in December is in another year than who closes in March`() throws {
    let december = try #require(FiscalCalendar(startMonth: 1, firstTermYear: 2000))
    let march = try #require(FiscalCalendar(startMonth: 4, firstTermYear: 1999))
    #expect(december.year(of: day("2026-02-10")).startYear == 2026)
    #expect(march.year(of: day("2026-02-10")).startYear == 2025)
    #expect(december.term(of: day("2026-02-10")) == 27)
    #expect(march.term(of: day("2026-02-10")) == 27)
    #expect(march.term(of: day("1999-03-31")) == nil)
  }

  @Test func `a fiscal year runs from its first day to the day before the next`() {
    let year = FiscalCalendar.april.year(of: day("2026-11-22"))
    #expect(year.days == day("2026-04-01")..<day("2027-04-01"))
    #expect(year.adding(-1).days.upperBound == year.days.lowerBound)
  }
}
