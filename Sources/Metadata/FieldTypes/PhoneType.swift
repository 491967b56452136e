import Japan
package import Kernel

/// A phone number, kept as typed: hyphens carry meaning that no rule can restore.
package struct PhoneType: FieldType {
  package static let name = "phone"
  package static let max = 60

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .repairedLine(text, as: .phone) { typed, repairs in
      TextLength.problem(typed, max: Self.max).map { .wrong($0) } ?? .ok(.text(typed), repaired: repairs)
    }
  }

  package var jsonSchema: JSON { ["type": "string", "maxLength": .integer(Int64(Self.max)), "examples": ["03-1234-5678"]] }
}

extension PhoneType: SimpleType {
  package static let label = Label("電話番号", "Phone")
}
