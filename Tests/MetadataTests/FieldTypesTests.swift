import Kernel
import Metadata
import Testing

@Suite struct FieldTypesTests {
  @Test(
    arguments: [
      ("colour", [:], ["type"]), ("text", ["max": 0], ["settings.max"]), ("text", ["max": "10"], ["settings.max"]),
      ("text", ["maximum": 10], ["settings.maximum"]), ("text", [1], ["settings"]), ("decimal", ["scale": 7], ["settings.scale"]),
      ("integer", ["min": 5, "max": 1], ["settings.min"]), ("picklist", [:], ["settings.options"]),
      ("picklist", ["options": "製造"], ["settings.options", "settings.options"]),
      ("picklist", ["options": ["a", ["value": 1]]], ["settings.options[1]"]),
      ("picklist", ["options": ["製造", "製造"]], ["settings.options"]),
      ("picklist", ["options": ["a|b"]], ["settings.options", "settings.options", "settings.options"]),
      ("picklist", ["options": [" a"]], ["settings.options", "settings.options", "settings.options"]),
      ("multi_picklist", ["options": ["東京、大阪"]], ["settings.options", "settings.options", "settings.options"]),
      ("lookup", [:], ["settings.target"]),
      ("auto_number", ["format": "Q-{YYYY}"], ["settings.format"]),
      ("auto_number", ["format": "{SEQ:5}{SEQ:2}"], ["settings.format"]),
      ("auto_number", ["format": "{SEQ:99}"], ["settings.format"]), ("formula", ["expression": "1"], ["settings.result"]),
      ("formula", ["expression": "1", "result": "colour"], ["settings.result"]),
      ("roll_up", ["relation": "deals", "function": "sum", "result": "yen"], ["settings"]),
      ("roll_up", ["relation": "deals", "function": "average", "result": "yen"], ["settings.function"]),
      ("kana", ["max": 3], ["settings.max"]),
    ] as [(String, JSON, [String])])
  func `wrong settings are all named with their place`(_ name: String, _ settings: JSON, _ places: [String]) {
    let problems = #expect(throws: Problems.self) { _ = try FieldTypes.make(name: name, settings: settings) }
    #expect(problems?.all.map { $0.field ?? "" } == places, "\(problems?.all ?? [])")
  }

  @Test func `administrators choose from every type but those of the system`() {
    let names = FieldTypes.creatable.map { $0.name }
    #expect(names.contains("picklist") && !names.contains("identifier") && !names.contains("record_type_name"))
    #expect(Set(FieldTypes.all.map { $0.name }).count == FieldTypes.all.count)
    #expect(FieldTypes.catalogue.array?.count == names.count + 2)
  }

  @Test func `a bare word is an option with itself as label`() throws {
    let type = try FieldTypes.make(name: "picklist", settings: ["options": ["製造", ["value": "w", "label": ["ja": "卸売"]]]])
    #expect(
      (type as? PicklistType)?.options == [PicklistOption("製造", Label("製造", "製造")), PicklistOption("w", Label("卸売", "卸売"))])
  }

  @Test(
    arguments: [
      ("Q-{YYYY}-{SEQ:5}", 42, "Q-2027-00042", "Q-2027-"), ("{FY}年度{SEQ:3}号", 7, "2026年度007号", "2026年度号"),
      ("{SEQ:2}", 12345, "12345", ""), ("A{YY}{MM}-{SEQ}", 1, "A2702-1", "A2702-"),
    ] as [(String, Int64, String, String)])
  func `numbers are made by their format and start again with its other parts`(
    _ format: String, _ sequence: Int64, _ text: String, _ key: String
  ) throws {
    let february = Moment(now: try #require(Instant("2027-02-01T00:00:00Z")))
    let type = AutoNumberType(format: format)
    #expect(type.violations(named: "number").isEmpty)
    #expect(type.text(sequence: sequence, at: february) == text)
    #expect(type.counterKey(at: february) == key)
  }

  enum LeadStatus: String, PicklistValue {
    case new, working
    var label: Label { self == .new ? Label("新規", "New") : Label("対応中", "Working") }
  }

  @Test func `a Swift enum is a picklist`() {
    let field = Field<LeadStatus>("lead_status", "ステータス", "Status")
    #expect((field.definition.type as? PicklistType)?.options.map(\.label.ja) == ["新規", "対応中"])
    var record = Record(object: "person", id: RecordID(1), values: [:])
    record[field] = .working
    #expect(record["lead_status"] == .text("working") && record[field] == .working)
  }

  @Test func `typed keys read what they wrote and nothing else`() throws {
    func check<T: FieldValue & Equatable>(_ value: T) { #expect(T(value: value.value) == value && T(value: .null) == nil) }
    check("山田製作所")
    check(42)
    check(Int64(42))
    check(true)
    check(Yen(1_200_000))
    check(try #require(Day("2026-11-22")))
    check(Instant(milliseconds: 1))
    check(FixedDecimal(units: 125, scale: 1))
    check(["展示会"])
    check(RecordID(9))
    check(try #require(EmailAddress("sato@example.jp")))
    #expect(Int(value: .text("42")) == nil && String(value: .integer(1)) == nil)
  }

  enum DailyReport {}

  @Test func `an id looks up the object its type is named after`() {
    #expect((ID<DailyReport>.fieldType as? LookupType)?.target == "daily_report")
    #expect(ID<UserTag>.fieldType is UserType)
  }
}
