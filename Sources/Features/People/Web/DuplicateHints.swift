import HTTPTypes
import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// While somebody types a new lead or account: who of those already known it may be.
struct DuplicateHints: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [Route.page("/duplicates/hints/{objects}", "duplicateHints", Label("もう登録されていないか", "Who may be there already"), hints)]
  }

  private func hints(_ request: AppRequest) async throws -> Answer {
    let collection = try request.parameter("objects")
    let typed = request.query.items
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      var draft = Record(
        object: place.object.name, id: RecordID(typed.first { $0.name == "id" }.flatMap { RecordID(text: $0.value)?.raw } ?? 0), values: [:])
      for item in typed.prefix(40) {
        guard let field = place.object.field(item.name), tx.access.isVisible(field, on: place.object), field.type.column != nil else { continue }
        let parsed = try TypedValue.read(String(item.value.prefix(300)), for: field, in: tx)
        if parsed.problem == nil { draft[field.name] = parsed.value }
      }
      let found = try Duplicates.of(draft, in: tx).filter { $0.strength > .weak }.prefix(3)
      return .html(.ok, Self.html(Array(found), place.object, tx, ui))
    }
  }

  private static func html(_ found: [DuplicateCandidate], _ object: ObjectDefinition, _ tx: RecordTransaction, _ ui: UI) -> HTML {
    guard !found.isEmpty else { return .empty }
    let lines = found.html { candidate -> HTML in
      let reasons = candidate.reasons.map { ui($0) }.joined(separator: ui("・", ", "))
      return
        "<li><a href=\"\(RecordLinks.record(candidate.record, object))\">\(tx.title(of: candidate.record, object))</a> <span class=\"xs\">\(reasons)</span></li>"
    }
    return HTML.callout(
      "<b>\(ui("もう登録されているかもしれません。", "This may be there already."))</b><ul class=\"dups\">\(lines)</ul>", .warn, icon: "merge")
  }
}
