import Kernel
import Metadata
import Records
import WebKernel

/// Everything the page of one record shows, read in a fixed number of queries.
struct RecordScreen: Sendable {
  let place: RecordPlace
  let record: Record
  let title: String
  let view: FieldView
  let facts: RecordFacts
  let timeline: Timeline
  let composer: Composer?
  let panels: [RecordPanel.Place: [HTML]]
  /// Whether no panel shows the next step already.
  let showsNextStep: Bool
  let offers: [RecordAction.Offer]
  /// Finished cards: people at the left, other records at the right.
  let pinned: PinnedNotes?
  let people: [HTML]
  let related: [HTML]
  let files: HTML
  let mayDelete: Bool
  /// What the panels need in the browser.
  let modules: [String]
  let ui: UI

  init(_ place: RecordPlace, _ record: Record, _ filter: TimelineFilter, features: [WebFeature], in tx: RecordTransaction, _ ui: UI) throws {
    (self.place, self.record, self.ui) = (place, record, ui)
    let object = place.object
    title = tx.title(of: record, object)
    let suiting = features.flatMap(\.panels).filter { $0.suits(record) }.sorted { $0.order < $1.order }
    var panels: [RecordPanel.Place: [HTML]] = [:]
    var leaving: Set<String> = []
    for panel in suiting {
      leaving.formUnion(panel.replaces)
      guard let html = try panel.html(record, tx, ui) else { continue }
      panels[panel.place, default: []].append(html)
    }
    let facts = RecordFacts(
      record, object, hidden: try tx.layoutVerdict(of: record, object).hidden,
      apart: leaving.union(object.titleFields).union(RecordHead.fields(object)), access: tx.access)
    self.facts = facts
    let names = try LookupNames(of: [(object, facts.all.map(\.name) + RecordHead.fields(object), [record])], in: tx)
    view = try FieldView(object: object, records: [record], names: names, tx: tx, ui: ui)
    timeline = try Timeline(of: record, object, filter, marks: features.flatMap(\.noteMarks), in: tx, ui)
    composer = Composer(object, in: tx)
    pinned = try Composer.field(of: object, in: tx).map { try PinnedNotes(of: record, by: $0, in: tx) }
    self.panels = panels
    showsNextStep = !leaving.contains("next_action")
    offers = try features.flatMap(\.recordActions).filter { $0.suits(record) }.compactMap { try $0.offer(record, tx, ui) }
    let related = try RelatedRecords(of: record, object, leaving: leaving, in: tx)
    people = try related.cards.filter { $0.other != nil }.map { try related.html($0, tx, ui) }
    self.related = try related.cards.filter { $0.other == nil }.map { try related.html($0, tx, ui) }
    files = try FilesCard(of: record, object, mayChange: view.mayEdit(record), in: tx).html(record, collection: place.collection, ui)
    modules = features.flatMap(\.recordModules)
    mayDelete = tx.actor.rights.scope(.delete, on: object.name) > .none
  }

  var address: String { RecordLinks.record(place.collection, record.id) }
}
