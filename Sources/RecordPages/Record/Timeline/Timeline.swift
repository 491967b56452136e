import Kernel
import Metadata
import Records
import WebKernel

/// これまでの縁: one page of what happened with a record, told for people, newest first.
struct Timeline: Sendable {
  /// One knot of the thread: what happened in one stroke.
  struct Item: Sendable {
    let at: Instant
    let kind: String
    let word: EventWords.Word
    /// Who did it; `nil`: the system, or the customer.
    let actor: String?
    /// The record it is about, when it is not the page's own.
    let subject: LookupNames.Named?
    let note: Record?
    let text: String?
    var marks: [NoteMark] = []
    let changes: [ChangeLine]
    /// What else came to be in the same stroke.
    let others: [LookupNames.Named]
    var isAnonymous = false
    /// How many like it were folded into it.
    var folded = 1

    var isKnot: Bool { ["lead.converted", "deal.won"].contains(kind) }
  }

  struct ChangeLine: Sendable {
    let label: String
    let before: String
    let after: String
  }

  /// Whose it is, and the lookup by which notes hang on it.
  let record: RecordID
  let noteField: String?
  let items: [Item]
  let next: String?
  let filter: TimelineFilter

  static let page = 30

  init(of record: Record, _ object: ObjectDefinition, _ filter: TimelineFilter, marks: [NoteMarks] = [], in tx: RecordTransaction, _ ui: UI) throws {
    self.filter = filter
    self.record = record.id
    noteField = Composer.field(of: object, in: tx)
    let page = try tx.timeline(object.name, record.id, kinds: filter.kinds(tx.schema), limit: Self.page, cursor: filter.cursor)
    next = page.next
    let strokes = Self.strokes(page.rows)
    let facts = try TimelineFacts(page.rows, besides: record.id, marks: marks, in: tx, ui)
    items = Self.folded(strokes.compactMap { facts.item($0, record.id) }, ui)
  }

  /// What one operation did at one moment belongs together; each thing said and each touch stands for itself.
  private static func strokes(_ events: [Event]) -> [[Event]] {
    func stands(_ event: Event) -> Bool {
      ["note.created", "file.attached"].contains(event.kind) || [.mail, .web].contains(EventWords.word(event.kind).family)
    }
    var strokes: [[Event]] = []
    for event in events {
      if let last = strokes.last?.first, last.at == event.at, last.operation == event.operation, !stands(event), !stands(last) {
        strokes[strokes.count - 1].append(event)
      } else {
        strokes.append([event])
      }
    }
    return strokes
  }

  /// Touches of marketing older than a month become one line per day, and changes by one person within a quarter of an hour
  /// one line.
  private static func folded(_ items: [Item], _ ui: UI) -> [Item] {
    var folded: [Item] = []
    for item in items {
      guard let last = folded.last else {
        folded.append(item)
        continue
      }
      if isOldTouch(item, ui), isOldTouch(last, ui), day(item, ui) == day(last, ui), item.isAnonymous == last.isAnonymous {
        folded[folded.count - 1].folded += 1
      } else if item.kind.hasSuffix(".updated"), last.kind == item.kind, item.actor == last.actor, item.subject == last.subject,
        last.at.milliseconds - item.at.milliseconds < 900_000
      {
        folded[folded.count - 1] = together(last, item)
      } else {
        folded.append(item)
      }
    }
    return folded
  }

  private static func isOldTouch(_ item: Item, _ ui: UI) -> Bool {
    [.mail, .web].contains(item.word.family) && ui.moment.now.milliseconds - item.at.milliseconds > 30 * 86_400_000
  }

  private static func day(_ item: Item, _ ui: UI) -> Day { item.at.day(offset: ui.moment.zoneOffset) }

  /// The first value of the earlier and the last of the later.
  private static func together(_ later: Item, _ earlier: Item) -> Item {
    var lines = later.changes
    for line in earlier.changes {
      if let at = lines.firstIndex(where: { $0.label == line.label }) {
        lines[at] = ChangeLine(label: line.label, before: line.before, after: lines[at].after)
      } else {
        lines.append(line)
      }
    }
    return Item(
      at: later.at, kind: later.kind, word: later.word, actor: later.actor, subject: later.subject, note: nil, text: later.text,
      changes: lines, others: later.others)
  }
}
