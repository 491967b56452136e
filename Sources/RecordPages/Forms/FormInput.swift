import Kernel
import Metadata
import Records
import WebKernel

/// What a form posted, field by field as it was typed.
struct FormInput: Sendable {
  /// By field; only fields that the form had.
  let typed: [String: String]
  /// The words in the boxes of lookups.
  let words: [String: String]
  /// What the boxes held when the form was shown; what is still the same was not touched.
  private let seen: [String: String]

  static let nothing = FormInput(typed: [:], words: [:], seen: [:])

  private init(typed: [String: String], words: [String: String], seen: [String: String]) {
    (self.typed, self.words, self.seen) = (typed, words, seen)
  }

  /// Values that come with the address of a new record.
  init(prefilled values: [String: String]) { self.init(typed: values, words: [:], seen: [:]) }

  init(_ form: Form, _ fields: [FieldDefinition]) {
    var typed: [String: String] = [:]
    var words: [String: String] = [:]
    var seen: [String: String] = [:]
    let boxes = Set(form.all("shown"))
    for field in fields {
      let name = field.name
      seen[name] = form["was.\(name)"].map(Self.lines)
      switch field.type {
      case is BooleanType: if boxes.contains(name) { typed[name] = form[name] == nil ? "false" : "true" }
      case let type as MultiPicklistType where !type.isOpen: if boxes.contains(name) { typed[name] = form.all(name).joined(separator: ";") }
      case is any ReferenceType:
        words[name] = form["\(name).name"]
        if let id = form[name] { typed[name] = id }
      default: if let text = form[name] { typed[name] = Self.lines(text) }
      }
    }
    self.init(typed: typed, words: words, seen: seen)
  }

  /// Browsers send line breaks as CRLF.
  private static func lines(_ text: String) -> String { text.replacing("\r\n", with: "\n") }

  /// The values to write, of a new record or of what was changed of an old one.
  func draft(_ fields: [FieldDefinition], old: Record?, in tx: RecordTransaction) throws -> (draft: Draft, problems: [Problem]) {
    var draft = Draft()
    var problems: [Problem] = []
    for field in fields {
      guard let text = try text(of: field, in: tx) else { continue }
      if old != nil, seen[field.name] == text { continue }
      if old == nil, text.isEmpty { continue }
      let parsed = try TypedValue.read(text, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = field.name
        problems.append(problem)
      } else {
        draft[field.name] = parsed.value
      }
    }
    return (draft, problems)
  }

  /// Of a lookup the id that was chosen, unless other words were typed after that.
  private func text(of field: FieldDefinition, in tx: RecordTransaction) throws -> String? {
    guard let words = words[field.name], let target = (field.type as? any ReferenceType)?.target else { return typed[field.name] }
    if words.allSatisfy(\.isWhitespace) { return "" }
    guard let id = typed[field.name].flatMap({ RecordID(text: $0) }) else { return words }
    return try tx.titles(of: target, [id])[id] == words ? id.text : words
  }
}
