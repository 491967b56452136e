import Japan
package import Kernel

/// 法人番号: thirteen digits with a check digit.
package struct CorporateNumberType: FieldType {
  package static let name = "corporate_number"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .repairedLine(text, as: .corporateNumber) { typed, repairs in .ok(.text(typed), repaired: repairs) }
  }

  package var jsonSchema: JSON { ["type": "string", "pattern": "^[1-9][0-9]{12}$", "examples": ["7000012050002"]] }
}

extension CorporateNumberType: SimpleType {
  package static let label = Label("法人番号", "Corporate number")
}
