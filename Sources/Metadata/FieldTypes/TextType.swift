package import Kernel

/// One line of text.
package struct TextType: FieldType {
  package static let name = "text"
  /// Characters as people count them.
  package let max: Int

  package init(max: Int = 255) { self.max = max }

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .line(text) { line in
      TextLength.problem(line, max: max).map { .wrong($0) } ?? .ok(.text(line))
    }
  }

  package var settings: JSON { ["max": .integer(Int64(max))] }
  package var jsonSchema: JSON { ["type": "string", "maxLength": .integer(Int64(max))] }
}

/// How long a text may be.
enum TextLength {
  static func problem(_ text: String, max: Int) -> Problem? {
    // A character has at least one byte, so most texts need no counting.
    guard text.utf8.count > max else { return nil }
    let count = text.count
    guard count > max else { return nil }
    return Problem(
      "too_long", ja: "\(max) 文字以内にしてください（いま \(count) 文字）。", en: "Use at most \(max) characters (now \(count)).")
  }
}

extension TextType: ConfiguredType {
  package static let label = Label("テキスト", "Text")
  package static let settingsSchema: JSON = .settings(["max": .integerSchema(1, 4000, default: 255)])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["max"])
    max = reader.integer("max", default: 255, in: 1...4000)
    try reader.check()
  }
}
