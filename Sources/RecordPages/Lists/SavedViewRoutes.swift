import Kernel
import Metadata
import Query
import Records
import WebKernel

/// Keeps, changes and deletes views. Whoever reads a list may keep views of it; a view is changed by who made it, and by
/// those who look after the house (`metadata`).
struct SavedViewRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      Route.post("/{objects}/views", "createView", Label("ビューを保存", "Save a view"), .page, create),
      Route.post("/{objects}/views/{view}", "changeView", Label("ビューを直す", "Change a view"), .page, change),
      Route.post("/{objects}/views/{view}/delete", "deleteView", Label("ビューを削除", "Delete a view"), .page, delete),
    ]
  }

  private func create(_ request: AppRequest) async throws -> Answer {
    try await door.write(request, as: "view.create") { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      var draft = try Self.contents(request.form, place, tx)
      draft[SavedView.name] = Self.name(request.form)
      draft[SavedView.isShared] = request.form["shared"] != nil
      draft[SavedView.collection] = place.collection
      draft["owner_id"] = tx.actor.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
      let view = try tx.asSystem("list views").create(SavedView.self, draft)
      return .redirect(
        to: ListAddress(place.collection, view: view.id.text).link,
        Flash(ui("ビュー「\(view[SavedView.name] ?? "")」を保存しました", "The view “\(view[SavedView.name] ?? "")” was saved"), undo: tx.operation.text))
    }
  }

  private func change(_ request: AppRequest) async throws -> Answer {
    try await door.write(request, as: "view.change") { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let view = try Self.own(try request.id("view"), place, tx)
      var draft = request.form["contents"] != nil ? try Self.contents(request.form, place, tx) : Draft()
      draft[SavedView.name] = Self.name(request.form)
      draft[SavedView.isShared] = request.form["shared"] != nil
      try tx.asSystem("list views").update(SavedView.object.name, view.id, draft)
      return .redirect(
        to: ListAddress(place.collection, view: view.id.text).link,
        Flash(ui("ビューを直しました", "The view was changed"), undo: tx.operation.text))
    }
  }

  private func delete(_ request: AppRequest) async throws -> Answer {
    try await door.write(request, as: "view.delete") { tx, ui in
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let view = try Self.own(try request.id("view"), place, tx)
      try tx.asSystem("list views").delete(SavedView.object.name, [view.id])
      return .redirect(
        to: RecordLinks.list(place.collection),
        Flash(ui("ビュー「\(view[SavedView.name] ?? "")」を削除しました", "The view “\(view[SavedView.name] ?? "")” was deleted"), undo: tx.operation.text))
    }
  }

  /// `nil` when nothing was typed: a view must have a name.
  private static func name(_ form: Form) -> String? {
    let name = String(form.trimmed("name").prefix(80))
    return name.isEmpty ? nil : name
  }

  /// A view of this list that the actor may change; others do not exist.
  private static func own(_ id: RecordID, _ place: RecordPlace, _ tx: RecordTransaction) throws -> Record {
    let view = try tx.asSystem("list views").get(SavedView.object.name, id)
    guard view[SavedView.collection] == place.collection else { throw Refusal.notFound }
    guard view.ownerID?.raw != tx.actor.userID?.raw else { return view }
    guard view[SavedView.isShared] == true else { throw Refusal.notFound }
    guard tx.actor.rights.may("metadata") else {
      throw Refusal.forbidden(
        Label(
          "このビューを直せるのは、作った人と管理者です。自分のビューとして保存し直してください。",
          "Only who made this view and administrators can change it. Save it as a view of your own."))
    }
    return view
  }

  /// Condition, order and columns as the page sent them, read once so that nothing unreadable is kept.
  private static func contents(_ form: Form, _ place: RecordPlace, _ tx: RecordTransaction) throws -> Draft {
    let json = try JSON(parsing: form["where"] ?? "{\"all\":[]}")
    let condition = try Condition(json: json, on: place.object.name, in: tx.queryContext)
    let sort = try Sort.list(parsing: form["order"] ?? "-updated_at")
    _ = try ListQuery(place.object.name, where: condition, sort: sort).select(in: tx.queryContext)
    let known = Set(ListColumns.names(of: place, in: tx))
    let columns = (form["columns"] ?? "").split(separator: ",").map(String.init).filter(known.contains).prefix(ListColumns.most)
    var draft = Draft()
    draft[SavedView.condition] = condition == .always ? nil : condition.json.text
    draft[SavedView.sort] = sort.text
    draft[SavedView.columns] = columns.joined(separator: ",")
    return draft
  }
}
