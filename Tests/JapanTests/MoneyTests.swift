import Kernel
import Testing

@testable import Japan

@Suite struct ConsumptionTaxTests {
  let today = day("2026-11-22")

  @Test(arguments: [("TX-01", TaxRounding.down, 31), ("TX-02", .up, 32), ("TX-02", .halfUp, 32)] as [(String, TaxRounding, Yen)])
  func `tax is rounded once for a document, not line by line`(id: String, rounding: TaxRounding, tax: Yen) throws {
    let lines = [ConsumptionTax.Line(105), .init(105), .init(105)]
    #expect(try ConsumptionTax(lines, on: today, rounding: rounding).tax == tax, "\(id)")
  }

  @Test(
    arguments: [
      ("TX-04", 50_000, TaxRounding.halfUp, 4_545), ("TX-05", 50_000, .up, 4_546), ("TX-06", 6_000, .halfUp, 545),
      ("TX-06", 10, .down, 0),
      ("TX-06", 10, .up, 1),
    ] as [(String, Yen, TaxRounding, Yen)])
  func `tax inside a price leaves the total as it is`(id: String, gross: Yen, rounding: TaxRounding, tax: Yen) throws {
    let result = try ConsumptionTax([.init(gross)], on: today, pricesIncludeTax: true, rounding: rounding)
    #expect(result.tax == tax, "\(id)")
    #expect(result.net == gross - tax)
    #expect(result.gross == gross)
  }

  @Test func `TX-10 a discount is shared among the rates by their amounts`() throws {
    let result = try ConsumptionTax([.init(10_000), .init(5_000, .reduced)], on: today, discount: 1_500)
    #expect(result.totals.map(\.net) == [9_000, 4_500])
    #expect(result.totals.map(\.tax) == [900, 360])
    #expect(result.gross == 14_760)
  }

  @Test func `a discount that does not divide is shared to the yen`() throws {
    let result = try ConsumptionTax([.init(100), .init(100, .reduced), .init(100, .exempt)], on: today, discount: 100)
    #expect(result.net == 200)
    #expect(try ConsumptionTax([.init(0)], on: today, discount: 10).net == -10)
  }

  @Test func `TX-12 a credit is rounded toward zero`() throws {
    #expect(try ConsumptionTax([.init(-105)], on: today).tax == -10)
    #expect(try ConsumptionTax([.init(-105)], on: today, rounding: .up).tax == -11)
  }

  @Test func `TX-13 the reduced rate is marked and stands apart`() throws {
    let result = try ConsumptionTax([.init(1_000), .init(1_000, .reduced), .init(1_000, .exempt)], on: today)
    #expect(result.totals.map(\.isReduced) == [false, true, false])
    #expect(result.totals.map(\.rateText) == ["10%", "8%", "対象外"])
    #expect(result.tax == 180)
  }

  @Test func `TX-17 a rate for food from a date is a row of the table`() throws {
    let food = TaxClass("food")
    let table = TaxRateTable(
      TaxRateTable.standard.rows + [
        .init(food, from: day("2019-10-01"), permille: 80, isReduced: true),
        .init(food, from: day("2027-04-01"), permille: 0, isReduced: true),
      ])
    #expect(try ConsumptionTax([.init(1_000, food)], on: day("2027-03-31"), rates: table).tax == 80)
    #expect(try ConsumptionTax([.init(1_000, food)], on: day("2027-04-01"), rates: table).tax == 0)
  }

  @Test func `the rate is that of the day`() throws {
    #expect(try ConsumptionTax([.init(1_000)], on: day("2019-09-30")).tax == 80)
    #expect(try ConsumptionTax([.init(1_000)], on: day("2014-03-31")).tax == 50)
    #expect(throws: Problem.self) { try ConsumptionTax([.init(1_000)], on: day("1990-01-01")) }
  }

  @Test func `impossible amounts do not overflow`() throws {
    let huge = ConsumptionTax.Line(Yen(.max))
    let low = ConsumptionTax.Line(Yen(.min), .reduced)
    for discount in [Yen(.max), Yen(.min), 1] {
      _ = try ConsumptionTax(
        [huge, huge, low, .init(1, .exempt)], on: today, pricesIncludeTax: true, discount: discount, rounding: .up
      ).gross
      _ = try ConsumptionTax([.init(Yen(.max - 1)), .init(Yen(-(.max)), .reduced)], on: today, discount: discount).gross
    }
  }
}

@Suite struct PaymentTermsTests {
  private func terms(
    _ closing: PaymentTerms.ClosingDay, _ months: Int, _ payment: PaymentTerms.PaymentDay, _ rule: BusinessCalendar.HolidayRule
  ) throws
    -> PaymentTerms
  {
    try #require(PaymentTerms(closing: closing, monthOffset: months, paymentDay: payment, holidayRule: rule))
  }

  @Test(
    arguments: [
      ("PD-01", "2026-04-15", .endOfMonth, 1, .endOfMonth, "2026-04-30", "2026-05-31", "2026-05-29", "2026-06-01"),
      ("PD-02", "2026-04-30", .endOfMonth, 1, .endOfMonth, "2026-04-30", "2026-05-31", "2026-05-29", "2026-06-01"),
      ("PD-03", "2026-04-20", .day(20), 1, .endOfMonth, "2026-04-20", "2026-05-31", "2026-05-29", "2026-06-01"),
      ("the day after", "2026-04-21", .day(20), 1, .endOfMonth, "2026-05-20", "2026-06-30", "2026-06-30", "2026-06-30"),
      ("PD-05", "2026-01-31", .endOfMonth, 1, .endOfMonth, "2026-01-31", "2026-02-28", "2026-02-27", "2026-03-02"),
      ("PD-06", "2027-12-31", .endOfMonth, 2, .day(10), "2027-12-31", "2028-02-10", "2028-02-10", "2028-02-10"),
      ("PD-08", "2024-01-30", .endOfMonth, 1, .day(30), "2024-01-31", "2024-02-29", "2024-02-29", "2024-02-29"),
      ("30日締 in February", "2026-02-28", .day(30), 1, .day(5), "2026-02-28", "2026-03-05", "2026-03-05", "2026-03-05"),
      ("都度", "2026-04-15", .each, 1, .day(10), "2026-04-15", "2026-05-10", "2026-05-08", "2026-05-11"),
    ] as [(String, String, PaymentTerms.ClosingDay, Int, PaymentTerms.PaymentDay, String, String, String, String)])
  func `a delivery closes and is paid by the terms`(
    id: String, delivered: String, closing: PaymentTerms.ClosingDay, months: Int, payment: PaymentTerms.PaymentDay,
    closes: String, due: String,
    previous: String, next: String
  ) throws {
    let before = try terms(closing, months, payment, .previous).schedule(deliveredOn: day(delivered))
    #expect(before == .init(closesOn: day(closes), dueOn: day(due), paysOn: day(previous)), "\(id)")
    #expect(try terms(closing, months, payment, .next).schedule(deliveredOn: day(delivered)).paysOn == day(next), "\(id)")
    #expect(try terms(closing, months, payment, .same).schedule(deliveredOn: day(delivered)).paysOn == day(due), "\(id)")
  }

  @Test func `terms that can exceed two months from receipt are told`() throws {
    #expect(try !terms(.endOfMonth, 1, .endOfMonth, .previous).canExceedTwoMonths)
    #expect(try terms(.day(20), 1, .endOfMonth, .previous).canExceedTwoMonths)
    #expect(try terms(.endOfMonth, 2, .day(10), .previous).canExceedTwoMonths)
  }

  @Test func `impossible terms are none`() {
    #expect(PaymentTerms(closing: .day(31), monthOffset: 1, paymentDay: .endOfMonth) == nil)
    #expect(PaymentTerms(closing: .day(20), monthOffset: 7, paymentDay: .endOfMonth) == nil)
    #expect(PaymentTerms(closing: .day(20), monthOffset: 1, paymentDay: .day(0)) == nil)
  }
}
