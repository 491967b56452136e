import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import Sales
import WebKernel

extension TodayCard {
  /// 動きが止まっている商談: mine that stand in their stage for too long or are past their day, the largest first.
  static let haltedDeals = TodayCard(.narrow, order: 40) { tx, ui in
    guard tx.actor.rights.scope(.edit, on: Deal.object.name) > .none, tx.actor.userID != nil else { return nil }
    let pipelines = try Pipelines(in: tx)
    let mine: JSON = [
      "all": [["field": "owner_id", "is": "eq", "value": "me"], DealBoard.haltedCondition(pipelines.allStages, at: ui.moment)]
    ]
    let object = try tx.object(Deal.object.name)
    let showsAmount = object.field(Deal.amount.name).map { tx.access.isVisible($0, on: object) } ?? false
    let condition = try Condition(json: mine, on: Deal.object.name, in: tx.queryContext)
    let sort = try Sort.list(parsing: showsAmount ? "-amount" : "closes_on")
    var query = ListQuery(Deal.object.name, where: condition, sort: sort, limit: 5)
    query.expected = try tx.count(Deal.object.name, where: condition)
    let page = try tx.list(query)
    guard !page.rows.isEmpty else { return nil }
    let accounts = try tx.titles(of: Account.object.name, page.rows.compactMap { $0[Deal.account]?.as(AnyRecord.self) })
    return HTML.card(
      "today-halted", ui("動きが止まっている商談", "Deals that stand still"), icon: "clock",
      more: "<a class=\"more\" href=\"\(DealLinks.list(where: mine))\">\(ui("すべて見る", "See all"))</a>",
      body: "<div class=\"rows\">\(page.rows.html { row($0, pipelines, accounts, ui) })</div>")
  }

  private static func row(_ deal: Record, _ pipelines: Pipelines, _ accounts: [RecordID: String], _ ui: UI) -> HTML {
    let stage = deal[Deal.stage].flatMap(pipelines.stage)
    let card = stage.map { DealBoard.Card(deal, in: $0, at: ui.moment) }
    let place = [deal[Deal.account].flatMap { accounts[$0.as(AnyRecord.self)] }, stage?[Stage.name]].compactMap { $0 }.joined(separator: "・")
    let mark =
      card?.isOverdue == true
      ? HTML.tag(ui("予定日すぎ", "Past its day"), .danger)
      : HTML.tag(ui("\(card?.daysInStage ?? 0)日 停滞", "stalled \((card?.daysInStage ?? 0).counted("days"))"), .warn)
    return """
      <a href="\(DealLinks.deal(deal.id))"><span class="who grow"><span class="clip"><b>\(deal[Deal.name])</b><small class="clip">\(place)</small></span></span>\
      <span class="num small nowrap">\(deal[Deal.amount].map { ui.amount($0) })</span>\(mark)</a>
      """
  }
}
