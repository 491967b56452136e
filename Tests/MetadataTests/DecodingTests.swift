import Kernel
import Metadata
import Testing

/// The API is stricter than people: the right kind of JSON, values rather than labels, ISO dates.
@Suite struct DecodingTests {
  @Test(
    arguments: [
      ("text", 1, "type"), ("integer", "1", "type"), ("integer", true, "type"), ("decimal", "1.5", "type"),
      ("yen", .number("1.5"), "type"),
      ("boolean", "はい", "type"), ("boolean", 1, "type"), ("picklist", "製造", "option"), ("multi_picklist", "製造", "type"),
      ("multi_picklist", ["製造"], "option"), ("multi_picklist", [1], "type"), ("day", "令和8年1月20日", "format"),
      ("day", 46292, "type"),
      ("instant", "2026-11-22 09:30", "format"), ("lookup", 42, "type"), ("lookup", "高橋", "format"),
      ("email", ["a@example.jp"], "type"),
      ("decimal", .number("1e3"), "format"), ("decimal", .number("0.0001"), "too_precise"), ("integer", .number("1e400"), "type"),
      ("text", "a\0b", "control_character"), ("currency", [:], "type"),
    ] as [(String, JSON, String)])
  func `wrong JSON is refused with a sentence`(_ name: String, _ json: JSON, _ code: String) throws {
    let parsed = try Samples.type(name).decode(json, in: Cast.ja)
    #expect(parsed.problem?.code == code)
    #expect(parsed.value == .null)
  }

  @Test func `decimals stay exact in JSON`() throws {
    let json = try JSON(parsing: "999999999999.999")
    let value = try Samples.type("decimal").decode(json, in: Cast.ja).value
    #expect(value == Cast.decimal("999999999999.999", 3))
    #expect(try Samples.type("decimal").encode(value).text == "999999999999.999")
  }

  @Test func `tags with separators are refused, so that they come back as they were`() {
    #expect(MultiPicklistType.tags.decode(["東京、大阪"], in: Cast.ja).problem?.code == "option_name")
    #expect(MultiPicklistType.tags.decode(["a|b"], in: Cast.ja).problem?.code == "option_name")
    #expect(MultiPicklistType.tags.decode([], in: Cast.ja).value == .null)
  }
}
