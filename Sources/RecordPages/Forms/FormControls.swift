import Kernel
import Metadata
import Records
import WebKernel

/// The control of each field of a form, with its label, its help, and what is wrong with it.
struct FormControls {
  let object: ObjectDefinition
  let collection: String
  /// `nil` in the form of a new record.
  let record: Record?
  let recordType: RecordType?
  let input: FormInput
  let names: LookupNames
  let problems: [String: String]
  let required: Set<String>
  let tx: RecordTransaction
  let ui: UI

  static func id(_ name: String) -> String { "f-\(name)" }

  func html(_ field: FieldDefinition) throws -> HTML {
    let id = Self.id(field.name)
    let isRequired = required.contains(field.name) || FormFields.isRequired(field, object, recordType)
    let error = problems[field.name]
    let help = field.help.map { ui($0) } ?? hint(field)
    let described = HTML.described(id, hasHelp: help != nil, hasError: error != nil)
    let text = typed(field)
    let was: HTML = record == nil ? .empty : "<input type=\"hidden\" name=\"was.\(field.name)\" value=\"\(was(field))\">"
    if field.type is BooleanType {
      return """
        <div class="field field--check">\(marker(field))\(was)\(HTML.checkbox(id, name: field.name, label: ui(field.label), isOn: text == "true", attributes: described))\
        \(error.map { "<p class=\"field__error\" id=\"\(id)-e\">\(HTML.icon("warn", .small))\($0)</p>" as HTML })</div>
        """
    }
    let control = try control(field, id, text, isRequired, described)
    return """
      <div class="\(field.type is LongTextType ? "form__wide" : "form__cell")">\(was)\
      \(HTML.field(id, ui(field.label), isRequired: isRequired, requiredMark: ui("必須", "Required"), help: help, error: error, control: control))</div>
      """
  }

  // MARK: Values

  /// As typed before, or as the record has it.
  private func typed(_ field: FieldDefinition) -> String {
    if let text = input.typed[field.name] { return text }
    if record == nil { return field.defaultValue.isNull ? "" : FieldView.typed(field, field.defaultValue, in: ui.parsing) }
    return was(field)
  }

  private func was(_ field: FieldDefinition) -> String { record.map { FieldView.typed(field, $0[field.name], in: ui.parsing) } ?? "" }

  private func hint(_ field: FieldDefinition) -> String? {
    switch field.type {
    case is DayType: ui("11/30・来週金・+3 のようにも書けます", "Also 30/11, next fri, +3")
    case let type as MultiPicklistType where type.isOpen: ui("「、」で区切ります", "Separate with commas")
    default: nil
    }
  }

  // MARK: Controls

  private func control(_ field: FieldDefinition, _ id: String, _ text: String, _ isRequired: Bool, _ described: HTML) throws -> HTML {
    let name = field.name
    switch field.type {
    case is LongTextType: return HTML.textarea(id, name: name, value: text, attributes: described)
    case let type as PicklistType: return HTML.select(id, name: name, options(type.options, isRequired), chosen: text, attributes: described)
    case let type as MultiPicklistType where !type.isOpen:
      let chosen = Set(text.split(separator: ";").map(String.init))
      return """
        \(marker(field))<div class="choice" role="group" aria-label="\(ui(field.label))">\(type.options.filter { !$0.isRetired }.html { option in
          "<label><input type=\"checkbox\" name=\"\(name)\" value=\"\(option.value)\"\(if: chosen.contains(option.value), " checked")><span>\(ui(option.label))</span></label>"
        })</div>
        """
    case is MultiPicklistType:
      return HTML.input(id, name: name, value: text.replacing(";", with: ui("、", ", ")), autocomplete: "off", attributes: described)
    case is DayType:
      return
        "<span class=\"affix date\">\(HTML.icon("calendar"))\(HTML.input(id, name: name, value: text, autocomplete: "off", attributes: "data-day \(described)"))</span>"
    case let type as any ReferenceType: return try lookup(field, type.target, id, text, isRequired, described)
    default: return line(field, id, text, isRequired, described)
    }
  }

  private func line(_ field: FieldDefinition, _ id: String, _ text: String, _ isRequired: Bool, _ described: HTML) -> HTML {
    let unit = field.type is YenType ? ui("円", "yen") : field.type is PercentType ? "%" : nil
    let mode: HTML = FieldView.mode(field.type).map { "inputmode=\"\($0)\"" } ?? ""
    let postal: HTML = field.type is PostalCodeType ? "data-postal" : ""
    let control = HTML.input(
      id, name: field.name, value: unit == nil ? text : text.filter { $0 != "円" && $0 != "%" && $0 != "¥" }, autocomplete: "off",
      attributes: "\(mode) \(postal) \(described)")
    return unit.map { "<span class=\"affix money\">\(control)<span class=\"unit\">\($0)</span></span>" } ?? control
  }

  private func options(_ options: [PicklistOption], _ isRequired: Bool) -> [HTML.Option] {
    (isRequired ? [] : [HTML.Option("", "—")]) + options.filter { !$0.isRetired }.map { HTML.Option($0.value, ui($0.label)) }
  }

  /// A list where there are few, words with suggestions where there are many.
  private func lookup(
    _ field: FieldDefinition, _ target: String, _ id: String, _ text: String, _ isRequired: Bool, _ described: HTML
  ) throws -> HTML {
    let definition = try tx.object(target)
    if case .configuration = definition.visibility {
      let rows = try tx.configuration(target).filter { $0["deactivated_at"].isNull || $0.id.text == text }
      let chosen = text.isEmpty && record == nil && field.name == "owner_id" ? tx.actor.userID?.text : text
      return HTML.select(
        id, name: field.name, (isRequired ? [] : [HTML.Option("", "—")]) + rows.map { HTML.Option($0.id.text, tx.title(of: $0, definition)) },
        chosen: chosen, attributes: described)
    }
    let words = input.words[field.name] ?? RecordID(text: text).flatMap { names[target, $0]?.title } ?? ""
    return """
      <span class="affix lookup" data-lookup data-object="\(collection)" data-field="\(field.name)">\(HTML.icon("search"))\
      \(HTML.input(id, name: "\(field.name).name", value: words, autocomplete: "off", placeholder: ui("名前・かな・会社でさがす", "Search by name"), attributes: described))\
      <input type="hidden" name="\(field.name)" value="\(text)"></span>
      """
  }

  /// Says that the form had this box, on or off.
  private func marker(_ field: FieldDefinition) -> HTML { "<input type=\"hidden\" name=\"shown\" value=\"\(field.name)\">" }
}
