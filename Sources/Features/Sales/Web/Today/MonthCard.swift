import Kernel
import Metadata
import Query
import RecordPages
import Records
import Sales
import WebKernel

extension TodayCard {
  /// 今月の数字: what I won this month and what is likely to come, each number with the list behind it.
  static let month = TodayCard(.narrow, order: 20) { tx, ui in
    guard tx.actor.rights.scope(.create, on: Deal.object.name) > .none, tx.actor.userID != nil else { return nil }
    return try MonthFigures(in: tx)?.html(ui)
  }
}

/// One person's month. Targets are not kept yet, so nothing is measured against one.
private struct MonthFigures {
  private struct Part {
    let condition: JSON
    var count = 0
    var amount = Yen(0)
  }

  private var won: Part
  private var open: [ForecastRank: Part] = [:]
  private let all: JSON

  /// `nil` where amounts are hidden from the reader.
  init?(in tx: RecordTransaction) throws {
    let object = try tx.object(Deal.object.name)
    guard let field = object.field(Deal.amount.name), tx.access.isVisible(field, on: object) else { return nil }
    let mine: JSON = ["field": "owner_id", "is": "eq", "value": "me"]
    won = Part(condition: [
      "all": [mine, ["field": "stage.kind", "is": "eq", "value": "won"], ["field": "won_at", "is": "within", "value": "this_month"]]
    ])
    let today = tx.moment.today
    let end = (today - (today.day - 1)).adding(months: 1)
    all = [
      "all": [mine, ["field": "stage.kind", "is": "eq", "value": "open"], ["field": "closes_on", "is": "lt", "value": .string(end.text)]]
    ]
    func parsed(_ json: JSON) throws -> Condition { try Condition(json: json, on: Deal.object.name, in: tx.queryContext) }
    let sums: [Aggregate.Measure] = [.count, .sum(["amount"])]
    if let group = try tx.aggregate(Aggregate(of: Deal.object.name, where: try parsed(won.condition), sums)).groups.first {
      won.count = Int(value: group.numbers[0]) ?? 0
      won.amount = Yen(value: group.numbers[1]) ?? 0
    }
    for group in try tx.aggregate(Aggregate(of: Deal.object.name, where: try parsed(all), by: [.init(["forecast_rank"])], sums)).groups {
      guard let rank = ForecastRank(value: group.keys[0]) else { continue }
      open[rank] = Part(
        condition: ["all": [all, ["field": "forecast_rank", "is": "eq", "value": .string(rank.rawValue)]]], count: Int(value: group.numbers[0]) ?? 0,
        amount: Yen(value: group.numbers[1]) ?? 0)
    }
  }

  private var landing: Yen {
    open.reduce(won.amount) { $0 + Yen(($1.value.amount.amount * $1.key.expectation + 50) / 100) }
  }

  func html(_ ui: UI) -> HTML {
    let (value, unit) = ui.reported(won.amount)
    let month = ui("\(ui.today.month)月の数字", "This month")
    return HTML.card(
      "today-month", month, icon: "target",
      more: "<a class=\"more\" href=\"\(DealLinks.board)?whose=mine&closes=this_month\">\(ui("ボードで見る", "On the board"))</a>",
      body: """
        <div class="card__body"><div class="row monthwon"><a class="stat__v" href="\(DealLinks.list(where: won.condition))">\(value)<small>\(unit)</small></a>\
        <span class="small muted">\(ui("受注 \(won.count)件", "\(won.count) won"))</span></div>\(bar(ui))\
        <p class="callout">\(HTML.icon("info"))<span>\(ui("着地見込みは ", "Likely to land at "))<b>\(ui.reportedText(landing))</b>\
        \(ui("(受注 + A×80% + B×50% + C×20%)。目標はまだ登録できません。", " (won + A×80% + B×50% + C×20%). Targets cannot be entered yet."))</span></p></div>
        """)
  }

  private func bar(_ ui: UI) -> HTML {
    let parts: [(label: String, amount: Yen, colour: String, condition: JSON)] =
      [(ui("受注", "Won"), won.amount, "var(--primary)", won.condition)]
      + [(ForecastRank.a, "var(--seq-3)"), (.b, "var(--seq-2)"), (.c, "var(--seq-1)")].compactMap { rank, colour in
        open[rank].map { (rank.rawValue, $0.amount, colour, $0.condition) }
      }
    let total = parts.reduce(Int64(0)) { $0 + $1.amount.amount }
    guard total > 0 else { return .empty }
    let sentence = parts.map { "\($0.label) \(ui.reportedText($0.amount))" }.joined(separator: ui("、", ", "))
    return """
      <div class="meter meter--lg" role="img" aria-label="\(sentence)">\(parts.html { "<i style=\"--v:\($0.amount.amount * 100 / total);--c:\($0.colour)\"></i>" })</div>\
      <ul class="legend">\(parts.html { "<li style=\"--c:\($0.colour)\"><a href=\"\(DealLinks.list(where: $0.condition))\">\($0.label) \(ui.reportedText($0.amount))</a></li>" })</ul>
      """
  }
}
