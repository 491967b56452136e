import HTTPTypes
import Kernel
import Metadata
import Records
package import WebKernel

/// Editing where a value stands: takes what was typed, answers with how the record looks now. Also gives the choices of
/// fields that are chosen rather than typed.
package struct InlineRoutes: Sendable {
  let door: WebDoor

  package init(door: WebDoor) { self.door = door }

  package var routes: [Route] {
    [
      Route(
        .patch, "/inline/{objects}/{id}", name: "inlineSave", .page, Label("その場で直す", "Edit in place"), bodyLimit: 256 << 10, save),
      Route(
        .get, "/inline/{objects}/{id}", name: "inlineShow", .page, Label("いまの値", "Present values"), show),
      Route(
        .get, "/inline/{objects}/fields/{field}", name: "inlineChoices", .page, Label("項目の選択肢", "Choices of a field"), choices),
      Route(
        .get, "/inline/{objects}/read/{field}", name: "inlineRead", .page, Label("書かれたものを読む", "Read what was typed"), read),
    ]
  }

  // MARK: Saving

  private func save(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let input = try InlineInput(try await request.json().value)
    return try await door.write(request, as: "record.update") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let before = try tx.get(place.object.name, id)
      let draft = try input.draft(place.object, in: tx)
      let record: Record
      do {
        record = try tx.update(place.object.name, id, draft, version: input.version)
      } catch Refusal.conflict(let conflicts) {
        return try InlineConflict(conflicts, now: before, draft, place.object, tx, ui).answer
      } catch Refusal.notFound {
        throw Refusal.forbidden(
          Label("見られますが、直す権限がありません。担当者か管理者に相談してください。", "You can see this but not change it. Ask its owner or an administrator."))
      }
      let wanted = Array(Set(input.show + input.fields.keys)).sorted()
      let names = try LookupNames(of: [(place.object, wanted, [record])], in: tx)
      let view = try FieldView(object: place.object, records: [], names: names, tx: tx, ui: ui)
      var members = Self.looks(record, wanted, view)
      members.append(.init("message", .string(Self.message(record, input, view))))
      guard record.version != before.version else { return .json(.object(members)) }
      tx.summary = [.init("updated", 1)]
      return Answer.json(.object(members)).with(.enishiOperation, tx.operation.text)
    }
  }

  private static func message(_ record: Record, _ input: InlineInput, _ view: FieldView) -> String {
    guard input.fields.count == 1, let field = input.fields.keys.first.flatMap(view.object.field) else {
      return view.ui("\(input.fields.count)項目を直しました", "Changed \(input.fields.count.counted("fields"))")
    }
    let text = view.text(field, record)
    let shown = text.count > 40 ? "\(text.prefix(38))…" : text
    if text.isEmpty { return view.ui("\(field.label.ja)を空にしました", "\(field.label.en) is empty now") }
    return view.ui("\(field.label.ja)を \(shown) にしました", "\(field.label.en) is now \(shown)")
  }

  // MARK: Looking

  private func show(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let wanted = (request.query.items.first { $0.name == "show" }?.value ?? "").split(separator: ",").prefix(InlineInput.most).map(String.init)
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let record = try tx.get(place.object.name, id)
      let names = try LookupNames(of: [(place.object, wanted, [record])], in: tx)
      return .json(.object(Self.looks(record, wanted, try FieldView(object: place.object, records: [], names: names, tx: tx, ui: ui))))
    }
  }

  /// The version, and of each field its typed value, its words, its looks and where it leads.
  private static func looks(_ record: Record, _ wanted: [String], _ view: FieldView) -> [JSON.Member] {
    let fields = wanted.compactMap { name -> JSON.Member? in
      guard let field = view.object.field(name), record.values[name] != nil else { return nil }
      return JSON.Member(
        name,
        [
          "value": .string(FieldView.typed(field, record[name], in: view.ui.parsing)), "text": .string(view.text(field, record)),
          "html": .string(view.html(field, record).text), "link": view.link(field, record).map { .string($0) } ?? .null,
        ])
    }
    return [.init("version", .integer(Int64(record.version))), .init("fields", .object(fields))]
  }

  /// What typed text means for a field, in the form of the API; or what is wrong with it.
  private func read(_ request: AppRequest) async throws -> Answer {
    let (collection, name) = (try request.parameter("objects"), try request.parameter("field"))
    let text = request.query.items.first { $0.name == "text" }?.value ?? ""
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      guard let field = place.object.field(name), tx.access.isVisible(field, on: place.object) else { throw Refusal.notFound }
      let parsed = try TypedValue.read(text, for: field, in: tx)
      if var problem = parsed.problem {
        problem.field = name
        throw Problems([problem])
      }
      let names = try LookupNames(of: [], in: tx)
      let view = try FieldView(object: place.object, records: [], names: names, tx: tx, ui: ui)
      return .json(["value": field.type.encode(parsed.value), "text": .string(view.text(field, parsed.value))])
    }
  }

  // MARK: Choices

  private func choices(_ request: AppRequest) async throws -> Answer {
    let (collection, name) = (try request.parameter("objects"), try request.parameter("field"))
    func query(_ name: String) -> String { request.query.items.first { $0.name == name }?.value ?? "" }
    let (words, id) = (query("q"), RecordID(text: query("id")))
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      guard let field = place.object.field(name), tx.access.isVisible(field, on: place.object) else { throw Refusal.notFound }
      let record = try id.map { try tx.get(place.object.name, $0) }
      return .json(try FieldChoices(field, place.object, record, in: tx, ui).json(matching: words))
    }
  }
}
