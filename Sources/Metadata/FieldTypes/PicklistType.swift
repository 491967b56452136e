package import Kernel

/// One of a list of choices.
package struct PicklistType: FieldType {
  package typealias Option = PicklistOption
  package static let name = "picklist"
  private let list: OptionList

  package init(options: [Option]) { list = OptionList(options) }

  package var options: [Option] { list.options }
  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .choice }

  /// By value, or by label in either language.
  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .line(text) { line in
      list.position(ofTyped: line).map { .ok(.text(options[$0].value)) } ?? list.wrong
    }
  }

  /// By value only.
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .string(let value): list.position(ofValue: value).map { .ok(.text(options[$0].value)) } ?? list.wrong
    default: .wrongKind(ja: "文字列", en: "a string")
    }
  }

  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard case .text(let value) = value else { return "" }
    return list.label(of: value, context.language)
  }

  package func violations(named field: String) -> [Problem] { list.violations(named: field) }
  package var settings: JSON { ["options": list.json] }
  package var jsonSchema: JSON { ["type": "string", "enum": .array(options.map { .string($0.value) })] }
}

extension PicklistType: ConfiguredType {
  package static let label = Label("選択リスト", "Picklist")
  package static let settingsSchema: JSON = .settings(["options": OptionList.schema], required: ["options"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["options"])
    list = OptionList(json: reader["options"], reader: &reader)
    reader.add(list.violations(named: "settings.options"))
    try reader.check()
  }
}

/// A Swift enum that is a picklist: `enum LeadStatus: String, PicklistValue`.
package protocol PicklistValue: FieldValue, RawRepresentable<String>, CaseIterable {
  var label: Label { get }
  var colour: String? { get }
}

extension PicklistValue {
  package var colour: String? { nil }
  package var value: Value { .text(rawValue) }
  package init?(value: Value) {
    guard case .text(let word) = value else { return nil }
    self.init(rawValue: word)
  }
  package static var fieldType: any FieldType {
    PicklistType(options: allCases.map { PicklistOption($0.rawValue, $0.label, colour: $0.colour) })
  }
}
