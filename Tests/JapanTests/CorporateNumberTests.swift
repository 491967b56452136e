import Kernel
import Testing

@testable import Japan

@Suite struct CorporateNumberTests {
  @Test(
    arguments: [
      ("CN-01", "7000012050002"), ("CN-02", "8000020130001"), ("CN-03", "1180301018771"), ("CN-05", "4011001098993"),
      ("CN-06", "7123456789012"), ("CN-07", "1010001112577"), ("CN-07", "1130001011420"), ("CN-07", "5010401067252"),
      ("CN-07", "9010701020592"), ("CN-15", "2876543210987"), ("CN-16", "7900012050002"),
    ])
  func `numbers with a right check digit are accepted`(id: String, number: String) throws {
    #expect(try CorporateNumber(number).text == number, "\(id)")
  }

  @Test(
    arguments: [
      ("CN-08", "700150000000", 2), ("CN-09", "000000000000", 9), ("CN-10", "020001100001", 3), ("CN-11", "012345678901", 6),
    ])
  func `the check digit of a base is computed`(id: String, base: String, digit: Int) {
    #expect(CorporateNumber.checkDigit(of: base) == digit, "\(id)")
  }

  @Test(
    arguments: [
      ("CN-12", "7000012050020", "check_digit"), ("CN-13", "7000021050002", "check_digit"),
      ("CN-14", "7000012050003", "check_digit"), ("CN-17", "0000012050002", "check_digit"),
      ("CN-18", "700001205000", "length"), ("CN-18", "70000120500021", "length"), ("CN-22", "621498320257", "my_number"),
      ("Excel", "7.00001E+12", "excel_damage"), ("Excel", "7E+12", "excel_damage"), ("", "株式会社山田商店", "format"),
      ("", "", "length"),
    ])
  func `wrong numbers are refused with what to do`(id: String, typed: String, code: String) {
    let problem = #expect(throws: Problem.self) { try CorporateNumber(typed, field: "corporate_number") }
    #expect(problem?.code == code, "\(id)")
    #expect(problem?.field == "corporate_number")
  }

  @Test func `a refused My Number is not repeated in the message`() {
    let problem = #expect(throws: Problem.self) { try CorporateNumber("621498320257") }
    #expect(problem?.message.ja.contains("621498320257") == false)
  }

  @Test(arguments: ["７０００－０１２０５－０００２", " 7000 0120 50002 ", "7000012050002.0", "7-0000-1205-0002"])
  func `CN-19 full-width digits, spaces and hyphens are taken away`(typed: String) throws {
    #expect(try CorporateNumber(typed).text == "7000012050002")
  }

  @Test(arguments: ["t7000012050002", "Ｔ7000012050002", "T 7000012050002", "7000012050002"])
  func `CN-21 a registration number is brought into its form`(typed: String) throws {
    let number = try InvoiceNumber(typed, holder: .corporation)
    #expect(number.text == "T7000012050002")
    #expect(number.corporateNumber?.text == "7000012050002")
    #expect(number.warning == nil)
  }

  @Test func `CN-20 a wrong check digit is refused for a company and only warned about for a sole proprietor`() throws {
    #expect(throws: Problem.self) { try InvoiceNumber("T1234567890123", holder: .corporation) }
    let number = try InvoiceNumber("T1234567890123", holder: .individual)
    #expect(number.text == "T1234567890123")
    #expect(number.corporateNumber == nil)
    #expect(number.warning?.code == "check_digit")
  }

  @Test(arguments: ["T123", "TT7000012050002", "請求書", "T0000012050002"])
  func `what is no registration number is refused`(typed: String) {
    #expect(throws: Problem.self) { try InvoiceNumber(typed) }
  }
}
