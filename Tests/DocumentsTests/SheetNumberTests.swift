import Kernel
import Testing

@testable import Documents

@Suite struct SheetNumberTests {
  @Test(arguments: [
    ("312345678", "312345678"), ("7876665288245", "7876665288245"), ("7.876665288245E12", "7876665288245"),
    ("7.876665288245e+12", "7876665288245"), ("0.30000000000000004", "0.3"), ("0.1", "0.1"), ("12.0", "12"), ("-0.0", "0"),
    ("-1234.50", "-1234.5"),
    ("1E-3", "0.001"), ("1.1000000000000001", "1.1"), ("4.3499999999999996", "4.35"), ("0", "0"),
    ("1234567890123456789", "1234567890123456789"),
    ("999999999999999.9", "1000000000000000"), ("1E+300", "1e+300"), ("NaN", "NaN"), ("x", "x"), ("", ""), ("-", "-"), (".", "."),
  ])
  func `numbers come without exponent and without noise`(raw: String, text: String) {
    #expect(SheetNumber().text(raw, as: .plain) == text)
  }

  @Test(arguments: [
    ("1", "1900-01-01"), ("59", "1900-02-28"), ("60", "1900-02-29"), ("61", "1900-03-01"), ("46348", "2026-11-22"),
    ("46348.99", "2026-11-22"),
    ("2958465", "9999-12-31"), ("2958466", "2958466"), ("-1", "-1"),
  ])
  func `days count from 1900 with the leap day that never was`(serial: String, day: String) {
    #expect(SheetNumber().text(serial, as: .day) == day)
  }

  @Test(arguments: [
    ("46348.395833333336", NumberShape.instant, "2026-11-22 09:30"), ("46348.39600694444", .instant, "2026-11-22 09:30:15"),
    ("46348.99999999999", .instant, "2026-11-23 00:00"), ("0.5", .time, "12:00"), ("1.0625", .time, "01:30"),
    ("1.0625", .elapsed, "25:30"),
    ("0.105", .percent, "10.5%"), ("0.07", .percent, "7%"), ("640941", .code("000-0000"), "064-0941"),
    ("12345678", .code("0000"), "12345678"),
  ])
  func `a number is shown as its format says`(raw: String, shape: NumberShape, text: String) {
    #expect(SheetNumber().text(raw, as: shape) == text)
  }

  @Test(arguments: [
    ("General", NumberShape.plain), ("G/標準", .plain), ("#,##0", .plain), ("#,##0\"円\"", .plain),
    ("\"¥\"#,##0;[Red]\"¥\"-#,##0", .plain),
    ("0.00E+00", .plain), ("@", .plain), ("#,##0_ ", .plain), ("#,##0\\ \"day\"", .plain), ("0.0%", .percent), ("yyyy/m/d", .day),
    ("m/d", .day),
    ("[$-411]ge.m.d;@", .day), ("yyyy\"年\"m\"月\"d\"日\"", .day), ("aaa", .day), ("yyyy/m/d h:mm", .instant), ("h:mm AM/PM", .time),
    ("[h]:mm", .elapsed), ("[mm]:ss", .elapsed),
    ("mm:ss", .time), ("000-0000", .code("000-0000")), ("0000", .code("0000")), ("0", .plain), ("0.00", .plain),
  ])
  func `formats are told apart`(code: String, shape: NumberShape) {
    #expect(NumberShape(code: code) == shape)
  }
}
