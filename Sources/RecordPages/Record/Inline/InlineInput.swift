import Kernel
import Metadata
import Records

/// What `inline.js` sends: typed texts for some fields, the version that was seen, and the fields whose new looks are wanted.
struct InlineInput: Sendable {
  let version: Int?
  let fields: [String: String]
  let show: [String]

  static let most = 60

  init(_ json: JSON) throws(Problems) {
    version = json["version"]?.integer.flatMap { Int(exactly: $0) }
    show = (json["show"]?.array ?? []).compactMap(\.string)
    var fields: [String: String] = [:]
    for member in json["fields"]?.members ?? [] { fields[member.name] = member.value.string ?? "" }
    self.fields = fields
    guard !fields.isEmpty, fields.count <= Self.most, show.count <= Self.most else {
      throw Problems([Problem("fields", ja: "直す項目を 1〜\(Self.most) 個指定してください。", en: "Name 1 to \(Self.most) fields to change.")])
    }
  }

  /// The texts as values; throws everything that could not be read.
  func draft(_ object: ObjectDefinition, in tx: RecordTransaction) throws -> Draft {
    var draft = Draft()
    var problems: [Problem] = []
    for (name, text) in fields {
      guard let field = object.field(name), tx.access.isVisible(field, on: object), field.type.column != nil else {
        problems.append(
          Problem(field: name, "unknown_field", ja: "項目「\(name)」はありません。", en: "There is no field “\(name)”."))
        continue
      }
      let parsed = try TypedValue.read(text, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = name
        problems.append(problem)
      } else {
        draft[name] = parsed.value
      }
    }
    try Problems.check(problems)
    return draft
  }
}
