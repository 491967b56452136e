import Japan
package import Kernel

/// 登録番号 of a qualified invoice issuer: `T` and thirteen digits.
package struct InvoiceNumberType: FieldType {
  package static let name = "invoice_number"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .repairedLine(text, as: .invoiceNumber) { typed, repairs in .ok(.text(typed), repaired: repairs) }
  }

  package var jsonSchema: JSON { ["type": "string", "pattern": "^T[1-9][0-9]{12}$", "examples": ["T7000012050002"]] }
}

extension InvoiceNumberType: SimpleType {
  package static let label = Label("登録番号（適格請求書）", "Invoice registration number")
}
