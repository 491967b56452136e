import Kernel
import Metadata
import Records
import WebKernel

/// Where people write down what was said: a note, a call, a visit, a mail, with the moment it happened. Drafts stay on the
/// device until the server has them (`record.js`).
struct Composer: Sendable {
  /// The lookup of a note that leads to the record.
  let field: String
  /// Of what is written about: its owners are who can be called with @.
  let collection: String
  private let kinds: [PicklistOption]

  /// `nil` where nothing can be written down, or not by this reader.
  init?(_ object: ObjectDefinition, in tx: RecordTransaction) {
    guard let note = tx.schema.object("note"), tx.actor.rights.scope(.create, on: note.name) > .none,
      let field = Self.field(of: object, in: tx), let kind = note.field("kind")?.type as? PicklistType
    else { return nil }
    self.field = field
    collection = object.collection
    kinds = kind.options.filter { !$0.isRetired }
  }

  /// The lookup of a note that leads to records of the object; `nil`: notes do not hang on it.
  static func field(of object: ObjectDefinition, in tx: RecordTransaction) -> String? {
    tx.schema.relations(of: object.name).first { $0.child == "note" }?.field
  }

  static let icons = ["note": "note", "call": "phone", "visit": "pin", "mail": "mail"]

  func html(_ page: String, _ record: Record, _ ui: UI, problems: [Problem] = [], typed: [String: String] = [:]) -> HTML {
    let chosen = typed["kind"] ?? kinds.first?.value ?? "note"
    let tabs = kinds.html { kind in
      """
      <label><input class="sr" type="radio" name="kind" value="\(kind.value)"\(if: kind.value == chosen, " checked")>\
      \(HTML.icon(Self.icons[kind.value] ?? "note"))\(ui(kind.label))</label>
      """
    }
    let problem = problems.first { $0.field == "text" } ?? problems.first { $0.field == nil }
    let wrongMoment = problems.first { $0.field == "happened_at" }
    return """
      <form class="composer" method="post" action="\(page)/notes" data-composer data-field="\(field)" data-id="\(record.id.text)" data-collection="\(collection)" id="composer">\(ui.csrf)\
      <div class="tabs" role="radiogroup" aria-label="\(ui("書きとめるもの", "What to write down"))">\(tabs)</div>
      <div class="composer__in"><textarea class="composer__text" name="text" rows="1" required maxlength="20000" aria-label="\(ui("話したこと", "What was said"))" \
      placeholder="\(ui("話したこと、次に約束したことを書く", "What was said, and what was promised next"))"\(if: problem != nil, " aria-invalid=\"true\" aria-describedby=\"composer-e\"")>\
      \(typed["text"] ?? "")</textarea></div>\
      \(problem.map { "<p class=\"field__error composer__e\" id=\"composer-e\" role=\"alert\">\(HTML.icon("warn", .small))\(ui($0.message))</p>" as HTML })
      <div class="composer__foot"><label class="xs muted" for="happened">\(ui("いつ", "When"))</label>\
      <input class="input input--sm" id="happened" name="happened_at" value="\(typed["happened_at"] ?? "")" placeholder="\(ui("いま（例 今日 14:00）", "now, or today 14:00"))" autocomplete="off">\
      \(wrongMoment.map { "<span class=\"field__error\">\(ui($0.message))</span>" as HTML })\
      <span class="composer__state xs muted" role="status"></span>\(HTML.button(ui("記録する", "Log it"), .primary, size: .small))</div></form>
      """
  }
}
