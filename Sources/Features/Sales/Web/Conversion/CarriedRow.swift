import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// One line of 引き継ぐ内容: a value of the lead, where it goes, and how.
struct CarriedRow {
  /// How the thread is drawn.
  enum Thread: String { case copied, fills, off }

  let field: String
  let value: String
  let thread: Thread
  let target: String
  /// Why it is not, or not simply, copied.
  let why: String?

  /// Everything the lead has, in the order of its page: what stays with the person, what is mapped, what goes nowhere.
  static func all(of view: ConversionView, _ ui: UI) -> [CarriedRow] {
    let lead = view.plan.lead
    let lines = Dictionary(grouping: view.plan.carried, by: \.source)
    let lost = Set(view.plan.uncarried)
    return view.person.activeFields.flatMap { field -> [CarriedRow] in
      let value = lead[field.name]
      guard !value.isNull, isOfInterest(field), value != field.defaultValue else { return [] }
      let shown = field.type.shown(value, in: ui.parsing)
      let mapped = (lines[field.name] ?? []).map { row(field, shown, $0, view, ui) }
      if lost.contains(field.name) {
        return [
          CarriedRow(
            field: ui(field.label), value: shown, thread: .off, target: ui("なし", "Nowhere"),
            why: ui("連絡先の画面にない項目で、関連付けもありません", "Not on a contact's page, and not mapped"))
        ]
      }
      let stays = field.recordTypes.map { $0.contains("contact") } ?? true
      let kept = CarriedRow(
        field: ui(field.label), value: shown, thread: .copied, target: "\(ui("連絡先", "Contact")) › \(ui(field.label))", why: nil)
      return (stays ? [kept] : []) + mapped
    }
  }

  /// What the system keeps of every record says nothing here, nor do the two halves of a name apart from their reading.
  private static func isOfInterest(_ field: FieldDefinition) -> Bool {
    !SystemField.names.contains(field.name) && !field.isReadOnly && field.name != Person.leadStatus.name && field.type.column != nil
  }

  private static func row(_ field: FieldDefinition, _ value: String, _ line: LeadConversion.Carried, _ view: ConversionView, _ ui: UI) -> CarriedRow {
    let object = line.target == .account ? view.account : line.target == .deal ? view.deal : view.person
    let label = object.field(line.field).map { ui($0.label) } ?? line.field
    let (thread, why): (Thread, String?) =
      switch line.fate {
      case .copied: (.copied, nil)
      case .fills: (.fills, ui("空欄を埋める", "fills an empty field"))
      case .same: (.off, ui("同じ値", "the same already"))
      case .kept: (.off, ui("既存を残す", "what is there stays"))
      }
    return CarriedRow(field: ui(field.label), value: value, thread: thread, target: "\(ui(line.target.label)) › \(label)", why: why)
  }

  func html(_ ui: UI) -> HTML {
    let word =
      switch thread {
      case .copied: ui("引き継ぐ", "carried over")
      case .fills: ui("空欄を埋める", "fills")
      case .off: ui("引き継がない", "not carried")
      }
    let modifier = thread == .off ? " map__t--off" : thread == .fills ? " map__t--edit" : ""
    return """
      <tr><th scope="row">\(field)</th><td class="clip" title="\(value)">\(value)</td><td><span class="map__t\(modifier)"></span><span class="sr">\(word)</span></td>\
      <td>\(target)\(why.map { "<small>\($0)</small>" as HTML })</td></tr>
      """
  }
}
