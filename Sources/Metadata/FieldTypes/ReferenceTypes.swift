package import Kernel

/// Points to a record of another object. Names are resolved by who reads the input; the type itself knows ids.
package struct LookupType: ReferenceType {
  package static let name = "lookup"
  package let target: String

  package init(target: String) { self.target = target }

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .reference }
  package func parse(_ text: String, in context: ParseContext) -> Parsed { ReferenceText.parse(text) }
  package var settings: JSON { ["target": .string(target)] }
  package var jsonSchema: JSON { ReferenceText.schema }
}

extension LookupType: ConfiguredType {
  package static let label = Label("参照", "Lookup")
  package static let settingsSchema: JSON = .settings(["target": ["type": "string"]], required: ["target"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["target"])
    target = reader.text("target")
    try reader.check()
  }
}

/// Points to a user.
package struct UserType: ReferenceType {
  package static let name = "user"

  package init() {}

  package var target: String { "user" }
  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .reference }
  package func parse(_ text: String, in context: ParseContext) -> Parsed { ReferenceText.parse(text) }
  package var jsonSchema: JSON { ReferenceText.schema }
}

extension UserType: SimpleType {
  package static let label = Label("ユーザー", "User")
}

/// Points to a file that was uploaded.
package struct FileType: ReferenceType {
  package static let name = "file"

  package init() {}

  package var target: String { "file" }
  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .reference }
  package func parse(_ text: String, in context: ParseContext) -> Parsed { ReferenceText.parse(text) }
  package var jsonSchema: JSON { ReferenceText.schema }
}

extension FileType: SimpleType {
  package static let label = Label("ファイル", "File")
}

/// The record's own id.
package struct IdentifierType: FieldType {
  package static let name = "identifier"

  package init() {}

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .reference }
  package func parse(_ text: String, in context: ParseContext) -> Parsed { ReferenceText.parse(text) }
  package var jsonSchema: JSON { ReferenceText.schema }
}

extension IdentifierType: SimpleType {
  package static let label = Label("ID", "ID")
  package static let isCreatable = false
}

/// Ids as text.
enum ReferenceText {
  static func parse(_ text: String) -> Parsed {
    .halfWidthLine(text) { line in
      RecordID(text: line).map { .ok(.reference($0)) }
        ?? .wrong("format", ja: "13 文字の ID で指定するか、一覧から選んでください。", en: "Give the 13-character ID, or choose from the list.")
    }
  }

  static let schema: JSON = ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$", "examples": ["0K3F8Z0000001"]]
}
