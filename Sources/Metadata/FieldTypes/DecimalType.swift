package import Kernel

/// An exact number with a fixed count of decimal places: quantities, unit prices, rates.
package struct DecimalType: ScaledType {
  package static let name = "decimal"
  package let scale: Int

  package init(scale: Int = 2) { self.scale = scale }

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .number }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in ScaledNumber.read(line, scale: scale) }
  }
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed { ScaledNumber.decode(json, scale: scale) }
  package func shown(_ value: Value, in context: ParseContext) -> String { TypedNumber.grouped(value.plainText) }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  package var settings: JSON { ["scale": .integer(Int64(scale))] }
  package var jsonSchema: JSON { ScaledNumber.schema(scale: scale) }
}

extension DecimalType: ConfiguredType {
  package static let label = Label("小数", "Decimal number")
  package static let settingsSchema: JSON = .settings(["scale": .integerSchema(0, 6, default: 2)])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["scale"])
    scale = reader.integer("scale", default: 2, in: 0...6)
    try reader.check()
  }
}

/// What decimals and percentages share.
enum ScaledNumber {
  static func read(_ text: String, scale: Int) -> Parsed {
    .number(text, scale: scale) { .ok(.decimal(FixedDecimal(units: $0, scale: scale))) }
  }

  static func decode(_ json: JSON, scale: Int) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .integer(let number): read(String(number), scale: scale)
    case .number(let text): read(text, scale: scale)
    default: .wrongKind(ja: "数値", en: "a number")
    }
  }

  static func schema(scale: Int) -> JSON {
    let limit = FixedDecimal(units: TypedNumber.largest, scale: scale)
    return ["type": "number", "minimum": FixedDecimal(units: -limit.units, scale: scale).json, "maximum": limit.json]
  }
}
