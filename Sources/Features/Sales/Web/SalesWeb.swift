import Kernel
import Metadata
import Query
package import RecordPages
import Records
import Sales
import WebKernel

extension WebFeature {
  /// 商談: the board, the conversion of leads, what deals show on the pages of records, and the sales cards of 今日.
  package static let sales = WebFeature(
    "sales",
    menu: [
      MenuEntry("deals", .deal, Label("商談", "Deals"), icon: "kanban", link: DealLinks.board, object: Deal.object.name, tab: 4)
    ],
    panels: [
      .stagePath, .nextStep, .overBudget, .dealPeople, .dealAccount, .knownCompany, .relatedDeals,
    ],
    todayCards: [.nextActions, .month, .haltedDeals],
    listActions: [
      ListAction(
        "convert", Label("商談に変換", "Convert to deals"), icon: "deal", posts: "/leads/convert", for: ["person.lead"],
        needs: (.create, Deal.object.name))
    ],
    recordActions: [.convertLead, .winDeal, .loseDeal, .addDeal],
    firstSteps: [.lookAtBoard], recordModules: ["deals.js"],
    routes: { door in
      BoardRoutes(door: door).routes + StageMoveRoutes(door: door).routes + NextStepRoutes(door: door).routes
        + DealPeopleRoutes(door: door).routes + ConversionRoutes(door: door).routes + BulkConversionRoutes(door: door).routes
    })
}

extension FirstStep {
  /// Done once somebody has a deal of their own.
  static let lookAtBoard = FirstStep(
    40, Label("商談をボードで動かす", "Move a deal on the board"),
    Label(
      "見込み客を商談に変換すると、カードがボードに並びます。つかんで次の段階へ動かしてください。",
      "A converted lead becomes a card on the board. Grab it and move it to the next stage."),
    button: Label("ボードを開く", "Open the board"), link: DealLinks.board
  ) { tx in
    let mine = try Condition(json: ["field": "owner_id", "is": "eq", "value": "me"], on: Deal.object.name, in: tx.queryContext)
    return try tx.count(Deal.object.name, where: mine, upTo: 1).value > 0
  }
}
