import Database
import HTTPTypes
import Jobs
import Kernel
import Metadata
import Query
import Records
import WebKernel

/// 書き出し: what a list shows as a file. A job writes it, so that a million rows do not hold up a page; the file then waits
/// for who asked for it.
struct ListExport: Sendable {
  let door: WebDoor
  let queue: JobQueue

  var routes: [Route] {
    [
      Route(
        .post, "/{objects}/export", name: "exportList", .pageFor(permission: "export"), Label("一覧を書き出す", "Export a list"),
        produces: ["text/html", MediaTypes.json], begin),
      Route.page("/exports/{job}", "exportPage", Label("書き出しの進み具合", "How an export is getting on"), .page, show),
      Route.page("/exports/{job}/file", "exportFile", Label("書き出したファイル", "An exported file"), .page, file),
    ]
  }

  private func begin(_ request: AppRequest) async throws -> Answer {
    let queue = queue
    return try await door.write(request, as: "export") { tx, _ in
      guard tx.actor.rights.may("export") else {
        throw Refusal.forbidden(Label("書き出しの権限がありません。管理者に相談してください。", "Your role does not allow exports. Ask an administrator."))
      }
      let place = try RecordPlace(request.parameter("objects"), in: tx)
      let payload = try Self.payload(request.form, place, tx)
      let job = try queue.enqueue(NewJob(kind: "export", payload: payload, actor: tx.actor.userID), in: tx.transaction)
      let wantsJSON = request.headers[.accept]?.hasPrefix("application/json") == true
      return wantsJSON
        ? .json(.accepted, ["job": .string(job.text), "page": .string("/exports/\(job.text)")]) : .redirect(to: "/exports/\(job.text)")
    }
  }

  /// What the export job reads; checked here, where somebody can still mend it.
  private static func payload(_ form: Form, _ place: RecordPlace, _ tx: RecordTransaction) throws -> JSON {
    let condition = try JSON(parsing: form["where"] ?? "{\"all\":[]}")
    let sort = form["order"] ?? "id"
    let query = ListQuery(
      place.object.name, where: try Condition(json: condition, on: place.object.name, in: tx.queryContext), sort: try Sort.list(parsing: sort))
    _ = try query.select(in: tx.queryContext)
    var members: [JSON.Member] = [
      .init("object", .string(place.object.name)), .init("where", condition), .init("sort", .string(sort)),
      .init("format", .string(form["format"] ?? "xlsx")),
    ]
    if let type = place.recordType { members.append(.init("record_type", .string(type.name))) }
    if form["everything"] == nil {
      let known = Set(ListColumns.visible(place, in: tx).map(\.name))
      var seen: Set<String> = []
      let names = (form["fields"] ?? "").split(separator: ",").map(String.init).filter { known.contains($0) && seen.insert($0).inserted }
      if !names.isEmpty { members.append(.init("fields", .array(names.map { .string($0) }))) }
    }
    return .object(members)
  }

  // MARK: The file

  private func job(_ request: AppRequest, _ tx: RecordTransaction) throws -> Job {
    guard let job = try queue.job(try request.id("job"), in: tx.transaction), job.kind == "export",
      job.actorID != nil, job.actorID == tx.actor.userID
    else { throw Refusal.notFound }
    return job
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    try await door.page(request) { tx, ui in
      let job = try job(request, tx)
      let place = tx.schema.object(job.payload["object"]?.string ?? "")
      let list = place.map { object in
        object.recordType(job.payload["record_type"]?.string ?? "")?.collection ?? object.collection
      }
      return WebPage(
        ui("書き出し", "Export"), section: list, modules: ["export.js"],
        body: """
          <div class="page__head"><div><h1 class="h-in-bar">\(ui("書き出し", "Export"))</h1></div></div>
          <section class="card" data-job="\(job.id.text)"\(if: job.state.isFinished, " data-finished")>\(Self.told(job, ui))\
          <div class="card__foot">\(list.map { HTML.linkButton(ui("一覧に戻る", "Back to the list"), RecordLinks.list($0), size: .small) })</div></section>
          """)
    }
  }

  private static func told(_ job: Job, _ ui: UI) -> HTML {
    switch job.state {
    case .done:
      let rows = job.result?["rows"]?.integer ?? 0
      let replaced = job.result?["replaced"]?.array?.compactMap(\.string) ?? []
      return HTML.empty(
        ui("\(rows.grouped)件を書き出しました", "\(rows.counted("rows")) exported"),
        replaced.isEmpty
          ? ui("ファイルは30日間ここから受け取れます。", "The file stays here for 30 days.")
          : ui("Shift_JIS に無い文字は〓にしました: \(replaced.joined())", "Characters that Shift_JIS lacks became 〓: \(replaced.joined())"), icon: "check",
        action: HTML.linkButton(ui("ファイルを受け取る", "Download"), "/exports/\(job.id.text)/file", icon: "download", .primary, attributes: "download"))
    case .failed, .cancelled:
      return HTML.empty(
        ui("書き出せませんでした", "The export failed"),
        ui("少し待ってから、一覧でもう一度書き出してください。", "Wait a little and export again from the list."), icon: "warn")
    case .waiting, .running:
      let done = job.progress.map { $0.label[ui.language] } ?? ui("順番を待っています。", "Waiting for its turn.")
      return HTML.empty(
        ui("書き出しています", "Exporting"), done, icon: "clock",
        action: HTML.linkButton(ui("いまの様子を見る", "Look again"), "/exports/\(job.id.text)", icon: "refresh"))
    }
  }

  /// Piece by piece as it lies in the database, so that no file need fit the memory.
  private func file(_ request: AppRequest) async throws -> Answer {
    let header = try await door.fragment(request) { tx, _ in
      let job = try job(request, tx)
      guard let id = job.result?["file"]?.string.flatMap({ ID<ExchangeFile>(text: $0) }),
        let header = try ExchangeFile.header(id, in: tx.transaction), header.createdBy == tx.actor.userID
      else { throw Refusal.notFound }
      var answer = Answer(
        .ok,
        headers: [
          .contentType: header.contentType, .contentDisposition: "attachment; filename=\"\(header.name.filter { $0.isASCII && $0 != "\"" })\"",
          .cacheControl: "private, no-store",
        ])
      answer.stream = pieces(of: header)
      return answer
    }
    return header
  }

  private func pieces(of header: ExchangeFile.Header) -> AsyncStream<[UInt8]> {
    let database = door.store.database
    return AsyncStream { continuation in
      let task = Task {
        for number in 0..<header.pieces {
          guard let piece = try? await database.read({ try ExchangeFile.piece(number, of: header.id, in: $0) }) else { break }
          continuation.yield(piece)
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
