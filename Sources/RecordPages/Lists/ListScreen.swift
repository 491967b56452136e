import Kernel
import Metadata
import Query
import Records
import WebKernel

/// One list as it is shown: everything read from the records, in a number of statements that does not depend on them.
struct ListScreen: Sendable {
  static let pageSize = 50

  let place: RecordPlace
  let address: ListAddress
  let views: ListViews
  let filter: ListFilter
  let sentences: [String]
  let columns: ListColumns
  let sort: [Sort]
  let count: Count
  let page: Page<Record>
  let cells: FieldView
  let titles: [RecordID: String]
  let events: [RecordID: Event]
  let problems: [Problem]
  /// Whether the condition could be read; otherwise nothing is shown.
  let isReadable: Bool
  let rights: Rights
  /// When nothing was found: what to drop, and how many there are then.
  let loosening: Loosening?

  /// What the reader may do with the records of the list.
  struct Rights: Sendable {
    let create, edit, delete, export, imports: Bool
  }

  struct Loosening: Sendable {
    let sentence: String
    let address: ListAddress
    let count: Count
  }

  init(_ request: AppRequest, in tx: RecordTransaction, _ ui: UI) throws {
    var problems: [Problem] = []
    let address = try ListAddress(request, problems: &problems)
    let place = try RecordPlace(address.collection, in: tx)
    let object = place.object
    let views = try ListViews(place, address.view, in: tx)
    if let wanted = address.view, views.active.key != wanted { problems.append(Self.unknownView) }
    let filter = ListFilter(address, views.active, object, in: tx)
    problems += filter.problems
    let columns = ListColumns(place, wanted: address.columns, view: views.active, in: tx)
    problems += columns.unknown.map(Self.unknownColumn)
    var query = ListQuery(
      object.name, recordType: place.recordType?.name, where: filter.condition ?? .never, fields: columns.fieldNames(object),
      limit: Self.pageSize)
    (query.cursor, query.before) = (address.cursor, address.before)
    Self.arrange(&query, address, views.active, tx, &problems)
    let isReadable = problems.allSatisfy { $0.field != "filter" } && filter.condition != nil
    self.isReadable = isReadable
    let count = isReadable ? try tx.count(object.name, recordType: place.recordType?.name, where: query.condition) : Count(value: 0, isExact: true)
    query.expected = count
    let page = isReadable ? try tx.list(query) : Page<Record>(rows: [], next: nil)

    let names = try LookupNames(
      of: [(object, columns.fields.map(\.name) + columns.subtitle.map(\.name), page.rows)], in: tx)
    self.place = place
    self.address = address
    self.views = views
    self.filter = filter
    self.columns = columns
    self.count = count
    self.page = page
    self.problems = problems
    sort = query.sort
    sentences = try filter.sentences(object, in: tx)
    cells = try FieldView(object: object, records: page.rows, names: names, tx: tx, ui: ui)
    titles = Dictionary(page.rows.map { ($0.id, tx.title(of: $0, object)) }) { first, _ in first }
    events =
      columns.showsEvents
      ? try tx.latestEvents(of: object.name, page.rows.map(\.id), besides: Self.bookkeeping) : [:]
    let scopes = tx.actor.rights
    rights = Rights(
      create: scopes.scope(.create, on: object.name) > .none, edit: scopes.scope(.edit, on: object.name) > .none,
      delete: scopes.scope(.delete, on: object.name) > .none, export: scopes.may("export"), imports: scopes.may("import"))
    loosening = page.rows.isEmpty && isReadable ? try Self.loosening(filter, sentences, address, place, tx, ui) : nil
  }

  /// What happens in the house only. The status of a lead has a column of its own.
  private static let bookkeeping = [
    "%.updated", "%.deleted", "%.restored", "person.created", "account.created", "affiliation.%", "deal_person.%", "lead.status_changed",
  ]

  // MARK: Order and place

  /// The order and the page that were asked for, or else the view's own from the beginning.
  private static func arrange(
    _ query: inout ListQuery, _ address: ListAddress, _ view: ListViewing, _ tx: RecordTransaction, _ problems: inout [Problem]
  ) {
    let standard = (try? Sort.list(parsing: view.sort)) ?? ListQuery.defaultSort
    query.sort = standard
    do {
      if let sort = address.sort { query.sort = try Sort.list(parsing: sort) }
      _ = try query.select(in: tx.queryContext)
    } catch {
      problems += (error as? Problems)?.all ?? []
      (query.sort, query.cursor, query.before) = (standard, nil, nil)
      if (try? query.select(in: tx.queryContext)) == nil { query.sort = ListQuery.defaultSort }
    }
  }

  // MARK: Nothing found

  /// Which part of the filter keeps the most away. A few bounded counts, only when the list is empty.
  private static func loosening(
    _ filter: ListFilter, _ sentences: [String], _ address: ListAddress, _ place: RecordPlace, _ tx: RecordTransaction, _ ui: UI
  ) throws -> Loosening? {
    var best: Loosening?
    func consider(_ sentence: String, _ changed: ListAddress, _ condition: Condition) throws {
      let count = try tx.count(place.object.name, recordType: place.recordType?.name, where: condition)
      if count.value > best?.count.value ?? 0 { best = Loosening(sentence: sentence, address: changed, count: count) }
    }
    func read(_ json: JSON) throws -> Condition { try Condition(json: json, on: place.object.name, in: tx.queryContext) }
    if !filter.words.isEmpty {
      try consider(
        ui("「\(filter.words)」", "“\(filter.words)”"), address.changed { $0.words = "" }, try read(ListFilter.whole(filter.parts)))
    }
    let searched = filter.words.isEmpty ? Condition.always : ListFilter.search(filter.words)
    for at in filter.parts.indices.prefix(6) {
      let rest = filter.without(at)
      try consider("「\(sentences[at])」", address.changed { $0.filter = rest }, try read(rest) && searched)
    }
    return best
  }

  // MARK: Problems

  private static let unknownView = Problem(
    field: "view", "unknown_view", ja: "このビューは、消されたか、あなたには見られません。最初のビューを出しています。",
    en: "This view was deleted or is not yours to see. The first view is shown instead.")

  private static func unknownColumn(_ name: String) -> Problem {
    Problem(
      field: "columns", "unknown_field", ja: "項目「\(name)」はありません。この列は出していません。",
      en: "There is no field “\(name)”. This column is left out.")
  }

  // MARK: What the page asks

  /// Whether something differs from the view as it was saved.
  var isChanged: Bool { address.filter != nil || address.sort != nil || address.columns != nil || !address.words.isEmpty }

  /// Everything, without any condition: an empty list then has nothing to show at all.
  var isUnlimited: Bool { filter.parts.isEmpty && filter.words.isEmpty && problems.isEmpty }

  func title(_ record: Record) -> String { titles[record.id] ?? record.id.text }
}
