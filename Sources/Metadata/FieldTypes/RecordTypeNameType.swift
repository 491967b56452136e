package import Kernel

/// Which record type a record is of: `lead` or `contact` of a person.
package struct RecordTypeNameType: FieldType {
  package static let name = "record_type_name"

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .choice }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in
      APIName.isWellFormed(line)
        ? .ok(.text(line))
        : .wrong("format", ja: "レコードタイプの名前（例：lead）で指定してください。", en: "Give the name of a record type, for example lead.")
    }
  }

  package var jsonSchema: JSON { ["type": "string"] }
}

extension RecordTypeNameType: SimpleType {
  package static let label = Label("レコードタイプ", "Record type")
  package static let isCreatable = false
}
