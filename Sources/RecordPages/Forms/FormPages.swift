import Kernel
import Metadata
import Records
import WebKernel

/// `/leads/new` and `/leads/{id}/edit`, for every object.
struct FormPages: Sendable {
  let door: WebDoor
  let features: [WebFeature]

  var routes: [Route] {
    [
      Route.page("/{objects}/new", "recordNew", Label("追加", "Add"), new),
      Route.post("/{objects}/new", "recordCreate", Label("追加する", "Add a record"), create),
      Route.page("/{objects}/{id}/edit", "recordEdit", Label("まとめて直す", "Edit"), edit),
      Route.post("/{objects}/{id}/edit", "recordUpdate", Label("直したものを保存", "Save what was edited"), update),
    ]
  }

  private func section(_ collection: String) -> String? { RecordPages.section(collection, features) }

  // MARK: New

  private func new(_ request: AppRequest) async throws -> Answer {
    let collection = try request.parameter("objects")
    let query = request.query.items
    return try await door.page(request) { tx, ui in
      let place = try Self.creatable(collection, in: tx)
      let given = query.filter { place.object.field($0.name) != nil }.reduce(into: [String: String]()) { $0[$1.name] = $1.value }
      let back = try query.first { $0.name == "back" }.map { LocalAddress.checked($0.value) } ?? Self.origin(given, place.object, in: tx)
      return try RecordForm(
        place, nil, FormInput(prefilled: given), given: Set(given.keys), back: back ?? RecordLinks.list(collection), in: tx, ui
      ).page(section(collection))
    }
  }

  private func create(_ request: AppRequest) async throws -> Answer {
    let collection = try request.parameter("objects")
    let form = request.form
    let back = LocalAddress.checked(form["back"], or: RecordLinks.list(collection))
    return try await door.write(
      request, as: "record.create",
      refused: { tx, ui, problems in
        let place = try Self.creatable(collection, in: tx)
        let input = FormInput(form, RecordForm.fields(place, nil, in: tx).all)
        return try RecordForm(place, nil, input, given: Set(form.all("given")), problems: problems, back: back, in: tx, ui).page(section(collection))
      }
    ) { tx, ui in
      let place = try Self.creatable(collection, in: tx)
      let fields = RecordForm.fields(place, nil, in: tx).all
      let (draft, unread) = try FormInput(form, fields).draft(fields, old: nil, in: tx)
      let record = try Self.settling(unread) { try tx.create(place.object.name, recordType: place.newType?.name, draft) }
      tx.summary = [.init("created", 1)]
      let title = tx.title(of: record, place.object)
      // What only ties two records together leads back to where it was asked for.
      let isTie = if case .inherited = place.object.visibility { true } else { false }
      return .redirect(
        to: isTie ? back : RecordLinks.record(record, place.object),
        Flash(ui("「\(title)」を追加しました", "Added “\(title)”"), undo: tx.operation.text))
    }
  }

  /// Pages for making records exist only for those who may.
  private static func creatable(_ collection: String, in tx: RecordTransaction) throws -> RecordPlace {
    let place = try RecordPlace(collection, in: tx)
    guard tx.actor.rights.scope(.create, on: place.object.name) > .none else {
      throw Refusal.forbidden(
        Label("\(place.label.ja)を追加する権限がありません。管理者に相談してください。", "You may not add \(place.label.en) records. Ask an administrator."))
    }
    return place
  }

  /// The record a new one is added to.
  private static func origin(_ given: [String: String], _ object: ObjectDefinition, in tx: RecordTransaction) throws -> String? {
    for (name, text) in given.sorted(by: { $0.key < $1.key }) {
      guard let target = (object.field(name)?.type as? any ReferenceType)?.target, let id = RecordID(text: text),
        let parent = tx.schema.object(target),
        parent.takesFiles, let record = try tx.fetch(parent, [id]).first
      else { continue }
      return RecordLinks.record(record, parent)
    }
    return nil
  }

  // MARK: Edit

  private func edit(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let back = request.query.items.first { $0.name == "back" }.map { LocalAddress.checked($0.value) }
    return try await door.fragment(request) { tx, ui in
      let (place, record) = try Self.editable(collection, id, in: tx)
      if let elsewhere = place.elsewhere(record) { return .redirect(to: "\(elsewhere)/edit") }
      let page = try RecordForm(place, record, .nothing, back: back ?? RecordLinks.record(collection, id), in: tx, ui).page(section(collection))
      return try door.dressed(page, ui, tx)
    }
  }

  private func update(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let form = request.form
    let back = LocalAddress.checked(form["back"], or: RecordLinks.record(collection, id))
    return try await door.write(
      request, as: "record.update",
      refused: { tx, ui, problems in
        let (place, record) = try Self.editable(collection, id, in: tx)
        let input = FormInput(form, RecordForm.fields(place, record, in: tx).all)
        return try RecordForm(place, record, input, problems: problems, back: back, in: tx, ui).page(section(collection))
      }
    ) { tx, ui in
      let (place, before) = try Self.editable(collection, id, in: tx)
      let fields = RecordForm.fields(place, before, in: tx).all
      let (draft, unread) = try FormInput(form, fields).draft(fields, old: before, in: tx)
      let record = try Self.settling(unread) {
        do {
          return try tx.update(place.object.name, id, draft, version: form["version"].flatMap { Int($0) })
        } catch Refusal.conflict(let conflicts) {
          throw Problems(conflicts.map { Self.problem($0, ui) })
        }
      }
      guard record.version != before.version else { return .redirect(to: back) }
      tx.summary = [.init("updated", 1)]
      return .redirect(
        to: back,
        Flash(ui("「\(tx.title(of: record, place.object))」を保存しました", "Saved “\(tx.title(of: record, place.object))”"), undo: tx.operation.text))
    }
  }

  /// The form of a record that may be seen but not changed does not exist.
  private static func editable(_ collection: String, _ id: RecordID, in tx: RecordTransaction) throws -> (RecordPlace, Record) {
    let place = try RecordPlace(collection, in: tx)
    let record = try tx.get(place.object.name, id)
    guard try tx.editable(place.object, [id])?.contains(id) ?? true else {
      throw Refusal.forbidden(Label("見られますが、直す権限がありません。担当者か管理者に相談してください。", "You can see this but not change it. Ask its owner or an administrator."))
    }
    return (place, record)
  }

  // MARK: Problems

  /// What could not be read together with what the rules say of the rest: all at once, each field once.
  private static func settling(_ unread: [Problem], _ write: () throws -> Record) throws -> Record {
    do {
      let record = try write()
      try Problems.check(unread)
      return record
    } catch let problems as Problems where !unread.isEmpty {
      let fields = Set(unread.compactMap(\.field))
      throw Problems(unread + problems.all.filter { problem in !unread.contains(problem) && problem.field.map { !fields.contains($0) } ?? true })
    }
  }

  /// Saving once more keeps what was typed: the form then knows the newer version.
  private static func problem(_ conflict: FieldConflict, _ ui: UI) -> Problem {
    let who = conflict.changedBy ?? ui("別の人", "somebody else")
    let when = conflict.changedAt.map { ui.near($0) } ?? ""
    return Problem(
      field: conflict.field, "conflict",
      ja: "あなたが開いたあと、\(when)に\(who)さんが「\(conflict.current ?? "空欄")」に直しました。もう一度保存すると、ここに書いた値になります。",
      en: "\(who) changed this to “\(conflict.current ?? "empty")” (\(when)) after you had opened it. Save again to keep what stands here.")
  }
}
