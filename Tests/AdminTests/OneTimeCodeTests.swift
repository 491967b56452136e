import Admin
import AdminTestSupport
import Kernel
import Testing

@Suite struct OneTimeCodeTests {
  private let code = OneTimeCode(key: Array("12345678901234567890".utf8), .quick)

  /// RFC 6238, appendix B, the rows of SHA-1.
  @Test(arguments: [
    (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
  ])
  func `codes are those of the RFC`(_ seconds: Int64, _ expected: String) {
    #expect(code.code(ofStep: OneTimeCode.step(at: Instant(milliseconds: seconds * 1000)), digits: 8) == expected)
  }

  /// RFC 4226, appendix D.
  @Test(arguments: Array(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"].enumerated()))
  func `six digits are those of the RFC`(_ step: Int, _ expected: String) {
    #expect(code.code(ofStep: Int64(step)) == expected)
  }

  @Test(arguments: [(-60, false), (-30, true), (0, true), (30, true), (60, false)])
  func `a clock may be half a minute off, not more`(_ seconds: Int, _ isTaken: Bool) {
    let now = AdminHouse.noon
    let typed = code.code(ofStep: OneTimeCode.step(at: now + .seconds(seconds)))
    #expect((code.step(of: typed, at: now, after: 0) != nil) == isTaken)
  }

  @Test func `a step that was used is not taken again, nor one before it`() throws {
    let (now, step) = (AdminHouse.noon, OneTimeCode.step(at: AdminHouse.noon))
    #expect(code.step(of: code.code(ofStep: step), at: now, after: step) == nil)
    #expect(code.step(of: code.code(ofStep: step - 1), at: now, after: step) == nil)
    #expect(code.step(of: code.code(ofStep: step + 1), at: now, after: step) == step + 1)
  }

  @Test(arguments: ["４２９０１３", "429 013", " 429-013 ", "429013"])
  func `digits are read however an input method writes them`(_ typed: String) {
    #expect(OneTimeCode.folded(typed) == "429013")
  }

  /// RFC 4648 §10, without padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
  ])
  func `keys are written as the RFC says`(_ bytes: String, _ text: String) {
    #expect(Base32Text.encode(Array(bytes.utf8)) == text)
  }
}
