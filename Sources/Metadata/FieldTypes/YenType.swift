package import Kernel

/// An amount in whole yen: `1,200,000円`, `120万`, `1.2億`.
package struct YenType: FieldType {
  package static let name = "yen"

  package init() {}

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .number }

  package func parse(_ text: String, in context: ParseContext) -> Parsed { MoneyText.parse(text) }
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed { IntegerType().decode(json, in: context) }
  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard !value.isNull else { return "" }
    let number = TypedNumber.grouped(value.plainText)
    return context.language == .ja ? "\(number)円" : "¥\(number)"
  }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  package var jsonSchema: JSON { IntegerType().jsonSchema }
}

extension YenType: SimpleType {
  package static let label = Label("金額（円）", "Amount (yen)")
}

/// Amounts as people write them.
enum MoneyText {
  static func parse(_ text: String) -> Parsed {
    .halfWidthLine(text) { line in
      let isBare = line.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ",") }
      if isBare { return .number(line, scale: 0) { .ok(.integer($0)) } }
      let bare = String(line.filter { $0 != "¥" && $0 != "\\" && $0 != " " })
      let number = ["円", "JPY", "yen"].first { bare.hasSuffix($0) }.map { String(bare.dropLast($0.count)) } ?? bare
      return .number(number, scale: 0) { .ok(.integer($0)) }
    }
  }
}
