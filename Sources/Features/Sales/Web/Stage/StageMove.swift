import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// A deal on its way to another stage: what the stage asks for, and what is there already.
struct StageMove {
  let deal: Record
  let to: Record
  let from: Record?
  /// What the form asks: what is missing, and what should be looked at again at the end.
  let fields: [FieldDefinition]
  let required: Set<String>
  private let title: String

  init(_ id: RecordID, to stage: String?, in tx: RecordTransaction) throws {
    let pipelines = try Pipelines(in: tx)
    deal = try tx.get(Deal.object.name, id)
    guard let to = stage.flatMap({ ID<Stage>(text: $0) }).flatMap(pipelines.stage) else { throw Refusal.notFound }
    self.to = to
    from = deal[Deal.stage].flatMap(pipelines.stage)
    let object = try tx.object(Deal.object.name)
    title = tx.title(of: deal, object)
    let needed = DealRules.needed(by: to)
    required = Set(needed)
    let values = deal
    var asked = needed.filter { values[$0].isNull }
    switch to[Stage.kind] {
    case .won: asked += ["amount", "closes_on"]
    case .lost: asked += ["lost_reason", "lost_note"]
    case .open, nil: break
    }
    var seen: Set<String> = []
    fields = asked.filter { seen.insert($0).inserted }.compactMap(object.field).filter { tx.access.isEditable($0, on: object) }
  }

  var kind: StageKind { to[Stage.kind] ?? .open }

  /// - Parameter form: what was typed, when it has to be shown again.
  func dealForm(_ ui: UI, back: String, form: Form? = nil, problems: [Problem] = []) -> DealForm {
    let name = to[Stage.name] ?? ""
    let typed = fields.filter(FieldControl.takes)
    let controls = typed.html { field in
      FieldControl(
        field: field, value: form?[field.name] ?? FieldControl.stored(field, deal[field.name], ui), isRequired: required.contains(field.name),
        problems: problems
      ).html(ui)
    }
    let others = fields.filter { !FieldControl.takes($0) }
    // A problem of a field that the form does not show is one of the whole.
    let shown = Set(typed.map(\.name))
    let placed = problems.map { problem in
      var problem = problem
      if !shown.contains(problem.field ?? "") { problem.field = nil }
      return problem
    }
    return DealForm(
      title: heading(name, ui), action: DealLinks.stage(deal.id),
      fields: """
        <input type="hidden" name="to" value="\(to.id.text)"><input type="hidden" name="version" value="\(deal.version)">\
        <p class="muted">\(title)</p>\(controls)\(if: !others.isEmpty, elsewhere(others, ui))\(if: fields.isEmpty, plain(name, ui))
        """,
      submit: button(name, ui), tone: kind == .lost ? .danger : .primary, back: back, problems: placed)
  }

  private func heading(_ name: String, _ ui: UI) -> String {
    switch kind {
    case .won: ui("受注にしますか", "Mark as won?")
    case .lost: ui("失注にしますか", "Mark as lost?")
    case .open: ui("「\(name)」に進めますか", "Move to “\(name)”?")
    }
  }

  private func button(_ name: String, _ ui: UI) -> String {
    switch kind {
    case .won: ui("受注にする", "Mark as won")
    case .lost: ui("失注にする", "Mark as lost")
    case .open: ui("「\(name)」に進める", "Move to “\(name)”")
    }
  }

  private func plain(_ name: String, _ ui: UI) -> HTML {
    "<p>\(ui("「\(from?[Stage.name] ?? "—")」から「\(name)」に移します。", "From “\(from?[Stage.name] ?? "—")” to “\(name)”."))</p>"
  }

  private func elsewhere(_ fields: [FieldDefinition], _ ui: UI) -> HTML {
    let names = fields.map { ui($0.label) }.joined(separator: ui("、", ", "))
    return HTML.callout(
      "\(ui("先に商談の画面で次の項目を選んでください:", "First choose on the deal's page:")) <a href=\"\(DealLinks.deal(deal.id))\">\(names)</a>", .warn)
  }

  static func message(_ stage: Record, _ ui: UI) -> String {
    switch stage[Stage.kind] {
    case .won: ui("受注にしました", "Marked as won")
    case .lost: ui("失注にしました", "Marked as lost")
    default: ui("段階を「\(stage[Stage.name] ?? "")」にしました", "Moved to “\(stage[Stage.name] ?? "")”")
    }
  }
}
