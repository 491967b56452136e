package import Kernel

/// Yes or no.
package struct BooleanType: FieldType {
  package static let name = "boolean"

  package init() {}

  package var column: ColumnKind? { .boolean }
  package var family: FieldFamily { .boolean }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      let word = line.lowercased()
      if Self.yes.contains(word) { return .ok(.boolean(true)) }
      if Self.no.contains(word) { return .ok(.boolean(false)) }
      return .wrong(
        "format", ja: "「はい」か「いいえ」で入力してください（○ と ×、1 と 0 も使えます）。", en: "Enter yes or no (also true and false, 1 and 0).")
    }
  }

  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .boolean(let flag): .ok(.boolean(flag))
    default: .wrongKind(ja: " true か false ", en: "true or false")
    }
  }

  private static let yes: Set = ["はい", "○", "◯", "〇", "有", "あり", "true", "yes", "y", "1", "on", "t", "✓", "✔", "☑"]
  private static let no: Set = ["いいえ", "×", "✕", "✗", "無", "なし", "false", "no", "n", "0", "off", "f", "☐"]

  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard case .boolean(let flag) = value else { return "" }
    return (flag ? Label("はい", "Yes") : Label("いいえ", "No"))[context.language]
  }

  package var jsonSchema: JSON { ["type": "boolean"] }
}

extension BooleanType: SimpleType {
  package static let label = Label("チェック（はい・いいえ）", "Yes or no")
}
