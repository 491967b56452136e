import Kernel
import Metadata
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// 次の一手: what comes next for an open deal, or that nothing is planned.
  static let nextStep = RecordPanel(.main, order: 10, for: [Deal.object.name], replacing: ["next_action"]) { deal, tx, ui in
    let stage = try deal[Deal.stage].flatMap(Pipelines(in: tx).stage)
    guard stage?[Stage.kind] == .open else { return nil }
    let mayEdit = try Colleagues(in: tx).mayEdit(deal.ownerID)
    return deal[Deal.nextAction] == nil && deal[Deal.nextActionOn] == nil ? nothing(deal, mayEdit, ui) : planned(deal, mayEdit, ui)
  }

  private static func nothing(_ deal: Record, _ mayEdit: Bool, _ ui: UI) -> HTML {
    """
    <section class="nextact nextact--none" aria-label="\(ui("次の一手", "Next step"))"><span class="nextact__i">\(HTML.icon("clock"))</span>\
    <div class="grow"><p class="xxs">\(ui("次の一手", "Next step"))</p><b>\(ui("次の予定なし", "Nothing planned"))</b></div>\
    \(if: mayEdit, HTML.linkButton(ui("決める", "Plan it"), DealLinks.next(deal.id), .primary, size: .small, attributes: "data-dialog"))</section>
    """
  }

  private static func planned(_ deal: Record, _ mayEdit: Bool, _ ui: UI) -> HTML {
    let day = deal[Deal.nextActionOn]
    let isLate = day.map { $0 < ui.today } ?? false
    return """
      <section class="nextact" aria-label="\(ui("次の一手", "Next step"))"><span class="nextact__i">\(HTML.icon(isLate ? "warn" : "right"))</span>\
      <div class="grow"><p class="xxs">\(ui("次の一手", "Next step"))</p><b>\(deal[Deal.nextAction] ?? ui("(内容なし)", "(not said)"))</b>\
      <p class="xs muted row">\(day.map { "<span>\(ui.nearDay($0))</span>" as HTML } ?? "\(ui("日付なし", "No date"))")\
      \(if: isLate, HTML.tag(ui("\(ui.today - (day ?? ui.today))日超過", "\((ui.today - (day ?? ui.today)).counted("days")) late"), .danger))</p></div>\
      \(if: mayEdit, "\(HTML.linkButton(ui("変更", "Change"), DealLinks.next(deal.id), size: .small, attributes: "data-dialog"))\(HTML.linkButton(ui("済みにする", "Done"), DealLinks.next(deal.id, isDone: true), icon: "check", .primary, size: .small, attributes: "data-dialog"))")</section>
      """
  }
}

/// What comes next for a deal, as a form: planned anew, or the present one done and the next one planned in one go.
struct NextStep {
  let deal: Record
  let isDone: Bool
  private let title: String

  init(_ id: RecordID, isDone: Bool, in tx: RecordTransaction) throws {
    deal = try tx.get(Deal.object.name, id)
    self.isDone = isDone
    title = tx.title(of: deal, try tx.object(Deal.object.name))
  }

  static let fields = [Deal.nextAction.definition, Deal.nextActionOn.definition]

  func dealForm(_ ui: UI, back: String, form: Form? = nil, problems: [Problem] = []) -> DealForm {
    let now = deal[Deal.nextAction] ?? ""
    func begun(_ field: FieldDefinition) -> String {
      form?[field.name] ?? (isDone ? "" : FieldControl.stored(field, deal[field.name], ui))
    }
    let action = FieldControl(field: Self.fields[0], value: begun(Self.fields[0]), problems: problems)
    let day = FieldControl(field: Self.fields[1], value: begun(Self.fields[1]), problems: problems)
    return DealForm(
      title: isDone ? ui("「\(now)」を済みにして、次を決める", "Done: “\(now)” — and next?") : ui("次の一手を決める", "Plan the next step"),
      action: DealLinks.next(deal.id),
      fields: """
        \(if: isDone, "<input type=\"hidden\" name=\"done\" value=\"1\">")<p class="muted">\(title)</p>\
        \(if: isDone, HTML.field("result", ui("結果のメモ", "What came of it"), help: ui("商談の記録に残ります。空でもかまいません。", "Kept with the deal. May stay empty."), control: HTML.textarea("result", value: form?["result"] ?? "", rows: 2)))\
        \(action.html(ui))\(quick(ui, chosen: form?["quick"]))\(day.html(ui))
        """,
      submit: isDone ? ui("済みにする", "Done") : ui("決める", "Plan it"), back: back, problems: problems)
  }

  /// The usual answers; a date that is typed goes before them.
  private func quick(_ ui: UI, chosen: String?) -> HTML {
    let today = ui.today
    let monday = today + (8 - today.weekday)
    let end = Day(year: today.year, month: today.month, day: Day.length(year: today.year, month: today.month)) ?? today
    let days = [
      (today, ui("今日", "Today")), (today + 1, ui("明日", "Tomorrow")), (today + 3, ui("3日後", "In 3 days")), (monday, ui("来週月曜", "Monday")),
      (end, ui("月末", "End of month")),
    ]
    return HTML.choice("quick", legend: ui("いつ", "When"), days.map { HTML.Option($0.0.text, $0.1) }, chosen: chosen)
  }
}
