import Database
import Kernel
package import Metadata
package import Records
package import WebKernel

/// How the values of one object's fields are shown, and which of them the reader may change where they stand. Lists and
/// record pages use the same, so that a value looks the same wherever it is met.
package struct FieldView: Sendable {
  package let object: ObjectDefinition
  package let names: LookupNames
  package let ui: UI
  private let access: AccessScope
  /// Records the reader may change; `nil`: all that can be seen.
  private let editable: Set<RecordID>?

  /// - Parameter records: those that will be shown; says with one query which of them may be changed.
  package init(
    object: ObjectDefinition, records: [Record], names: LookupNames, tx: RecordTransaction, ui: UI
  ) throws {
    self.object = object
    self.names = names
    self.ui = ui
    access = tx.access
    editable = try tx.editable(object, records.map(\.id))
  }

  package func mayEdit(_ record: Record) -> Bool { editable?.contains(record.id) ?? true }

  package func mayEdit(_ field: FieldDefinition, _ record: Record) -> Bool {
    access.isEditable(field, on: object) && mayEdit(record) && !(field.type is FileType)
  }

  // MARK: Words

  /// The value in words; empty when there is none.
  package func text(_ field: FieldDefinition, _ record: Record) -> String { text(field, record[field.name]) }

  package func text(_ field: FieldDefinition, _ value: Value) -> String {
    switch value {
    case .null: return ""
    case .day(let day): return ui.date(day)
    case .instant(let instant): return ui.full(instant)
    case .boolean(let flag): return flag ? ui("はい", "Yes") : ui("いいえ", "No")
    case .reference(let id):
      guard let target = (field.type as? any ReferenceType)?.target else { return id.text }
      return names[target, id]?.title ?? ui("見られない記録", "A record you cannot see")
    case .list where field.type is MultiPicklistType:
      return field.type.shown(value, in: ui.parsing).replacing(";", with: ui("、", ", "))
    default: return field.type.shown(value, in: ui.parsing)
    }
  }

  // MARK: Markup

  /// The value as it is shown; a muted dash when there is none.
  package func html(_ field: FieldDefinition, _ record: Record) -> HTML {
    let value = record[field.name]
    let text = text(field, value)
    guard !text.isEmpty else { return "<span class=\"faint\" aria-hidden=\"true\">—</span>" }
    switch (field.type, value) {
    case (is YenType, .integer(let amount)):
      return "<span class=\"num\">\(ui.number(amount))<small>\(ui("円", " yen"))</small></span>"
    case (is UserType, .reference(let id)):
      return "\(HTML.avatar(text, id: id.raw, small: true)) <span class=\"clip\">\(text)</span>"
    case (let type as PicklistType, .text(let chosen)): return choice(chosen, text, type.options, of: field)
    case (_, .list(let words)):
      guard let type = field.type as? MultiPicklistType else { return "\(text)" }
      return words.html { word in
        HTML.tag(type.options.first { $0.value == word }.map { ui($0.label) } ?? word) + " "
      }
    case (is LongTextType, _): return "<span class=\"pre\">\(text)</span>"
    default: return "\(text)"
    }
  }

  /// A rank is a letter in a box, a status a dot and a word, everything else its words.
  private func choice(_ value: String, _ text: String, _ options: [PicklistOption], of field: FieldDefinition) -> HTML {
    if options.count > 1, options.allSatisfy({ $0.value.count == 1 }) {
      let rest = text == value ? "" : text.hasPrefix(value) ? String(text.dropFirst(value.count)) : " " + text
      return "<span class=\"yomi yomi--\(value.lowercased())\">\(value)</span>\(rest)"
    }
    guard let colour = FieldColours(field).colour(value, options) else { return "\(text)" }
    return HTML.status(text, colour)
  }

  /// Where following the value leads: a mail, a call, a page, a record.
  package func link(_ field: FieldDefinition, _ record: Record) -> String? {
    switch (field.type, record[field.name]) {
    case (is EmailType, .text(let address)): "mailto:\(address)"
    case (is PhoneType, .text(let number)): "tel:\(number.filter { $0.isASCII && ($0.isNumber || $0 == "+") })"
    case (is URLType, .text(let address)): HTML.address(address)
    case (let type as any ReferenceType, .reference(let id)): names[type.target, id]?.link
    default: nil
    }
  }
}

extension RecordTransaction {
  /// Those of the records that the actor may change; `nil` when that is every record. At most one query.
  func editable(_ object: ObjectDefinition, _ ids: [RecordID]) throws -> Set<RecordID>? {
    if case .configuration(let permission) = object.visibility { return actor.rights.may(permission) ? nil : [] }
    guard actor.rights.scope(.edit, on: object.name) > .none else { return [] }
    guard access.reach(.edit, on: object, alias: "r") != nil else { return nil }
    guard !ids.isEmpty else { return [] }
    return try editableRows(object, ids)
  }
}

/// The colours of a field's choices: as their options say, by the design's tokens or by everyday words, and for a status
/// without colours one after the other.
struct FieldColours {
  private let isStatus: Bool

  init(_ field: FieldDefinition) { isStatus = field.name.hasSuffix("status") }

  func colour(_ value: String, _ options: [PicklistOption]) -> String? {
    guard let at = options.firstIndex(where: { $0.value == value }) else { return nil }
    if let named = options[at].colour {
      let isToken = !named.isEmpty && named.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
      return Self.named[named] ?? (isToken ? "var(--\(named))" : "var(--line-ctl)")
    }
    return isStatus ? Self.inOrder[at % Self.inOrder.count] : nil
  }

  private static let inOrder = ["var(--shu)", "var(--c1)", "var(--meet)", "var(--ok)", "var(--line-ctl)"]
  private static let named = [
    "green": "var(--ok)", "red": "var(--danger)", "yellow": "var(--warn)", "orange": "var(--shu)", "blue": "var(--c1)",
    "grey": "var(--line-ctl)", "gray": "var(--line-ctl)",
  ]
}
