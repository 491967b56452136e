import Kernel
import Metadata
import Query
import Testing

@Suite struct PeriodTests {
  /// Sunday 22 November 2026; the fiscal year begins in April.
  @Test(arguments: [
    ("yesterday", "2026-11-21", "2026-11-22"), ("today", "2026-11-22", "2026-11-23"), ("tomorrow", "2026-11-23", "2026-11-24"),
    ("this_week", "2026-11-16", "2026-11-23"), ("last_week", "2026-11-09", "2026-11-16"),
    ("next_week", "2026-11-23", "2026-11-30"),
    ("this_month", "2026-11-01", "2026-12-01"), ("next_month", "2026-12-01", "2027-01-01"),
    ("this_quarter", "2026-10-01", "2027-01-01"), ("last_quarter", "2026-07-01", "2026-10-01"),
    ("this_year", "2026-01-01", "2027-01-01"), ("this_fiscal_quarter", "2026-10-01", "2027-01-01"),
    ("next_fiscal_quarter", "2027-01-01", "2027-04-01"), ("this_fiscal_half", "2026-10-01", "2027-04-01"),
    ("last_fiscal_half", "2026-04-01", "2026-10-01"), ("this_fiscal_year", "2026-04-01", "2027-04-01"),
    ("last_fiscal_year", "2025-04-01", "2026-04-01"), ("past_7_days", "2026-11-15", "2026-11-23"),
    ("30d", "2026-10-23", "2026-11-23"), ("next_7_days", "2026-11-22", "2026-11-30"),
  ])
  func `a period is these days`(_ name: String, _ from: String, _ until: String) throws {
    let period = try #require(Period(name: name))
    #expect(period.span(at: Cast.moment) == DaySpan(from: Cast.day(from), until: Cast.day(until)))
    #expect(Period(json: period.json) == period)
  }

  @Test func `fiscal periods follow the organisation's month`() {
    let moment = Moment(now: Cast.moment.now, fiscalStartMonth: 12)
    #expect(Period.this(.fiscalYear).span(at: moment) == DaySpan(from: Cast.day("2025-12-01"), until: Cast.day("2026-12-01")))
    #expect(Period.this(.fiscalQuarter).span(at: moment) == DaySpan(from: Cast.day("2026-09-01"), until: Cast.day("2026-12-01")))
  }

  @Test func `today is the day in the organisation's zone`() {
    let lateInTokyo = Moment(now: Cast.instant("2026-11-22T15:00:00Z"))
    #expect(Period.today.span(at: lateInTokyo).from == Cast.day("2026-11-23"))
  }
}
