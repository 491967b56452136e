package import Kernel
package import Metadata

/// Where the columns of a file can go, and how sure the guess was: what somebody who maps columns is shown.
package struct ImportChoices: Sendable {
  /// A field, or one of the targets that the import splits.
  package struct Choice: Sendable {
    package let name: String
    package let label: Label
  }

  package let object: ObjectDefinition
  package let choices: [Choice]
  private let guess: HeadingGuess

  package init(_ collection: String, in schema: Schema, for actor: Actor) throws {
    guard let object = schema.collection(collection)?.object else { throw Refusal.notFound }
    let fields = ImportTarget.fields(of: object, AccessScope(actor: actor, schema: schema))
    let names = Set(fields.map(\.name))
    let composites = HeadingGuess.composites.filter { $0.parts.allSatisfy(names.contains) && !names.contains($0.name) }
    self.object = object
    choices =
      composites.map { Choice(name: $0.name, label: Self.labels[$0.name] ?? Label($0.name, $0.name)) }
      + fields.map { Choice(name: $0.name, label: $0.label) }
    guess = HeadingGuess(object: object.name, candidates: fields.map { HeadingGuess.Candidate($0.name, $0.label) })
  }

  package func label(_ target: String) -> Label? { choices.first { $0.name == target }?.label }

  /// For each heading the field it seems to mean.
  package func guesses(_ headings: [String]) -> [HeadingGuess.Match?] { guess.match(headings) }

  /// Fields by whose value records can be found, among these targets: those that name somebody, and those an administrator made.
  package func matchFields(_ targets: [String]) -> [FieldDefinition] {
    object.activeFields.filter { field in
      guard targets.contains(field.name), field.type.column != nil else { return false }
      if field.isUnique || ["id", "email", "corporate_number"].contains(field.name) { return true }
      return field.isCustom && [.text, .number].contains(field.type.family) && !(field.type is LongTextType)
    }
  }

  private static let labels = [
    "full_name": Label("姓 ＋ 名（空白で分ける）", "Last + first name (split)"),
    "full_kana": Label("セイ ＋ メイ（空白で分ける）", "Last + first kana (split)"),
    "address": Label("住所（都道府県・市区町村・番地に分ける）", "Address (split into its parts)"),
  ]
}
