import Database
import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// いま関心が高い見込み客: the leads of whom most was heard in the last seven days, with what they did last. Books that we keep ourselves
/// (registered, changed) do not count as interest.
struct InterestedLeads: Sendable {
  struct Line: Sendable {
    let lead: LeadLine
    let touches: Int
    let last: Event?
  }
  let lines: [Line]

  private static let days = 7
  /// Of a busy week only the newest are looked at: who is interested now shows among them.
  private static let looked = 10_000
  /// Those with the most touches are looked up first; only where too few of them are leads that the reader sees, all others are.
  private static let first = 1000
  private static let shown = 5

  /// Four statements at most.
  init?(_ tx: RecordTransaction) throws {
    guard LeadCards.maySee(tx), let person = tx.schema.object(Person.object.name) else { return nil }
    var rows = try Self.mostTouched(of: Self.first, person, in: tx)
    if rows.count < Self.shown { rows = try Self.mostTouched(of: Self.looked, person, in: tx) }
    guard !rows.isEmpty else { return nil }
    let ids = rows.map(\.id)
    let latest = try tx.latestEvents(of: person.name, ids, besides: ["%.updated", "person.created"])
    let records = Dictionary(try tx.fetch(person, ids).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    lines = rows.compactMap { row in
      records[row.id].map { Line(lead: LeadLine($0, in: tx), touches: row.touches, last: latest[row.id]) }
    }
  }

  /// The leads among the `limit` records of the week with the most touches.
  private static func mostTouched(
    of limit: Int, _ person: ObjectDefinition, in tx: RecordTransaction
  ) throws -> [(id: RecordID, touches: Int)] {
    let since = tx.now - .seconds(86_400 * days)
    let first = max(0, since.milliseconds - IDSource.epoch) << 22  // ids of events begin with their time
    return try tx.transaction.query(
      """
      SELECT p.id, most.touches FROM (
        SELECT person_id, count(*) AS touches, max(at) AS latest FROM (
          SELECT person_id, at FROM event WHERE id >= \(first) AND person_id IS NOT NULL AND object IN ('person', 'note')
            AND kind NOT IN (\(list: books)) ORDER BY id DESC LIMIT \(looked)) seen
        GROUP BY person_id ORDER BY touches DESC, latest DESC, person_id LIMIT \(limit)) most
      JOIN person p ON p.id = most.person_id AND p.record_type = 'lead' AND \(tx.access.predicate(on: person, alias: "p"))
      ORDER BY most.touches DESC, most.latest DESC, p.id LIMIT \(shown)
      """
    ).map { (id: try $0.id(0), touches: try $0.int(1)) }
  }

  private static let books = [
    "person.created", "person.updated", "person.deleted", "person.restored", "person.merged", "note.updated", "note.deleted", "note.restored",
  ]

  func html(_ ui: UI) -> HTML {
    HTML.card(
      "h-hot", ui("いま関心が高い見込み客", "Leads with interest now"), icon: "flame", more: "<span class=\"more muted\">\(ui("この7日間", "last 7 days"))</span>",
      body: """
        <div class="rows">\(lines.html { line in
          """
          <a href="\(line.lead.link)"><span class="today__heat" title="\(ui("この7日間の動き", "Touches in 7 days"))">\(line.touches)<small>\(ui("回", "×"))</small></span>\
          <span class="who grow"><span class="clip"><b>\(line.lead.name)</b><small class="clip">\(line.lead.place)</small></span></span>\
          <span class="xs muted nowrap">\(line.last.map { "\(ui(EventWords.word($0.kind).thing)) \(ui.near($0.at))" })</span></a>
          """
        })</div>
        """)
  }
}
