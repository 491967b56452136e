import Japan
package import Kernel

/// フリガナ: a reading, typed in any kana and kept in full-width katakana.
package struct KanaType: FieldType {
  package static let name = "kana"
  package static let max = 255

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .line(text) { line in
      if let problem = TextLength.problem(line, max: Self.max) { return .wrong(problem) }
      do throws(Problem) {
        let reading = try Kana.reading(line)
        if reading.isEmpty { return .ok(.null) }
        return .ok(.text(reading), repaired: reading == line ? [] : [Self.repair])
      } catch {
        return .wrong(error)
      }
    }
  }

  private static let repair = Label("全角カタカナに直しました", "Changed to full-width katakana")

  package var jsonSchema: JSON { ["type": "string", "maxLength": .integer(Int64(Self.max)), "examples": ["ヤマダ"]] }
}

extension KanaType: SimpleType {
  package static let label = Label("フリガナ", "Reading (katakana)")
}
