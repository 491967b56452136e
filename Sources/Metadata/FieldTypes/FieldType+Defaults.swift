package import Kernel

/// What most types do alike.
extension FieldType {
  package var settings: JSON { .object([]) }
  package func violations(named field: String) -> [Problem] { [] }
  package func encode(_ value: Value) -> JSON { value.json }
  package func shown(_ value: Value, in context: ParseContext) -> String { value.plainText }
  package func exported(_ value: Value, in context: ParseContext) -> String { shown(value, in: context) }

  /// Strings only, read as if typed.
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .string(let text): parse(text, in: context)
    default: .wrongKind(ja: "文字列", en: "a string")
    }
  }
}

extension Parsed {
  /// The API was given JSON of another kind.
  static func wrongKind(ja: String, en: String) -> Parsed {
    .wrong("type", ja: "JSON の\(ja)で指定してください。", en: "Give \(en) in the JSON.")
  }
}

extension Value {
  /// The form of the API: ids and days as strings, decimals as exact numbers.
  package var json: JSON {
    switch self {
    case .null: .null
    case .text(let text): .string(text)
    case .integer(let number): .integer(number)
    case .decimal(let number): number.json
    case .boolean(let flag): .boolean(flag)
    case .day(let day): .string(day.text)
    case .instant(let instant): .string(instant.text)
    case .reference(let id): .string(id.text)
    case .list(let items): .array(items.map { .string($0) })
    }
  }

  /// Without grouping, units or labels. Empty for `.null`.
  package var plainText: String {
    switch self {
    case .null: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .decimal(let number): number.text
    case .boolean(let flag): flag ? "true" : "false"
    case .day(let day): day.text
    case .instant(let instant): instant.text
    case .reference(let id): id.text
    case .list(let items): items.joined(separator: ";")
    }
  }
}

extension FixedDecimal {
  /// A JSON number, exact: `12`, `12.5`.
  var json: JSON {
    let text = text
    return Int64(text).map { .integer($0) } ?? .number(text)
  }
}

/// A type whose column holds whole units of 10^−`scale`: its values are `.decimal` at exactly this scale.
package protocol ScaledType: FieldType {
  var scale: Int { get }
}
