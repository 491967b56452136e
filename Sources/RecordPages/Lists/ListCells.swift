import Kernel
import Metadata
import Records
import WebKernel

/// The cells of a list's rows.
struct ListCells: Sendable {
  let screen: ListScreen
  let ui: UI

  private var view: FieldView { screen.cells }
  private var object: ObjectDefinition { screen.place.object }

  func row(_ record: Record) -> HTML {
    let title = screen.title(record)
    return """
      <tr \(view.place(record))>\
      <td data-hide class="tick"><label class="check"><input type="checkbox" name="ids" value="\(record.id.text)" aria-label="\(ui("\(title)を選ぶ", "Select \(title)"))"></label></td>\
      <td>\(who(record, title))</td>\(screen.columns.shown.html { cell($0, record) })</tr>
      """
  }

  private func who(_ record: Record, _ title: String) -> HTML {
    let under = screen.columns.subtitle
    let company = under.first { ["account_id", "company_name"].contains($0.name) && !view.text($0, record).isEmpty }
    let rest = under.filter { !["account_id", "company_name"].contains($0.name) }.map { view.text($0, record) }.filter { !$0.isEmpty }
    let words = [company.map { view.text($0, record) }, rest.isEmpty ? nil : rest.joined(separator: " ")].compactMap { $0 }
    return """
      <div class="who">\(HTML.avatar(title, id: record.id.raw, square: object.name != "person"))<div class="clip">\
      <a class="rowhead" href="\(RecordLinks.record(record, object))">\(title)</a>\
      \(if: !words.isEmpty, "<small class=\"clip\">\(words.joined(separator: "・"))</small>")</div></div>
      """
  }

  private func cell(_ column: ListColumns.Column, _ record: Record) -> HTML {
    switch column {
    case .latestEvent: return "<td data-wide>\(latest(record))</td>"
    case .field(let field):
      let classes = [column.isNumber ? "num" : nil, Self.isShort(field) ? "nowrap" : "clipped"].compactMap { $0 }.joined(separator: " ")
      return "<td class=\"\(classes)\"\(if: !shownOnPhones.contains(field.name), " data-hide")>\(value(field, record))</td>"
    }
  }

  /// On phones a row is a card: how far, how much, by when.
  private var shownOnPhones: Set<String> {
    let fields = screen.columns.fields
    let first = [
      fields.first { $0.type is PicklistType || $0.name == "stage_id" }, fields.first { $0.type.family == .number },
      fields.first { $0.name == "closes_on" },
    ]
    let chosen = Set(first.compactMap { $0?.name })
    return chosen.isEmpty ? Set(fields.prefix(2).map(\.name)) : chosen
  }

  private static func isShort(_ field: FieldDefinition) -> Bool {
    switch field.type.family {
    case .number, .boolean, .day, .instant, .choice: true
    case .text: field.type is PhoneType || field.type is PostalCodeType
    case .choices, .reference: false
    }
  }

  private func value(_ field: FieldDefinition, _ record: Record) -> HTML {
    if field.name == "owner_id", record.ownerID == nil, view.mayEdit(field, record), ui.person != nil {
      return "<button class=\"btn btn--sm\" type=\"button\" data-take>\(ui("自分が担当", "Take it"))</button>"
    }
    guard view.mayEdit(field, record), !field.isReadOnly else { return shown(field, record) }
    guard field.type.family == .day || field.type is LongTextType else { return view.editable(field, record, carrying: false) }
    let text = view.text(field, record)
    return """
      <button type="button" class="edit" data-inline data-field="\(field.name)" data-type="\(FieldView.control(field.type))" \
      data-value="\(FieldView.typed(field, record[field.name], in: ui.parsing))" data-label="\(ui(field.label))" \
      aria-label="\(ui(field.label)): \(text.isEmpty ? ui("未入力", "empty") : text)">\(shown(field, record))</button>
      """
  }

  /// As lists write it: days and moments short, the full form as a tip.
  private func shown(_ field: FieldDefinition, _ record: Record) -> HTML {
    switch record[field.name] {
    case .day(let day): "<span title=\"\(ui.date(day))\"\(if: isLate(field, day, record), " class=\"c-danger medium\"")>\(ui.shortDate(day))</span>"
    case .instant(let instant): "<span title=\"\(ui.full(instant))\">\(ui.near(instant))</span>"
    case .text(let text) where field.type is LongTextType: "<span class=\"clip\" title=\"\(text.prefix(300))\">\(text.prefix(60))</span>"
    default: view.html(field, record)
    }
  }

  /// A day somebody promised that has passed while the deal is open.
  private func isLate(_ field: FieldDefinition, _ day: Day, _ record: Record) -> Bool {
    ["closes_on", "next_action_on"].contains(field.name) && day < ui.today && record["won_at"].isNull && record["lost_at"].isNull
  }

  private func latest(_ record: Record) -> HTML {
    guard let event = screen.events[record.id] else { return "<span class=\"muted\">\(ui("まだなし", "Nothing yet"))</span>" }
    return """
      <span class="row row--tight"><span class="clip">\(told(event))</span>\
      <small class="muted nowrap" title="\(ui.full(event.at))">\(ui.near(event.at))</small></span>
      """
  }

  /// A note that tells of a call, a visit or a mail is told as that.
  private func told(_ event: Event) -> String {
    let kind = event.kind == "note.created" ? event.payload["kind"]?.string : nil
    return ui(EventWords.word(kind.flatMap { $0 == "note" ? nil : "\($0).logged" } ?? event.kind).told)
  }
}
