import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// One field of a deal as a control of a small form, by its type: chips for few choices, a date, an amount, text.
struct FieldControl {
  let field: FieldDefinition
  /// What was typed, or what is stored, as the control takes it.
  let value: String
  var isRequired = false
  var problems: [Problem] = []

  static let most = 12

  /// Whether people can type it here; what is looked up has controls of its own on the page of the record.
  static func takes(_ field: FieldDefinition) -> Bool { !(field.type is any ReferenceType) && !field.isReadOnly }

  func html(_ ui: UI) -> HTML {
    let error = problems.first { $0.field == field.name }?.message[ui.language]
    return HTML.field(
      field.name, ui(field.label), isRequired: isRequired, requiredMark: ui("必須", "required"), help: field.help.map { ui($0) }, error: error,
      control: control(ui, HTML.described(field.name, hasHelp: field.help != nil, hasError: error != nil)))
  }

  private func control(_ ui: UI, _ described: HTML) -> HTML {
    if let picklist = field.type as? PicklistType {
      let options = picklist.options.filter { !$0.isRetired || $0.value == value }.map { HTML.Option($0.value, ui($0.label)) }
      if options.count <= Self.most {
        return "<div id=\"\(field.name)\" tabindex=\"-1\">\(HTML.choice(field.name, legend: ui(field.label), options, chosen: value))</div>"
      }
      return HTML.select(field.name, [HTML.Option("", "—")] + options, chosen: value, attributes: described)
    }
    if field.type is DayType { return Self.day(field.name, value, described) }
    if field.type is YenType {
      return """
        <div class="affix money">\(HTML.input(field.name, value: value, attributes: "inputmode=\"numeric\" \(described)"))\
        <span class="unit">\(ui("円", "JPY"))</span></div>
        """
    }
    if field.type is LongTextType { return HTML.textarea(field.name, value: value, attributes: described) }
    return HTML.input(field.name, value: value, attributes: described)
  }

  /// 11/30, 来週金, +3, or a day of the calendar that opens under it.
  static func day(_ id: String, _ value: String, _ described: HTML) -> HTML {
    "<span class=\"affix date\">\(HTML.icon("calendar"))\(HTML.input(id, value: value, autocomplete: "off", attributes: "data-day \(described)"))</span>"
  }

  /// What a control begins with: what is stored, in the form it takes.
  static func stored(_ field: FieldDefinition, _ value: Value, _ ui: UI) -> String {
    field.type is YenType
      ? field.type.shown(value, in: ui.parsing).filter { $0.isNumber || $0 == "," || $0 == "-" }
      : field.type is DayType ? field.type.shown(value, in: ui.parsing) : field.type.exported(value, in: ui.parsing)
  }
}

extension Form {
  /// Reads fields that a form has; everything wrong with them at once.
  func draft(_ fields: [FieldDefinition], in tx: RecordTransaction) throws -> (draft: Draft, problems: [Problem]) {
    var draft = Draft()
    var problems: [Problem] = []
    for field in fields {
      guard let typed = self[field.name] else { continue }
      let parsed = try TypedValue.read(typed, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = field.name
        problems.append(problem)
      } else {
        draft[field.name] = parsed.value
      }
    }
    return (draft, problems)
  }
}
