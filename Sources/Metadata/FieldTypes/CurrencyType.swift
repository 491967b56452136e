package import Kernel

/// An ISO 4217 currency code.
package struct CurrencyType: FieldType {
  package static let name = "currency"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .choice }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      let code = ["円", "日本円", "¥"].contains(line) ? "JPY" : line.uppercased()
      guard let currency = Currency(code) else {
        return .wrong(
          "option", ja: "通貨を 3 文字のコードで選んでください（\(Currency.all.joined(separator: "、"))）。",
          en: "Choose a currency by its code (\(Currency.all.joined(separator: ", "))).")
      }
      return .ok(.text(currency.code))
    }
  }

  package var jsonSchema: JSON { ["type": "string", "enum": .array(Currency.all.map { .string($0) })] }
}

extension CurrencyType: SimpleType {
  package static let label = Label("通貨", "Currency")
}
