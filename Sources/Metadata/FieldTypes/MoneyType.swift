package import Kernel

/// An amount in the minor units (yen, cents) of the currency that stands in another field of the record.
package struct MoneyType: FieldType {
  package static let name = "money"
  /// The field that holds the currency code.
  package let currencyField: String

  package init(currencyField: String) { self.currencyField = currencyField }

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .number }

  package func parse(_ text: String, in context: ParseContext) -> Parsed { MoneyText.parse(text) }
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed { IntegerType().decode(json, in: context) }
  package func shown(_ value: Value, in context: ParseContext) -> String { TypedNumber.grouped(value.plainText) }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  /// With its currency: `1,200,000 JPY`, `12.50 USD`.
  package static func shown(minorUnits: Int64, _ currency: Currency) -> String {
    let places = currency.decimalPlaces
    var digits = String(minorUnits.magnitude)
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    let text = places == 0 ? digits : "\(digits.dropLast(places)).\(digits.suffix(places))"
    return "\(minorUnits < 0 ? "-" : "")\(TypedNumber.grouped(text)) \(currency.code)"
  }

  package var settings: JSON { ["currency_field": .string(currencyField)] }
  package var jsonSchema: JSON { IntegerType().jsonSchema }
}

extension MoneyType: ConfiguredType {
  package static let label = Label("金額（通貨つき）", "Amount with currency")
  package static let settingsSchema: JSON = .settings(["currency_field": ["type": "string"]], required: ["currency_field"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["currency_field"])
    currencyField = reader.text("currency_field")
    try reader.check()
  }
}
