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
  var value: String
  let thread: Thread
  let target: String
  /// Why it is not, or not simply, copied.
  let why: String?
  /// Lines of one group are shown as one.
  var group: String?

  /// Everything the lead has, in the order of its page: what stays with the person, what is mapped, what goes nowhere last.
  /// The parts of a name and of an address stand in one line where they share their way.
  static func all(of view: ConversionView, _ ui: UI) -> [CarriedRow] {
    let lead = view.plan.lead
    let lines = Dictionary(grouping: view.plan.carried, by: \.source)
    let lost = Set(view.plan.uncarried)
    let rows = view.person.activeFields.flatMap { field -> [CarriedRow] in
      let value = lead[field.name]
      guard !value.isNull, isOfInterest(field), value != field.defaultValue else { return [] }
      let shown = field.type.shown(value, in: ui.parsing)
      let mapped = (lines[field.name] ?? []).map { row(field, shown, $0, view, ui) }
      if lost.contains(field.name) {
        return [
          CarriedRow(
            field: ui(field.label), value: shown, thread: .off, target: ui("なし", "Nowhere"),
            why: ui("連絡先の画面にない項目で、関連付けもありません", "Not on a contact's page, and not mapped"), group: Self.lost)
        ]
      }
      let stays = field.recordTypes.map { $0.contains("contact") } ?? true
      let whole = grouping(field, .contact, ui)
      let kept = CarriedRow(
        field: whole?.label ?? ui(field.label), value: shown, thread: .copied,
        target: "\(ui("連絡先", "Contact")) › \(whole?.label ?? ui(field.label))", why: nil, group: whole?.key)
      return (stays ? [kept] : []) + mapped
    }
    return joined(rows, ui).sorted { !$0.isLost && $1.isLost }
  }

  /// Neither on a contact's page nor mapped.
  var isLost: Bool { group == Self.lost }
  private static let lost = "lost"

  private static func joined(_ rows: [CarriedRow], _ ui: UI) -> [CarriedRow] {
    var all: [CarriedRow] = []
    for row in rows {
      guard let group = row.group, group != lost, let at = all.lastIndex(where: { $0.group == group && $0.thread == row.thread && $0.why == row.why })
      else {
        all.append(row)
        continue
      }
      all[at].value += " " + row.value
    }
    return all
  }

  /// What a line is called together with others of its kind, by record and kind.
  private static func grouping(_ field: FieldDefinition, _ target: ConversionTarget, _ ui: UI) -> (key: String, label: String)? {
    switch field.name {
    case Person.lastName.name, Person.firstName.name: return ("name.\(target.rawValue)", ui("氏名", "Name"))
    case Person.lastKana.name, Person.firstKana.name: return ("kana.\(target.rawValue)", ui("氏名カナ", "Name (kana)"))
    default: return field.composite.map { ("\($0).\(target.rawValue)", ui("住所", "Address")) }
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
      case .locked: (.off, ui("担当でないため変えない", "not yours to change"))
      }
    let whole = grouping(field, line.target, ui)
    return CarriedRow(
      field: whole?.label ?? ui(field.label), value: value, thread: thread, target: "\(ui(line.target.label)) › \(whole?.label ?? label)", why: why,
      group: whole?.key)
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
