import Japan
package import Kernel

/// A mail address, kept as typed.
package struct EmailType: FieldType {
  package static let name = "email"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .repairedLine(text, as: .email) { typed, repairs in
      guard let address = EmailAddress(typed) else {
        return .wrong(
          "format", ja: "メールアドレスの形になっていません（例：name@example.jp）。つづりを確かめてください。",
          en: "This is no e-mail address (like name@example.jp). Check its spelling.")
      }
      return .ok(.text(address.text), repaired: repairs)
    }
  }

  package var jsonSchema: JSON { ["type": "string", "format": "email", "maxLength": 254] }
}

extension EmailType: SimpleType {
  package static let label = Label("メールアドレス", "E-mail")
}
