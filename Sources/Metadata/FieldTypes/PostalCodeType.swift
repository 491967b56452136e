import Japan
package import Kernel

/// A Japanese postal code: seven digits, kept as `100-0001`.
package struct PostalCodeType: FieldType {
  package static let name = "postal_code"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .repairedLine(text, as: .postalCode) { typed, repairs in .ok(.text(typed), repaired: repairs) }
  }

  package var jsonSchema: JSON { ["type": "string", "pattern": "^[0-9]{3}-[0-9]{4}$", "examples": ["100-0001"]] }
}

extension PostalCodeType: SimpleType {
  package static let label = Label("郵便番号", "Postal code")
}
