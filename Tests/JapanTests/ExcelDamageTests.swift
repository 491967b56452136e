import Kernel
import Testing

@testable import Japan

@Suite struct ExcelDamageTests {
  @Test(
    arguments: [
      ("phone without its zero", "312345678", ExcelDamage.Column.phone, "0312345678", ["leading_zero"]),
      ("mobile without its zero", "9012345678", .mobile, "09012345678", ["leading_zero"]),
      ("mobile in the phone column", "9012345678", .phone, "09012345678", ["leading_zero"]),
      ("typed phone stays as typed", "０３－１２３４－５６７８", .phone, "０３－１２３４－５６７８", []),
      ("too short to say", "1234567", .phone, "1234567", []),
      ("postal code of Hokkaido", "600000", .postalCode, "060-0000", ["leading_zero"]),
      ("postal code of Sapporo North", "10010", .postalCode, "001-0010", ["leading_zero"]),
      ("full-width postal code", "〒８１９－１６２６", .postalCode, "819-1626", []),
      ("corporate number", "７０００－０１２０５－０００２", .corporateNumber, "7000012050002", []),
      ("invoice number", "t7000012050002", .invoiceNumber, "T7000012050002", []),
      ("serial day", "46292", .day, "2026-09-27", ["excel_serial"]),
      ("era day", "R8.1.20", .day, "2026-01-20", []),
      ("ENC-13 half-width kana", "ﾔﾏﾀﾞ", .kana, "ヤマダ", []),
      ("ENC-13 elsewhere it stays", "ﾔﾏﾀﾞ工業", .text, "ﾔﾏﾀﾞ工業", []),
      ("full-width mail", "ｔａｒｏ＠example.jp", .email, "taro@example.jp", ["email_form"]),
      ("mail with a name", "山田 <taro@example.jp>", .email, "taro@example.jp", ["email_form"]),
      ("plain mail", "taro@example.jp", .email, "taro@example.jp", []),
      ("thousands", "￥１,２３４", .number, "1234", []), ("minus", "▲1,000", .number, "-1000", []),
      ("(1,000)", "(1,000)", .number, "-1000", []),
      ("apostrophe", "'0312345678", .phone, "0312345678", []), ("spaces", "　山田 \u{A0}", .text, "山田", []),
      ("empty", " 　", .day, "", []),
    ])
  func `a cell is repaired and what was done is told`(
    id: String, typed: String, column: ExcelDamage.Column, value: String, codes: [String]
  ) throws {
    let cell = try ExcelDamage.repair(typed, as: column)
    #expect(cell.value == value, "\(id)")
    #expect(cell.repairs.map(\.code) == codes, "\(id)")
  }

  @Test(
    arguments: [
      ("7.00001E+12", ExcelDamage.Column.corporateNumber, "excel_damage"), ("T7.00001E+12", .invoiceNumber, "excel_damage"),
      ("9.01235E+9", .phone, "excel_damage"), ("100-00", .postalCode, "format"), ("1月2日", .day, "incomplete_day"),
      ("山田", .kana, "kana"),
    ])
  func `what cannot be repaired is refused`(typed: String, column: ExcelDamage.Column, code: String) {
    let problem = #expect(throws: Problem.self) { try ExcelDamage.repair(typed, as: column, field: "x") }
    #expect(problem?.code == code)
    #expect(problem?.field == "x")
  }
}
