import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import WebKernel

/// What 今日 shows of leads: who waits for an answer, who is interested, who is new, and whom nobody looks after.
enum LeadCards {
  static let all = [
    TodayCard(.wide, order: 30) { tx, ui in try WaitingLeads(tx).map { $0.html(ui) } },
    TodayCard(.narrow, order: 40, for: .both) { tx, ui in try InterestedLeads(tx).map { $0.html(ui) } },
    TodayCard(.narrow, order: 60) { tx, ui in try NewLeads(tx).map { $0.html(ui) } },
    TodayCard(.wide, order: 30, for: .team) { tx, ui in try UnassignedLeads(tx).map { $0.html(ui) } },
  ]

  /// A condition as the address of the list of leads that fulfil it.
  static func list(_ filter: JSON) -> String { "\(RecordLinks.list("leads"))?filter=\(PercentEncoding.encode(filter.text))" }

  static let countedUpTo = 1000

  /// Leads in an order, and how many there are in all. Two statements.
  static func find(_ filter: JSON, sort: String, limit: Int, in tx: RecordTransaction) throws -> (leads: [LeadLine], count: Count) {
    let condition = try Condition(json: filter, on: Person.object.name, in: tx.queryContext)
    let query = ListQuery(Person.object.name, recordType: "lead", where: condition, sort: try Sort.list(parsing: sort), limit: limit)
    let page = try tx.list(query)
    guard page.next != nil else { return (page.rows.map { LeadLine($0, in: tx) }, Count(value: page.rows.count, isExact: true)) }
    return (page.rows.map { LeadLine($0, in: tx) }, try tx.count(Person.object.name, recordType: "lead", where: condition, upTo: countedUpTo))
  }

  static func maySee(_ tx: RecordTransaction) -> Bool {
    tx.actor.rights.scope(.read, on: Person.object.name) > .none && tx.actor.userID != nil
  }
}

/// One lead in a card.
struct LeadLine: Sendable {
  let id: RecordID
  let name: String
  /// Company and department.
  let place: String
  let source: String?
  let createdAt: Instant?
  let phone: String?
  let owner: RecordID?

  init(_ record: Record, in tx: RecordTransaction) {
    id = record.id
    let title = tx.schema.object(Person.object.name).map { tx.title(of: record, $0) } ?? ""
    let company = record[Person.companyName] ?? ""
    name = title == record.id.text || title.isEmpty ? company : title
    place = [title == name ? company : "", record[Person.department] ?? record[Person.title] ?? ""].filter { !$0.isEmpty }.joined(separator: "・")
    source = record[Person.leadSource]
    createdAt = if case .instant(let at) = record["created_at"] { at } else { nil }
    phone = record[Person.mobile] ?? record[Person.phone]
    owner = record.ownerID
  }

  var link: String { RecordLinks.record("leads", id) }

  var who: HTML {
    "<span class=\"who grow\">\(HTML.avatar(name, id: id.raw))<span class=\"clip\"><a class=\"today__who\" href=\"\(link)\"><b>\(name)</b></a><small class=\"clip\">\(place)</small></span></span>"
  }

  func waited(_ ui: UI) -> Int { createdAt.map { ui.today - $0.day(offset: ui.moment.zoneOffset) } ?? 0 }
}

/// 対応を待っている見込み客: new leads of mine that nobody has taken up, longest waiting first.
struct WaitingLeads: Sendable {
  let leads: [LeadLine]
  let count: Count
  let mayConvert: Bool
  /// Only who may change every record may change one of nobody.
  let mayTake: Bool
  private let filter: JSON

  private static let shown = 6

  /// Four statements at most.
  init?(_ tx: RecordTransaction) throws {
    guard LeadCards.maySee(tx), let me = tx.actor.userID else { return nil }
    let isNew: JSON = ["field": "lead_status", "is": "eq", "value": "new"]
    let owners: [JSON] = [["field": "owner_id", "is": "eq", "value": .string(me.text)], ["field": "owner_id", "is": "empty"]]
    filter = ["all": [isNew, ["any": .array(owners)]]]
    // Two lists put together: each is read along an index, which no index allows for "mine or nobody's". Who sees only the own
    // need not look for nobody's.
    let rights = tx.actor.rights
    let seesNobodys = rights.scope(.read, on: Person.object.name) == .all || rights.sharing[Person.object.name]?.isEmpty == false
    let parts = try owners.prefix(seesNobodys ? 2 : 1).map {
      try LeadCards.find(["all": [isNew, $0]], sort: "created_at", limit: Self.shown, in: tx)
    }
    leads = Array(parts.flatMap(\.leads).sorted { ($0.createdAt ?? tx.now, $0.id) < ($1.createdAt ?? tx.now, $1.id) }.prefix(Self.shown))
    let counted = parts.reduce(0) { $0 + $1.count.value }
    count = Count(value: min(counted, LeadCards.countedUpTo), isExact: parts.allSatisfy(\.count.isExact) && counted <= LeadCards.countedUpTo)
    mayTake = tx.actor.rights.scope(.edit, on: Person.object.name) == .all
    mayConvert = tx.actor.rights.scope(.edit, on: Person.object.name) > .none && tx.actor.rights.scope(.create, on: "deal") > .none
  }

  func html(_ ui: UI) -> HTML {
    let title = ui("対応を待っている見込み客", "Leads waiting for you")
    guard !leads.isEmpty else {
      return HTML.card(
        "h-waiting", title, icon: "lead",
        body:
          "<div class=\"empty empty--sm\"><h3>\(ui("待っている人はいません", "Nobody is waiting"))</h3><p>\(ui("新しい見込み客が来ると、待っている順にここへ並びます。", "New leads line up here, longest waiting first."))</p></div>"
      )
    }
    let late = leads.count { $0.waited(ui) >= 3 }
    let isMore = late == leads.count && count.value > leads.count
    let more: HTML = """
      \(if: late > 0, HTML.tag(ui("3日以上 \(late)人\(isMore ? "以上" : "")", "\(late)\(isMore ? "+" : "") over 3 days"), .danger))<a class="more" href="\(LeadCards.list(filter))">\(ui.count(count.value, Label("人", "people"), isExact: count.isExact))</a>
      """
    return HTML.card("h-waiting", title, icon: "lead", more: more, body: "<div class=\"rows\">\(leads.html { row($0, ui) })</div>")
  }

  private func row(_ lead: LeadLine, _ ui: UI) -> HTML {
    let days = lead.waited(ui)
    let waiting = days == 0 ? ui("今日", "today") : ui("\(days)日 待ち", days.counted("days"))
    let take: HTML =
      lead.owner == nil && mayTake
      ? """
      <form method="post" action="/today/assignment">\(ui.csrf)<input type="hidden" name="ids" value="\(lead.id.text)"><button class="btn btn--sm">\(ui("自分が担当", "Take over"))</button></form>
      """
      : .empty
    let convert: HTML =
      mayConvert
      ? HTML.linkButton(
        ui("商談に変換", "Convert"), "\(lead.link)/convert", size: .small,
        attributes: "aria-label=\"\(ui("\(lead.name)を商談に変換", "Convert \(lead.name)"))\"") : .empty
    return """
      <div class="today__row">\(lead.who)<span class="xs nowrap\(if: days >= 3, " c-danger strong")">\(waiting)</span>\
      \(lead.phone.map { "<a class=\"btn btn--icon btn--sm btn--ghost\" href=\"tel:\($0)\" aria-label=\"\(ui("\(lead.name)に電話する", "Call \(lead.name)"))\">\(HTML.icon("phone"))</a>" as HTML })\
      <span class="today__acts">\(take)\(convert)</span></div>
      """
  }
}

/// 新着: whoever came in within the last seven days, newest first.
struct NewLeads: Sendable {
  let leads: [LeadLine]
  let count: Count

  private static let filter: JSON = ["field": "created_at", "is": "within", "value": "past_7_days"]

  init?(_ tx: RecordTransaction) throws {
    guard LeadCards.maySee(tx) else { return nil }
    (leads, count) = try LeadCards.find(Self.filter, sort: "-created_at", limit: 4, in: tx)
    if leads.isEmpty { return nil }
  }

  func html(_ ui: UI) -> HTML {
    HTML.card(
      "h-new", ui("新着の見込み客", "New leads"), icon: "user",
      more: "<a class=\"more\" href=\"\(LeadCards.list(Self.filter))\">\(ui.count(count.value, Label("人", "people"), isExact: count.isExact))</a>",
      body: """
        <div class="rows">\(leads.html { lead in
          """
          <a href="\(lead.link)"><span class="who grow"><span class="clip"><b>\(lead.name)</b><small class="clip">\(lead.place)</small></span></span>\(lead.source.map { HTML.tag($0, .meet) })\
          <span class="xs muted nowrap">\(lead.createdAt.map { ui.near($0) })</span></a>
          """
        })</div>
        """)
  }
}
