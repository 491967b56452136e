import Kernel
import Testing

@testable import Japan

@Suite struct PostalCodeTests {
  @Test(arguments: ["100-0001", "1000001", "〒100-0001", "１００－０００１", "〒 100ー0001", "100 0001"])
  func `the ways to write one code`(typed: String) throws {
    #expect(try PostalCode(typed).text == "100-0001")
  }

  @Test(arguments: ["100-00", "10-00001", "10000011", "東京都", "", "-", "1000-001"])
  func `ZP-15 seven digits are needed`(typed: String) {
    let problem = #expect(throws: Problem.self) { try PostalCode(typed, field: "postal_code") }
    #expect(problem?.code == "format")
  }

  @Test func `ZP-04 zeros that Excel cut off are put back, and told`() throws {
    let (code, repair) = try PostalCode.repairing("600000")
    #expect(code.digits == "0600000")
    #expect(repair?.code == "leading_zero")
    #expect(throws: Problem.self) { try PostalCode("600000") }
  }
}
