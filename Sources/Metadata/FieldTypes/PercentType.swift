package import Kernel

/// A percentage with two decimal places: 12.5 stands for 12.5 %.
package struct PercentType: ScaledType {
  package static let name = "percent"

  package init() {}

  package var scale: Int { 2 }
  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .number }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      let number = line.hasSuffix("%") ? TypedText.halfWidth(String(line.dropLast())) : line
      return ScaledNumber.read(number, scale: scale)
    }
  }
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed { ScaledNumber.decode(json, scale: scale) }
  package func shown(_ value: Value, in context: ParseContext) -> String {
    value.isNull ? "" : TypedNumber.grouped(value.plainText) + "%"
  }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  package var jsonSchema: JSON { ScaledNumber.schema(scale: scale) }
}

extension PercentType: SimpleType {
  package static let label = Label("パーセント", "Percent")
}
