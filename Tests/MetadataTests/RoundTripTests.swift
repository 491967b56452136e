import Kernel
import Metadata
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: FieldTypes.all.map { $0.name })
  func `what is shown, exported or encoded is read back as the same value`(_ name: String) throws {
    let type = try Samples.type(name)
    let values = try #require(Samples.values[name])
    for value in values {
      for context in [Cast.ja, Cast.en] {
        let shown = type.shown(value, in: context)
        #expect(type.parse(shown, in: context).value == value, "shown as \(shown)")
        let exported = type.exported(value, in: context)
        let parsed = type.parse(exported, in: context)
        #expect(parsed.value == value && parsed.repairs.isEmpty, "exported as \(exported)")
      }
      let encoded = try JSON(parsing: type.encode(value).text)
      #expect(type.decode(encoded, in: Cast.ja).value == value, "encoded as \(encoded.text)")
    }
  }

  @Test(arguments: FieldTypes.all.map { $0.name })
  func `a type comes back from its settings`(_ name: String) throws {
    let type = try Samples.type(name)
    let again = try FieldTypes.make(name: type.typeName, settings: try JSON(parsing: type.settings.text))
    #expect(again.settings == type.settings && again.typeName == name)
    #expect(again.column == type.column && again.family == type.family && again.decimalScale == type.decimalScale)
    #expect(again.jsonSchema == type.jsonSchema)
  }

  @Test(arguments: [
    ("yen", Language.ja, "1,200,000円"), ("yen", .en, "¥1,200,000"), ("percent", .ja, "12.5%"), ("day", .ja, "2026/11/22"),
    ("day", .en, "2026-11-22"), ("instant", .ja, "2026/11/22 09:30"), ("boolean", .ja, "はい"), ("boolean", .en, "Yes"),
    ("picklist", .ja, "製造"), ("picklist", .en, "Manufacturing"), ("multi_picklist", .ja, "製造、卸売"), ("decimal", .ja, "1,234.5"),
  ])
  func `people see values the way they write them`(_ name: String, _ language: Language, _ text: String) throws {
    let value = try #require(Samples.values[name]?.first)
    #expect(try Samples.type(name).shown(value, in: ParseContext(language: language, moment: Cast.moment)) == text)
  }

  @Test(arguments: [
    ("yen", "1200000"), ("percent", "12.5"), ("day", "2026-11-22"), ("instant", "2026-11-22 09:30"), ("decimal", "1234.5"),
  ])
  func `exports hold numbers and days that a spreadsheet calculates with`(_ name: String, _ text: String) throws {
    let value = try #require(Samples.values[name]?.first)
    #expect(try Samples.type(name).exported(value, in: Cast.ja) == text)
  }

  @Test func `an exported instant keeps its seconds`() {
    #expect(InstantType().exported(Cast.instant("2026-11-22T00:30:05Z"), in: Cast.ja) == "2026-11-22 09:30:05")
  }

  @Test(
    arguments: [(1_200_000, "JPY", "1,200,000 JPY"), (1250, "USD", "12.50 USD"), (-5, "EUR", "-0.05 EUR")]
      as [(Int64, String, String)])
  func `money is shown in units of its currency`(_ minor: Int64, _ code: String, _ text: String) throws {
    #expect(MoneyType.shown(minorUnits: minor, try #require(Currency(code))) == text)
  }

  @Test func `choices stand in their column so that one can be found`() {
    let text = ChoiceText.text(["製造", "卸売"])
    #expect(text == "|製造|卸売|" && ChoiceText.values(text) == ["製造", "卸売"])
    #expect(text.contains(ChoiceText.needle("卸売")) && !text.contains(ChoiceText.needle("売")))
  }
}
