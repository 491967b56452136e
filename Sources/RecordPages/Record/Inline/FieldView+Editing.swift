import Database
import Kernel
package import Metadata
import Records
package import WebKernel

/// The buttons that turn into the control of their field (`inline.js`; the contract stands in docs/guides/inline-edit.md).
extension FieldView {
  /// What the control is, for `inline.js`.
  package static func control(_ type: any FieldType) -> String {
    switch type {
    case is LongTextType: "long_text"
    case is DayType: "day"
    case is BooleanType: "boolean"
    case is PicklistType: "picklist"
    case let type as MultiPicklistType: type.isOpen ? "tags" : "multi_picklist"
    case is any ReferenceType: "reference"
    default: type.family == .number ? "number" : "text"
    }
  }

  /// The value as `TypedValue` reads it back.
  package static func typed(_ field: FieldDefinition, _ value: Value, in context: ParseContext) -> String {
    switch (field.type, value) {
    case (is PicklistType, .text(let chosen)): chosen
    case (_, .boolean(let flag)): flag ? "true" : "false"
    case (_, .list(let words)): words.joined(separator: ";")
    case (_, .reference(let id)): id.text
    case (_, .day(let day)): context.language == .ja ? day.text.replacing("-", with: "/") : day.text
    default: field.type.shown(value, in: context)
    }
  }

  /// The value as a button that turns into its control, or only the value where the reader may not change it.
  ///
  /// - Parameter carrying: whether the button names its record itself; `false` when the row around it does.
  package func editable(_ field: FieldDefinition, _ record: Record, carrying: Bool = true) -> HTML {
    guard mayEdit(field, record) else { return html(field, record) }
    let label = ui(field.label)
    let carried: HTML = carrying ? place(record) : ""
    let typed = Self.typed(field, record[field.name], in: ui.parsing)
    if field.type is BooleanType {
      return """
        <label class="switch"><input type="checkbox" role="switch" data-inline data-field="\(field.name)" data-type="boolean" \(carried) \
        aria-label="\(label)"\(if: record[field.name] == .boolean(true), " checked")></label>
        """
    }
    let text = text(field, record)
    return """
      <button type="button" class="edit" data-inline data-field="\(field.name)" data-type="\(Self.control(field.type))" \
      data-value="\(typed)" data-label="\(label)"\(attribute: "data-mode", Self.mode(field.type))\(if: isRequired(field, record), " data-required") \
      \(carried) aria-label="\(label): \(text.isEmpty ? ui("未入力", "empty") : text)">\(html(field, record))</button>
      """
  }

  /// The same with a way to follow the value: write the mail, call, open the record.
  package func followed(_ field: FieldDefinition, _ record: Record) -> HTML {
    let value = editable(field, record)
    guard let (icon, name) = Self.follow(field.type, ui) else { return value }
    let link = link(field, record)
    return """
      \(value)<a class="follow" data-follow="\(field.name)" aria-label="\(name)" title="\(name)"\(attribute: "href", link)\
      \(if: link == nil, " hidden")\(if: field.type is URLType, " target=\"_blank\" rel=\"noopener noreferrer\"")>\(HTML.icon(icon, .small))</a>
      """
  }

  /// `data-object`, `data-id` and `data-version`: which record the controls inside belong to.
  package func place(_ record: Record) -> HTML {
    "data-object=\"\(RecordLinks.collection(of: record, object))\" data-id=\"\(record.id.text)\" data-version=\"\(record.version)\""
  }

  package func isRequired(_ field: FieldDefinition, _ record: Record) -> Bool {
    field.isRequired || record.recordType.flatMap(object.recordType)?.requiredFields.contains(field.name) == true
  }

  private static func follow(_ type: any FieldType, _ ui: UI) -> (icon: String, name: String)? {
    switch type {
    case is EmailType: ("mail", ui("メールを書く", "Write a mail"))
    case is PhoneType: ("phone", ui("電話をかける", "Call"))
    case is URLType: ("globe", ui("ページを開く", "Open the page"))
    case is UserType: nil
    case is any ReferenceType: ("arrow", ui("記録を開く", "Open the record"))
    default: nil
    }
  }

  /// Which keyboard a phone shows.
  package static func mode(_ type: any FieldType) -> String? {
    switch type {
    case is EmailType: "email"
    case is PhoneType: "tel"
    case is URLType: "url"
    case is PostalCodeType, is IntegerType: "numeric"
    default: type.family == .number ? "decimal" : nil
    }
  }
}

extension RecordTransaction {
  func editableRows(_ object: ObjectDefinition, _ ids: [RecordID]) throws -> Set<RecordID> {
    guard let table = Identifier(object.table) else { return [] }
    let rows = try transaction.query(
      "SELECT r.id FROM \(table) r WHERE r.id IN (\(list: ids)) AND \(access.predicate(.edit, on: object, alias: "r"))")
    return Set(try rows.map { try $0.id(0) })
  }
}
