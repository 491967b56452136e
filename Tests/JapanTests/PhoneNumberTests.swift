import Testing

@testable import Japan

@Suite struct PhoneNumberTests {
  @Test(
    arguments: [
      "03-1234-5678", "0312345678", "(03)1234-5678", "０３－１２３４－５６７８", "03ー1234ー5678", "+81 3-1234-5678", "+81-03-1234-5678",
      "＋８１ (0)3-1234-5678", "TEL 03-1234-5678", "03-1234-5678 / 090-1111-2222",
    ])
  func `TL-01 however it is written, one line has one key`(typed: String) {
    #expect(PhoneNumber(typed).key == "0312345678")
    #expect(PhoneNumber.key(typed) == "0312345678")
  }

  @Test(
    arguments: [
      ("TL-02", "060-1234-5678", PhoneNumber.Kind.mobile), ("TL-04", "01267-2-1234", .landline), ("", "0120-123-456", .freeDial),
      ("", "0800-123-4567", .freeDial), ("", "0570-012-345", .naviDial), ("", "050-1234-5678", .ip),
      ("", "020-1234-5678", .machine),
      ("", "090-1234-5678", .mobile), ("", "+1 415 555 2671", .foreign), ("TL-07", "03-1234-567", .unknown), ("", "", .unknown),
    ])
  func `the kind of line is told by its first digits`(id: String, typed: String, kind: PhoneNumber.Kind) {
    #expect(PhoneNumber(typed).kind == kind, "\(id)")
  }

  @Test func `TL-06 what stands beside the number is kept apart from it`() {
    let main = PhoneNumber("TEL:03-1234-5678（代表）")
    #expect(main.key == "0312345678")
    #expect(main.remark == .代表)
    let desk = PhoneNumber("03-1234-5678 内線 234（直通）")
    #expect(desk.key == "0312345678")
    #expect(desk.lineExtension == "234")
    #expect(desk.remark == .直通)
    #expect(PhoneNumber("03-1234-5678 ext. 12").lineExtension == "12")
  }

  @Test func `TL-07 a number that is too short is warned about and kept`() {
    let short = PhoneNumber("03-1234-567")
    #expect(short.warning != nil)
    #expect(short.typed == "03-1234-567")
    #expect(PhoneNumber("03-1234-5678").warning == nil)
  }

  @Test func `TL-08 the typed form is shown unchanged`() {
    #expect(PhoneNumber("0422-12-3456").typed == "0422-12-3456")
  }
}
