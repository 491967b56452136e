import Kernel
import Metadata
import Records
import WebKernel

/// What the events of a page speak of: the notes, the names of other records and people, what was changed to what. A few
/// queries, however many events there are.
struct TimelineFacts {
  private let tx: RecordTransaction
  private let ui: UI
  private var names: LookupNames
  private var notes: [RecordID: Record] = [:]
  private var marks: [RecordID: [NoteMark]] = [:]
  private let trail: ChangeTrail

  init(_ events: [Event], besides own: RecordID, marks: [NoteMarks], in tx: RecordTransaction, _ ui: UI) throws {
    self.tx = tx
    self.ui = ui
    let changed = events.filter { $0.kind.hasSuffix(".updated") }
    trail = try ChangeTrail(
      of: Dictionary(changed.map { ($0.recordID, $0.object) }, uniquingKeysWith: { a, _ in a }), from: changed.last?.at ?? tx.now,
      to: changed.first?.at ?? tx.now, in: tx)
    var wanted: [String: Set<RecordID>] = trail.references(in: tx)
    for event in events {
      if event.recordID != own { wanted[event.object, default: []].insert(event.recordID) }
      if let actor = event.actorID { wanted["user", default: []].insert(actor.as(AnyRecord.self)) }
    }
    if let ids = wanted.removeValue(forKey: "note"), let note = tx.schema.object("note") {
      notes = Dictionary(try tx.fetch(note, ids.sorted()).map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
      for read in marks { self.marks.merge(try read(notes.keys.sorted(), tx)) { $0 + $1 } }
    }
    names = .none
    for (object, ids) in wanted.sorted(by: { $0.key < $1.key }) { try names.add(object, ids, in: tx) }
  }

  /// What a stroke was, by its most telling event; `nil` when nothing of it is worth a line.
  func item(_ stroke: [Event], _ own: RecordID) -> Timeline.Item? {
    let ranked = stroke.sorted { Self.rank($0, own) < Self.rank($1, own) }
    guard let main = ranked.first else { return nil }
    var told: Set<RecordID> = []
    let changed = stroke.filter { $0.kind.hasSuffix(".updated") && told.insert($0.recordID).inserted }
    let lines = main.kind == "lead.converted" ? [] : changed.flatMap { changes(of: $0) }
    if main.kind.hasSuffix(".updated"), lines.isEmpty { return nil }
    let note = main.object == "note" ? notes[main.recordID] : nil
    let word = note.flatMap(Self.word) ?? EventWords.word(main.kind, in: tx.schema)
    let made = ranked.dropFirst().filter { $0.kind.hasSuffix(".created") && $0.recordID != own }
    return Timeline.Item(
      at: main.at, kind: main.kind, word: word, actor: main.actorID.flatMap { names["user", $0.as(AnyRecord.self)]?.title },
      subject: main.recordID == own || main.object == "note" ? nil : names[main.object, main.recordID], note: note,
      text: text(main, note), marks: note.flatMap { marks[$0.id] } ?? [], changes: main.kind == "note.created" ? [] : lines,
      others: made.compactMap { names[$0.object, $0.recordID] }, isAnonymous: main.payload["anonymous"]?.boolean ?? false)
  }

  private static func rank(_ event: Event, _ own: RecordID) -> (Int, Int) {
    let order = ["lead.converted", "deal.won", "deal.lost", "note.created", "deal.stage_changed", "lead.status_changed", "file.attached"]
    let isOwn = event.recordID == own ? 0 : 1
    if let at = order.firstIndex(of: event.kind) { return (at, isOwn) }
    let verbs = [".merged", ".created", ".restored", ".deleted", ".updated"]
    return (verbs.firstIndex { event.kind.hasSuffix($0) }.map { $0 + 20 } ?? 10, isOwn)
  }

  private static func word(_ note: Record) -> EventWords.Word? {
    guard case .text(let kind) = note["kind"], kind != "note" else { return nil }
    return EventWords.word("\(kind).logged")
  }

  private func text(_ event: Event, _ note: Record?) -> String? {
    if let note, case .text(let text) = note["text"] { return text }
    if event.kind.hasPrefix("file.") { return event.payload["name"]?.string }
    for name in ["title", "subject", "page", "text"] {
      if let text = event.payload[name]?.string, !text.isEmpty { return text }
    }
    return nil
  }

  /// Before → after of what people set; what follows from it is left out.
  private func changes(of event: Event) -> [Timeline.ChangeLine] {
    guard event.kind.hasSuffix(".updated"), let change = trail.at(event.recordID, event.at), let object = tx.schema.object(event.object)
    else { return [] }
    let moved = change.fields.contains { $0.name == "stage_id" }
    return change.fields.compactMap { name, before, after in
      guard let field = object.field(name), !field.isReadOnly, !(moved && ["probability", "pipeline_id"].contains(name)) else { return nil }
      return Timeline.ChangeLine(label: ui(field.label), before: words(field, before, object), after: words(field, after, object))
    }
  }

  private func words(_ field: FieldDefinition, _ value: Value, _ object: ObjectDefinition) -> String {
    switch value {
    case .null: ui("（空欄）", "(empty)")
    case .reference(let id):
      (field.type as? any ReferenceType).flatMap { names[$0.target, id]?.title } ?? ui("見られない記録", "A record you cannot see")
    case .day(let day): ui.date(day)
    case .instant(let instant): ui.full(instant)
    case .boolean(let flag): flag ? ui("はい", "Yes") : ui("いいえ", "No")
    default: field.type.shown(value, in: ui.parsing)
    }
  }
}
