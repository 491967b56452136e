import Kernel
import Metadata
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// What a deal is worth: amount, weighted, gross profit, and whether the budget holds.
  static let dealMoney = RecordPanel(.side, order: 10, for: [Deal.object.name]) { deal, tx, ui in
    let object = try tx.object(Deal.object.name)
    guard let amount = object.field(Deal.amount.name), tx.access.isVisible(amount, on: object) else { return nil }
    let stage = try deal[Deal.stage].flatMap(Pipelines(in: tx).stage)
    return HTML.card("deal-money", ui("金額", "Amount"), icon: "yen", body: body(deal, stage, ui))
  }

  private static func body(_ deal: Record, _ stage: Record?, _ ui: UI) -> HTML {
    let figure: HTML =
      deal[Deal.amount].map { "<span class=\"stat__v\">\(ui.number($0.amount))<small>\(ui("円", "JPY"))</small></span>" }
      ?? "<span class=\"muted\">\(ui("金額未定", "No amount yet"))</span>"
    let share = ui.percent(deal[Deal.probability] ?? stage?[Stage.probability])
    let weighted = Deal.weighted(deal, stage).map { "　\(ui("加重", "weighted")) \(ui.reportedText($0))" } ?? ""
    return """
      <div class="card__body"><div class="row dealmoney">\(figure)</div>\
      <div class="row xs muted">\(ui.yomi(deal[Deal.forecastRank]))\(ui("確度", "Probability")) \(share)\(weighted)</div>\
      <dl class="facts">\(profit(deal, ui))\(budget(deal, ui))</dl></div>
      """
  }

  private static func profit(_ deal: Record, _ ui: UI) -> HTML {
    guard let profit = deal[Deal.grossProfit] else { return .empty }
    let rate = deal[Deal.amount].flatMap { $0.amount > 0 ? profit.amount * 100 / $0.amount : nil }.map { " (\($0)%)" } ?? ""
    return "<div><dt>\(ui("粗利", "Gross profit"))</dt><dd>\(ui.yen(profit))\(rate)</dd></div>"
  }

  private static func budget(_ deal: Record, _ ui: UI) -> HTML {
    guard let budget = deal[Deal.budget] else { return .empty }
    let isOver = deal[Deal.amount].map { $0 > budget } ?? false
    return "<div><dt>\(ui("予算", "Budget"))</dt><dd>\(ui.yen(budget)) \(if: isOver, HTML.tag(ui("予算をこえています", "Over budget"), .warn))</dd></div>"
  }
}
