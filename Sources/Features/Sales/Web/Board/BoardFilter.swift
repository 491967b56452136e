import Kernel
import Metadata
import Query
import Records
import Sales
import WebKernel

/// Which deals the board shows. The address holds it all, so that a board can be kept, sent and come back to.
struct BoardFilter: Sendable, Equatable {
  enum Whose: String, CaseIterable { case mine, team, all }

  /// When the order is expected.
  enum Closing: Equatable {
    case overdue
    case period(String)
    case days(from: Day?, to: Day?)
  }

  /// The periods that people ask for most.
  static let periods: [(name: String, label: Label)] = [
    ("this_month", Label("今月", "This month")), ("next_month", Label("来月", "Next month")),
    ("this_fiscal_quarter", Label("今四半期", "This quarter")), ("next_90_days", Label("これから90日", "Next 90 days")),
    ("this_fiscal_year", Label("今年度", "This fiscal year")),
  ]
  static let usualCards = 20

  var pipeline: ID<Pipeline>?
  var whose: Whose
  var owner: ID<User>?
  var closing: Closing?
  var text = ""
  /// How many cards a lane begins with: more without JavaScript.
  var cards = usualCards
  /// What may be asked of `whose` at all.
  let offered: [Whose]

  /// What an address says; what it says wrongly is left out, as an old link is no mistake of who follows it.
  init(_ query: QueryString, _ actor: Actor) {
    func value(_ name: String) -> String? { query.items.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value } }
    let scope = actor.rights.scope(.read, on: Deal.object.name)
    offered = Whose.allCases.filter { whose in
      switch whose {
      case .mine: true
      case .team: scope >= .team && !actor.rights.teams.isEmpty
      case .all: scope == .all
      }
    }
    whose =
      value("whose").flatMap(Whose.init(rawValue:)).flatMap { [offered] in offered.contains($0) ? $0 : nil } ?? offered.dropFirst().first ?? .mine
    pipeline = value("pipeline").flatMap { ID(text: $0) }
    owner = whose == .mine ? nil : value("owner").flatMap { ID(text: $0) }
    text = String((value("q") ?? "").prefix(80))
    cards = min(200, max(Self.usualCards, value("cards").flatMap { Int($0) } ?? Self.usualCards))
    let (from, to) = (value("from").flatMap { Day($0) }, value("to").flatMap { Day($0) })
    if let name = value("closes") {
      closing = name == "overdue" ? .overdue : Self.periods.contains { $0.name == name } ? .period(name) : nil
    } else if from != nil || to != nil, from ?? Day(number: .min) <= to ?? Day(number: .max) {
      closing = .days(from: from, to: to)
    }
  }

  /// Whether anything but the usual is asked for.
  var isNarrowed: Bool { owner != nil || closing != nil || !text.isEmpty || whose == .mine && offered.count > 1 }

  func condition(in tx: RecordTransaction) throws -> Condition {
    var parts: [JSON] = []
    switch whose {
    case .mine: parts.append(["field": "owner_id", "is": "eq", "value": "me"])
    case .team: parts.append(["field": "owner_id", "is": "eq", "value": "my_team"])
    case .all: break
    }
    if let owner { parts.append(["field": "owner_id", "is": "eq", "value": .string(owner.text)]) }
    switch closing {
    case .overdue: parts.append(["field": "closes_on", "is": "lt", "value": .string(tx.moment.today.text)])
    case .period(let name): parts.append(["field": "closes_on", "is": "within", "value": .string(name)])
    case .days(let from, let to):
      let ends = [("from", from), ("to", to)].compactMap { name, day in day.map { JSON.Member(name, .string($0.text)) } }
      parts.append(["field": "closes_on", "is": "within", "value": .object(ends)])
    case nil: break
    }
    if !text.isEmpty {
      let name: JSON = ["field": "name", "is": "contains", "value": .string(text)]
      let account: JSON = ["field": "account.name", "is": "contains", "value": .string(text)]
      parts.append(["any": [name, account]])
    }
    guard !parts.isEmpty else { return .always }
    return try Condition(json: ["all": .array(parts)], on: Deal.object.name, in: tx.queryContext)
  }

  // MARK: Addresses

  private var members: [(String, String)] {
    var members: [(String, String)] = []
    if let pipeline { members.append(("pipeline", pipeline.text)) }
    members.append(("whose", whose.rawValue))
    if let owner { members.append(("owner", owner.text)) }
    switch closing {
    case .overdue: members.append(("closes", "overdue"))
    case .period(let name): members.append(("closes", name))
    case .days(let from, let to): members += [("from", from), ("to", to)].compactMap { name, day in day.map { (name, $0.text) } }
    case nil: break
    }
    if !text.isEmpty { members.append(("q", text)) }
    if cards != Self.usualCards { members.append(("cards", String(cards))) }
    return members
  }

  func address(_ path: String = DealLinks.board, _ change: (inout BoardFilter) -> Void = { _ in }) -> String {
    var other = self
    change(&other)
    return path + "?" + other.members.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
  }

  /// For a form of the board that asks for something else than `names`.
  func hidden(besides names: Set<String>) -> HTML {
    members.filter { !names.contains($0.0) && $0.0 != "cards" }.html { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" }
  }

  func closingText(_ ui: UI) -> String? {
    switch closing {
    case .overdue: ui("予定日すぎ", "Overdue")
    case .period(let name): Self.periods.first { $0.name == name }.map { ui($0.label) }
    case .days(let from, let to): [from, to].map { $0.map(ui.monthDay) ?? "" }.joined(separator: "–")
    case nil: nil
    }
  }
}
