import Japan
package import Kernel

/// A calendar day.
package struct DayType: FieldType {
  package static let name = "day"

  package init() {}

  package var column: ColumnKind? { .day }
  package var family: FieldFamily { .day }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    if let day = Day(text) { return .ok(.day(day)) }
    return .repairedLine(text, as: .day) { typed, repairs in
      Day(typed).map { .ok(.day($0), repaired: repairs) } ?? Self.wrong
    }
  }

  /// ISO 8601 only.
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .string(let text): Day(text).map { .ok(.day($0)) } ?? Self.wrong
    default: .wrongKind(ja: "文字列（2026-11-22 の形）", en: "a string like 2026-11-22")
    }
  }

  private static let wrong = Parsed.wrong(
    "format", ja: "実在する日付を入力してください（例：2026-11-22）。", en: "Enter a day that exists, for example 2026-11-22.")

  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard case .day(let day) = value, context.language == .ja else { return value.plainText }
    return day.text.replacing("-", with: "/")
  }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  package var jsonSchema: JSON { ["type": "string", "format": "date"] }
}

extension DayType: SimpleType {
  package static let label = Label("日付", "Date")
}
