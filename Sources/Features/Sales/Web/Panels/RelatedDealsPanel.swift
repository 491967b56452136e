import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// The deals of an account, or those somebody takes part in: the newest, and what they come to.
  static let relatedDeals = RecordPanel(.side, order: 30, for: [Account.object.name, Person.object.name], replacing: ["deals", "deal-persons"]) {
    record, tx, ui in
    guard tx.actor.rights.scope(.read, on: Deal.object.name) > .none else { return nil }
    let deals = try RelatedDeals(of: record, in: tx)
    // A lead has no deals as long as it is one; an empty card would only be in the way.
    if deals.rows.isEmpty, record.recordType == "lead" { return nil }
    return deals.html(ui)
  }
}

extension RecordAction {
  /// 商談を追加: with a company that has no lead to convert.
  static let addDeal = RecordAction(for: [Account.object.name]) { account, tx, ui in
    guard tx.actor.rights.scope(.create, on: Deal.object.name) > .none else { return nil }
    return Offer(ui("商談を追加", "Add a deal"), icon: "deal", link: DealLinks.new(for: account.id))
  }
}

/// Some deals of one record, with the sums of all of them.
private struct RelatedDeals {
  let rows: [Record]
  let stages: Pipelines
  let all: JSON
  let totals: [StageKind: (count: Int64, amount: Yen?)]
  let accountForNew: RecordID?

  init(of record: Record, in tx: RecordTransaction) throws {
    let id: JSON = .string(record.id.text)
    let mine: JSON =
      record.object == Account.object.name
      ? ["field": "account_id", "is": "eq", "value": id]
      : [
        "any": [
          ["field": "primary_person_id", "is": "eq", "value": id],
          ["has": "deal-persons", "where": ["field": "person_id", "is": "eq", "value": id]],
        ]
      ]
    all = mine
    stages = try Pipelines(in: tx)
    let isAccount = record.object == Account.object.name
    let (rows, totals) = isAccount ? try Self.ofAccount(mine, in: tx) : try Self.ofPerson(record, stages, in: tx)
    self.rows = rows
    self.totals = totals
    accountForNew = isAccount && tx.actor.rights.scope(.create, on: Deal.object.name) > .none ? record.id : nil
  }

  private typealias Found = (rows: [Record], totals: [StageKind: (count: Int64, amount: Yen?)])

  private static func ofAccount(_ mine: JSON, in tx: RecordTransaction) throws -> Found {
    let rows = try tx.list(Deal.object.name, where: mine, sort: "-updated_at", limit: shown).rows
    let showsAmount = try showsAmount(tx)
    let sums = try tx.aggregate(
      Aggregate(
        of: Deal.object.name, where: try Condition(json: mine, on: Deal.object.name, in: tx.queryContext), by: [.init(["stage", "kind"])],
        showsAmount ? [.count, .sum(["amount"])] : [.count]))
    var totals: [StageKind: (count: Int64, amount: Yen?)] = [:]
    for group in sums.groups {
      guard let kind = StageKind(value: group.keys[0]), let count = Int64(value: group.numbers[0]) else { continue }
      totals[kind] = (count, showsAmount ? Yen(value: group.numbers[1]) : nil)
    }
    return (rows, totals)
  }

  /// Found by the indexes of two links, instead of asking every deal who takes part in it; nobody takes part in so many that
  /// they could not be summed here.
  private static func ofPerson(_ person: Record, _ stages: Pipelines, in tx: RecordTransaction) throws -> Found {
    let id: JSON = .string(person.id.text)
    let primary = try tx.list(Deal.object.name, where: ["field": "primary_person_id", "is": "eq", "value": id], limit: mostParts).rows
    let roles = try tx.list(DealPerson.object.name, where: ["field": "person_id", "is": "eq", "value": id], limit: mostParts).rows
    let others = Set(roles.compactMap { $0[DealPerson.deal]?.as(AnyRecord.self) }).subtracting(primary.map(\.id))
    let deals = primary + (try tx.fetch(try tx.object(Deal.object.name), others.sorted()))
    let showsAmount = try showsAmount(tx)
    var totals: [StageKind: (count: Int64, amount: Yen?)] = [:]
    for deal in deals {
      guard let kind = deal[Deal.stage].flatMap(stages.stage)?[Stage.kind] else { continue }
      let sum = totals[kind] ?? (0, showsAmount ? 0 : nil)
      totals[kind] = (sum.count + 1, sum.amount.map { $0 + (deal[Deal.amount] ?? 0) })
    }
    let newest = deals.sorted { Self.changed($0) > Self.changed($1) }
    return (Array(newest.prefix(shown)), totals)
  }

  private static func changed(_ deal: Record) -> Instant { if case .instant(let at) = deal["updated_at"] { at } else { Instant(milliseconds: 0) } }

  private static func showsAmount(_ tx: RecordTransaction) throws -> Bool {
    let object = try tx.object(Deal.object.name)
    return object.field(Deal.amount.name).map { tx.access.isVisible($0, on: object) } ?? false
  }

  private static let shown = 6
  private static let mostParts = 500

  func html(_ ui: UI) -> HTML {
    let add = accountForNew.map { id -> HTML in
      """
      <a class="btn btn--icon btn--sm btn--ghost push" href="\(DealLinks.new(for: id))" aria-label="\(ui("商談を追加", "Add a deal"))">\(HTML.icon("plus"))</a>
      """
    }
    let body: HTML =
      rows.isEmpty
      ? "<div class=\"card__body muted small\">\(ui("商談はまだありません。", "No deals yet."))</div>"
      : "<div class=\"rows\">\(rows.html { row($0, ui) })</div>"
    return HTML.card(
      "related-deals", ui("商談", "Deals"), icon: "deal", more: add ?? .empty, foot: rows.isEmpty ? .empty : foot(ui), body: body)
  }

  private func row(_ deal: Record, _ ui: UI) -> HTML {
    let stage = deal[Deal.stage].flatMap(stages.stage)
    let day = deal[Deal.closesOn].map { "・\(ui.monthDay($0))" } ?? ""
    let isOpen = stage?[Stage.kind] == .open
    return """
      <a href="\(DealLinks.deal(deal.id))"><span class="who grow"><span class="clip"><b\(if: !isOpen, " class=\"muted\"")>\(deal[Deal.name])</b>\
      <small class="clip">\(stage?[Stage.name])\(day)</small></span></span><span class="num small">\(deal[Deal.amount].map { ui.amount($0) })</span></a>
      """
  }

  private func foot(_ ui: UI) -> HTML {
    func part(_ kind: StageKind, _ label: String) -> HTML? {
      guard let total = totals[kind], total.count > 0 else { return nil }
      let condition: JSON = ["all": [all, ["field": "stage.kind", "is": "eq", "value": .string(kind.rawValue)]]]
      let amount = total.amount.map { " " + ui.reportedText($0) } ?? ""
      return "<a href=\"\(DealLinks.list(where: condition))\">\(label) \(ui.count(Int(total.count), UI.deals))\(amount)</a>"
    }
    return HTML.join(
      [part(.open, ui("進行中", "Open")), part(.won, ui("受注", "Won")), part(.lost, ui("失注", "Lost"))].compactMap { $0 }, "<span class=\"muted\">・</span>"
    )
  }
}
