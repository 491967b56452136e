import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// 固定したメモ: what everybody who opens the record should read first, above its timeline.
struct PinnedNotes: Sendable {
  private static let most = 5
  let notes: [Record]

  /// One query.
  ///
  /// - Parameter field: the lookup of a note that leads to the record.
  init(of record: Record, by field: String, in tx: RecordTransaction) throws {
    let condition: JSON = [
      "all": [
        ["field": .string(field), "is": "eq", "value": .string(record.id.text)], ["field": "is_pinned", "is": "eq", "value": true],
      ]
    ]
    notes = try tx.list("note", where: condition, sort: "-created_at", limit: Self.most).rows
  }

  func html(_ page: String, _ ui: UI) -> HTML {
    guard !notes.isEmpty else { return .empty }
    let rows = notes.html { note -> HTML in
      """
      <div class="tl__note tl__note--pinned"><span class="pre">\(Self.text(note))</span>\(Self.button(note, page, ui))</div>
      """
    }
    return HTML.card("pinned-title", ui("固定したメモ", "Pinned notes"), icon: "star", body: "<div class=\"card__body\">\(rows)</div>")
  }

  private static func text(_ note: Record) -> String { if case .text(let text) = note["text"] { text } else { "" } }

  /// Pins a note, or lets it go.
  static func button(_ note: Record, _ page: String, _ ui: UI) -> HTML {
    let isPinned = note["is_pinned"] == .boolean(true)
    let label = isPinned ? ui("このメモの固定をやめる", "Unpin this note") : ui("このメモを上に固定する", "Pin this note to the top")
    return """
      <form method="post" action="\(page)/notes/\(note.id.text)/pin">\(ui.csrf)<input type="hidden" name="pinned" value="\(isPinned ? "0" : "1")">\
      <button class="tl__edit" aria-pressed="\(isPinned ? "true" : "false")" aria-label="\(label)" title="\(label)">\(HTML.icon("star", .small))</button></form>
      """
  }
}

/// Pinning and unpinning: a change of the note like any other, undone like any other.
struct PinRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [.post("/{objects}/{id}/notes/{note}/pin", "recordNotePin", Label("メモを上に固定する", "Pin a note"), pin)]
  }

  private func pin(_ request: AppRequest) async throws -> Answer {
    let (collection, id, wanted): (String, RecordID, RecordID) = (
      try request.parameter("objects"), try request.id("id"), try request.id("note")
    )
    let isPinned = request.form["pinned"] == "1"
    return try await door.write(request, as: "record.update") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let record = try tx.get(place.object.name, id)
      guard let field = Composer.field(of: place.object, in: tx), try tx.get("note", wanted)[field] == .reference(record.id) else {
        throw Refusal.notFound
      }
      try tx.update("note", wanted, Draft(["is_pinned": .boolean(isPinned)]))
      tx.summary = [.init("updated", 1)]
      return .redirect(
        to: RecordLinks.record(collection, id),
        Flash(isPinned ? ui("メモを上に固定しました", "The note is pinned") : ui("固定をやめました", "The note is not pinned any more"), undo: tx.operation.text))
    }
  }
}
