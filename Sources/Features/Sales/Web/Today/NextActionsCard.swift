import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

extension TodayCard {
  /// What I said I would do next for my deals, due today or late; ticking one off asks for the one after.
  static let nextActions = TodayCard(.wide, order: 20) { tx, ui in
    guard tx.actor.rights.scope(.edit, on: Deal.object.name) > .none, tx.actor.userID != nil else { return nil }
    let due: JSON = [
      "all": [
        ["field": "owner_id", "is": "eq", "value": "me"], ["field": "stage.kind", "is": "eq", "value": "open"],
        ["field": "next_action_on", "is": "lte", "value": .string(ui.today.text)],
      ]
    ]
    let page = try tx.list(Deal.object.name, where: due, sort: "next_action_on", limit: 8)
    let accounts = try tx.titles(of: Account.object.name, page.rows.compactMap { $0[Deal.account]?.as(AnyRecord.self) })
    let all = page.next == nil ? page.rows : try tx.list(Deal.object.name, where: due, sort: "next_action_on", limit: 200).rows
    let late = all.count { isLate($0, ui) }
    let more: HTML = """
      \(if: late > 0, HTML.tag(ui("期限切れ \(late)", "\(late) late"), .danger))\
      <a class="more" href="\(DealLinks.list(where: due))">\(ui("すべて見る", "See all"))</a>
      """
    return HTML.card(
      "today-next", ui("次の一手", "Next steps"), icon: "survey", more: page.rows.isEmpty ? .empty : more,
      body: page.rows.isEmpty ? nothing(ui) : "<div class=\"rows\">\(page.rows.html { row($0, accounts, ui) })</div>\(script(ui))")
  }

  private static func isLate(_ deal: Record, _ ui: UI) -> Bool { deal[Deal.nextActionOn].map { $0 < ui.today } ?? false }

  private static func nothing(_ ui: UI) -> HTML {
    """
    <div class="card__body muted small">\(ui("今日までの予定はありません。ボードの「次の予定なし」の商談に、次の一手を決めてください。",
      "Nothing is due. Look on the board for deals with nothing planned."))</div>
    """
  }

  private static func row(_ deal: Record, _ accounts: [RecordID: String], _ ui: UI) -> HTML {
    let action = deal[Deal.nextAction] ?? ui("次の一手", "Next step")
    let account = deal[Deal.account].flatMap { accounts[$0.as(AnyRecord.self)] }
    let days = deal[Deal.nextActionOn].map { ui.today - $0 } ?? 0
    return """
      <div><a class="tickoff" href="\(DealLinks.next(deal.id, isDone: true))&back=/" data-dialog aria-label="\(ui("「\(action)」を済みにする", "Tick off “\(action)”"))"></a>\
      <span class="grow"><span class="task__t">\(action)</span><span class="task__r clip"><a href="\(DealLinks.deal(deal.id))">\
      \([account, deal[Deal.name]].compactMap { $0 }.joined(separator: ui("/", " / ")))</a></span></span>\
      <span class="xs nowrap\(if: days > 0, " c-danger strong")">\(days > 0 ? ui("\(days)日超過", "\(days.counted("days")) late") : ui("今日", "today"))</span></div>
      """
  }

  static func script(_ ui: UI) -> HTML { "<script type=\"module\" src=\"\(ui.assets.path("deals.js"))\"></script>" }
}
