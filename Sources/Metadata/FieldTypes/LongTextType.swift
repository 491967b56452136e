package import Kernel

/// Text of several lines: notes, comments.
package struct LongTextType: FieldType {
  package static let name = "long_text"
  package let max: Int

  package init(max: Int = 32_000) { self.max = max }

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    guard let text = TypedText.cleaned(text, multiline: true) else {
      return .wrong(
        "control_character", ja: "制御文字が含まれています。取り除いてください（改行とタブは使えます）。",
        en: "The text has control characters. Remove them (line breaks and tabs may stay).")
    }
    if text.isEmpty { return .ok(.null) }
    return TextLength.problem(text, max: max).map { .wrong($0) } ?? .ok(.text(text))
  }

  package var settings: JSON { ["max": .integer(Int64(max))] }
  package var jsonSchema: JSON { ["type": "string", "maxLength": .integer(Int64(max))] }
}

extension LongTextType: ConfiguredType {
  package static let label = Label("長いテキスト", "Long text")
  package static let settingsSchema: JSON = .settings(["max": .integerSchema(1, 100_000, default: 32_000)])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["max"])
    max = reader.integer("max", default: 32_000, in: 1...100_000)
    try reader.check()
  }
}
