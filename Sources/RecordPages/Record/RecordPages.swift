import HTTPTypes
import Kernel
import Metadata
package import Records
package import WebKernel

/// The pages of one record, for every object and record type, standard or custom: looking, editing where values stand, writing
/// down, history, files, forms, recycle bin.
package struct RecordPages: Sendable {
  private let door: WebDoor
  private let features: [WebFeature]
  private let files: FileStore?

  /// - Parameter files: the bytes of files on records; `nil`: there are none here.
  package init(door: WebDoor, features: [WebFeature], files: FileStore? = nil) {
    self.door = door
    self.features = features
    self.files = files
  }

  package var routes: [Route] {
    [
      Route.page("/{objects}/{id}", "record", Label("1 件の記録", "A record"), show),
      Route.page("/{objects}/{id}/timeline", "recordTimeline", Label("これまでの縁の続き", "More of the timeline"), timeline),
      Route.post("/{objects}/{id}/notes", "recordNote", Label("書きとめる", "Write down"), note),
      Route.post("/{objects}/{id}/delete", "recordDelete", Label("削除", "Delete"), delete),
      Route.post("/{objects}/{id}/files/{file}/delete", "recordFileDelete", Label("ファイルを外す", "Remove a file"), deleteFile),
    ] + InlineRoutes(door: door).routes + PinRoutes(door: door).routes + RecordHistory(door: door).routes
      + FormPages(door: door, features: features).routes
      + RecycleBinPages(door: door).routes + (files.map { FilePages(door: door, store: $0).routes } ?? [])
  }

  /// The entry of the menu that a collection belongs to.
  static func section(_ collection: String, _ features: [WebFeature]) -> String? {
    features.flatMap(\.menu).first { $0.link == RecordLinks.list(collection) || $0.link.hasPrefix(RecordLinks.list(collection) + "/") }?.name
  }

  // MARK: Looking

  private func show(_ request: AppRequest) async throws -> Answer {
    let (place, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(place, in: tx)
      let record = try tx.get(place.object.name, id)
      if let elsewhere = place.elsewhere(record) { return .redirect(to: elsewhere) }
      let screen = try RecordScreen(place, record, TimelineFilter(request), features: features, in: tx, ui)
      return try door.dressed(screen.page(Self.section(place.collection, features)), ui, tx)
    }
  }

  private func timeline(_ request: AppRequest) async throws -> Answer {
    let (place, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(place, in: tx)
      let record = try tx.get(place.object.name, id)
      let timeline = try Timeline(of: record, place.object, TimelineFilter(request), marks: features.flatMap(\.noteMarks), in: tx, ui)
      return .html(.ok, timeline.thread(RecordLinks.record(place.collection, record.id), ui))
    }
  }

  // MARK: Writing

  private func note(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let form = request.form
    let typed = ["text", "kind", "happened_at"].reduce(into: [String: String]()) { $0[$1] = form[$1] }
    return try await door.write(
      request, as: "record.create",
      refused: { tx, ui, problems in
        let place = try RecordPlace(collection, in: tx)
        let record = try tx.get(place.object.name, id)
        let screen = try RecordScreen(place, record, TimelineFilter(), features: features, in: tx, ui)
        return screen.page(Self.section(collection, features), problems: problems, typed: typed)
      }
    ) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let record = try tx.get(place.object.name, id)
      guard let composer = Composer(place.object, in: tx), let note = tx.schema.object("note") else { throw Refusal.notFound }
      var draft = Draft()
      var problems: [Problem] = []
      for (name, text) in typed {
        guard let field = note.field(name) else { continue }
        let parsed = try TypedValue.read(text, for: field, in: tx)
        if var problem = parsed.problem {
          problem.field = name
          problems.append(problem)
        }
        draft[name] = parsed.value
      }
      try Problems.check(problems)
      draft[composer.field] = .reference(record.id)
      _ = try tx.create(note.name, draft)
      tx.summary = [.init("created", 1)]
      return .redirect(to: RecordLinks.record(collection, id), Flash(ui("記録しました", "Logged"), undo: tx.operation.text))
    }
  }

  private func delete(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    return try await door.write(request, as: "record.delete") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let record = try tx.get(place.object.name, id)
      let title = tx.title(of: record, place.object)
      try tx.delete(place.object.name, [id])
      tx.summary = [.init("deleted", 1)]
      return .redirect(
        to: RecordLinks.list(collection), Flash(ui("「\(title)」をごみ箱へ移しました", "“\(title)” is in the recycle bin"), undo: tx.operation.text))
    }
  }

  private func deleteFile(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let wanted: ID<File> = try request.id("file")
    return try await door.write(request, as: "record.delete") { tx, ui in
      let file = try tx.file(wanted)
      guard file[File.record]?.raw == id.raw else { throw Refusal.notFound }
      try tx.delete(File.object.name, [file.id])
      tx.summary = [.init("deleted", 1)]
      let name = file[File.name] ?? ""
      return .redirect(to: RecordLinks.record(collection, id), Flash(ui("「\(name)」を外しました", "Removed “\(name)”"), undo: tx.operation.text))
    }
  }
}
