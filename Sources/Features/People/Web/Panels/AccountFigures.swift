import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import WebKernel

extension RecordPanel {
  /// The strip across the top of an account: what is known in numbers, each leading to the list behind it.
  static let accountFigures = RecordPanel(.head, order: 20, for: [Account.object.name]) { account, tx, ui in
    try AccountFigures(of: account, in: tx).html(ui)
  }
}

/// How many people, how much is on its way, how much was won, and when somebody last spoke with the account.
struct AccountFigures {
  private let account: Record
  private let people: Int64
  private let open: (count: Int64, amount: Int64)?
  private let won: (count: Int64, amount: Int64)?
  private let lastTalk: Instant?

  init(of account: Record, in tx: RecordTransaction) throws {
    self.account = account
    let id: JSON = .string(account.id.text)
    people = try Self.number(Person.object.name, ["field": "account_id", "is": "eq", "value": id], [.count], in: tx)?.first ?? 0
    func deals(_ test: JSON) throws -> (Int64, Int64)? {
      guard tx.schema.object("deal")?.field("amount") != nil, tx.actor.rights.scope(.read, on: "deal") > .none,
        tx.actor.rights.access(to: "amount", on: "deal") != .hidden
      else { return nil }
      let numbers = try Self.number("deal", ["all": [["field": "account_id", "is": "eq", "value": id], test]], [.count, .sum(["amount"])], in: tx)
      return numbers.map { ($0[0], $0[1]) }
    }
    open = try deals(Self.isOpen)
    won = try deals(Self.isWon)
    lastTalk = try tx.timeline(Account.object.name, account.id, kinds: ["note.created"], limit: 1).rows.first?.at
  }

  private static let isOpen: JSON = ["field": "stage.kind", "is": "eq", "value": "open"]
  private static let isWon: JSON = ["field": "won_at", "is": "within", "value": "past_365_days"]

  /// The list behind a number.
  private func list(_ collection: String, _ test: JSON? = nil) -> String {
    let here: JSON = ["field": "account_id", "is": "eq", "value": .string(account.id.text)]
    let filter: JSON = test.map { ["all": [here, $0]] } ?? here
    return "\(RecordLinks.list(collection))?filter=\(PercentEncoding.encode(filter.text))"
  }

  private static func number(
    _ object: String, _ condition: JSON, _ measures: [Aggregate.Measure], in tx: RecordTransaction
  ) throws -> [Int64]? {
    guard tx.actor.rights.scope(.read, on: object) > .none else { return nil }
    let parsed = try Condition(json: condition, on: object, in: tx.queryContext)
    let row = try tx.aggregate(Aggregate(of: object, where: parsed, measures)).groups.first
    return row?.numbers.map { if case .integer(let number) = $0 { number } else { 0 } } ?? measures.map { _ in 0 }
  }

  func html(_ ui: UI) -> HTML {
    func money(_ figure: (count: Int64, amount: Int64)?, _ test: JSON) -> HTML? {
      figure.map { figure in
        let (amount, unit) = ui.reported(Yen(figure.amount))
        return "<a href=\"\(list("deals", test))\">\(amount)<small>\(unit)・\(ui.count(Int(figure.count), Label("件", "deals")))</small></a>"
      }
    }
    let talk: HTML = lastTalk.map { "<span title=\"\(ui.full($0))\">\(ui.near($0))</span>" } ?? "<small>\(ui("まだありません", "none yet"))</small>"
    let figures: [(String, HTML?)] = [
      (ui("進行中の商談", "Open deals"), money(open, Self.isOpen)), (ui("直近12か月の受注", "Won in 12 months"), money(won, Self.isWon)),
      (ui("最後の接点", "Last contact"), talk),
      (ui("人", "People"), "<a href=\"\(list("contacts"))\">\(ui.number(people))<small>\(ui("人", "people"))</small></a>"),
      (ui("ランク", "Rank"), account[Account.rank].map { "\($0.rawValue)" as HTML } ?? "<small>—</small>"),
    ]
    return "<dl class=\"rec__kpis\">\(figures.html { label, value in value.map { "<div><dt>\(label)</dt><dd>\($0)</dd></div>" } ?? "" })</dl>"
  }
}
