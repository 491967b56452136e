import Kernel
import Metadata
import Query
import RecordPages
import Records
import WebKernel

/// The next steps of everybody this person sees that are due today or late, oldest first.
struct TeamSteps: Sendable {
  struct Line: Sendable {
    let deal: RecordID
    let name: String
    let account: String?
    let owner: String?
    let action: String?
    let day: Day?
  }
  let lines: [Line]
  let hasMore: Bool
  private let condition: JSON

  private static let shown = 8

  /// Three statements.
  init?(in tx: RecordTransaction) throws {
    guard tx.actor.rights.scope(.read, on: "deal") >= .team, let object = tx.schema.object("deal") else { return nil }
    condition = OpenSteps.condition(before: tx.moment.today + 1, isTeam: true)
    let parsed = try Condition(json: condition, on: "deal", in: tx.queryContext)
    var query = ListQuery("deal", where: parsed, sort: [Sort(["next_action_on"])], limit: Self.shown)
    query.expected = try tx.count("deal", where: parsed)
    let page = try tx.list(query)
    let names = try LookupNames(of: [(object, ["account_id", "owner_id"], page.rows)], in: tx)
    func name(_ field: String, _ target: String, _ record: Record) -> String? {
      if case .reference(let id) = record[field] { names[target, id]?.title } else { nil }
    }
    lines = page.rows.map { deal in
      Line(
        deal: deal.id, name: tx.title(of: deal, object), account: name("account_id", "account", deal),
        owner: name("owner_id", User.object.name, deal), action: Self.text(deal["next_action"]),
        day: Self.day(deal["next_action_on"]))
    }
    hasMore = page.next != nil
  }

  private static func day(_ value: Value) -> Day? { if case .day(let day) = value { day } else { nil } }

  private static func text(_ value: Value) -> String? { if case .text(let text) = value { text } else { nil } }

  func dueCard(_ ui: UI) -> HTML {
    let title = ui("チームの次の一手", "Next steps of the team")
    guard !lines.isEmpty else {
      return HTML.card(
        "today-team-steps", title, icon: "survey",
        body:
          "<div class=\"empty empty--sm\"><h3>\(ui("期限の来た次の一手はありません", "No next step is due"))</h3><p>\(ui("今日が期限のものと、すぎたものがここに並びます。", "Those due today and late line up here."))</p></div>"
      )
    }
    let late = lines.count { $0.day.map { $0 < ui.today } ?? false }
    let more: HTML = """
      \(if: late > 0, HTML.tag(ui("期限切れ \(late)\(hasMore ? "以上" : "")", "\(late)\(hasMore ? "+" : "") late"), .danger))<a class="more" href="\(OpenSteps.link(condition))">\(ui("すべて見る", "See all"))</a>
      """
    return HTML.card("today-team-steps", title, icon: "survey", more: more, body: "<div class=\"rows yenq\">\(lines.html { row($0, ui) })</div>")
  }

  private func row(_ line: Line, _ ui: UI) -> HTML {
    let days = line.day.map { ui.today - $0 } ?? 0
    let place = [line.account, line.name, line.owner].compactMap { $0 }.joined(separator: "・")
    return """
      <a href="\(RecordLinks.record("deals", line.deal))"><span class="who grow"><span class="clip"><b>\(line.action ?? ui("次の一手", "Next step"))</b><small class="clip">\(place)</small></span></span>\
      <span class="xs nowrap\(if: days > 0, " c-danger strong")">\(days > 0 ? ui("\(days)日超過", "\(days.counted("days")) late") : ui("今日", "today"))</span></a>
      """
  }
}

/// 手持ち: for everybody this person sees, how many open deals they hold, how many of these are late, and how many have no next step.
struct TeamLoad: Sendable {
  struct Line: Sendable {
    let owner: RecordID
    let name: String
    let open: Int
    let late: Int
    let unplanned: Int
  }
  let lines: [Line]

  /// One statement.
  init?(in tx: RecordTransaction) throws {
    guard tx.actor.rights.scope(.read, on: "deal") >= .team, tx.schema.object("deal") != nil else { return nil }
    func parsed(_ json: JSON) throws -> Condition { try Condition(json: json, on: "deal", in: tx.queryContext) }
    let late = try parsed(["field": "next_action_on", "is": "lt", "value": .string(tx.moment.today.text)])
    let unplanned = try parsed(["field": "next_action_on", "is": "empty"])
    let found = try tx.aggregate(
      Aggregate(
        of: "deal", where: try parsed(OpenSteps.open), by: [.init(["owner_id"])], [.count, .countOf(late), .countOf(unplanned)],
        order: .measure(0), limit: 50))
    let users = Dictionary(try tx.configuration(User.object.name).map { ($0.id, $0[User.name] ?? "") }, uniquingKeysWith: { $1 })
    lines = found.groups.compactMap { group in
      guard case .reference(let owner)? = group.keys.first, let name = users[owner] else { return nil }
      let counts = group.numbers.map { if case .integer(let count) = $0 { Int(count) } else { 0 } }
      return Line(owner: owner, name: name, open: counts[0], late: counts[1], unplanned: counts[2])
    }.sorted { ($0.late, $0.open, $0.name) > ($1.late, $1.open, $1.name) }
    if lines.isEmpty { return nil }
  }

  func card(_ ui: UI) -> HTML {
    let most = max(1, lines.map(\.open).max() ?? 1)
    return HTML.card(
      "today-team-load", ui("ひとりずつの商談", "Deals by person"), icon: "users",
      body: "<div class=\"rows\">\(lines.prefix(10).html { row($0, most, ui) })</div>")
  }

  private func row(_ line: Line, _ most: Int, _ ui: UI) -> HTML {
    let sentence = ui(
      "\(line.name): 商談\(line.open)件、うち期限切れ\(line.late)件、予定なし\(line.unplanned)件",
      "\(line.name): \(line.open.counted("deals")), \(line.late) late, \(line.unplanned) without a next step")
    let late: HTML =
      line.late > 0
      ? "<a class=\"tag tag--danger\" href=\"\(OpenSteps.link(OpenSteps.of(line.owner, [["field": "next_action_on", "is": "lt", "value": .string(ui.today.text)]])))\">\(ui("期限切れ \(line.late)", "\(line.late) late"))</a>"
      : .empty
    let unplanned: HTML =
      line.unplanned > 0
      ? "<a class=\"tag tag--warn\" href=\"\(OpenSteps.link(OpenSteps.of(line.owner, [["field": "next_action_on", "is": "empty"]])))\">\(ui("予定なし \(line.unplanned)", "\(line.unplanned) unplanned"))</a>"
      : .empty
    return """
      <div>\(HTML.avatar(line.name, id: line.owner.raw))<span class="grow"><span class="row small"><b class="medium">\(line.name)</b>\(late)\(unplanned)\
      <a class="push num" href="\(OpenSteps.link(OpenSteps.of(line.owner)))">\(line.open)<span class="xs muted">\(ui("件", " deals"))</span></a></span>\
      <span class="meter" role="img" aria-label="\(sentence)" style="margin-block-start:.375rem"><i style="--v:\(line.late * 100 / most);--c:var(--danger)"></i>\
      <i style="--v:\((line.open - line.late) * 100 / most);--c:var(--seq-3)"></i></span></span></div>
      """
  }
}
