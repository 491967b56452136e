import HTTPTypes
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 取り込み 3/5: what would happen, told before anything is written.
struct ImportCheckRoutes: Sendable {
  let desk: ImportDesk

  var routes: [Route] {
    [
      .page("/import/{id}/check", "importCheck", Label("取り込み 3/5 試し読み", "Import 3/5: dry run"), ImportDesk.permission, show),
      Route(
        .get, "/import/{id}/check/errors.csv", name: "importCheckErrors", ImportDesk.permission,
        Label("入らない行と理由（CSV）", "Rows that would be rejected (CSV)"), produces: ["*/*"], errors),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let draft = try await desk.loaded(request)
    if draft.run != nil || draft.check == nil {
      return .redirect(to: draft.run != nil ? ImportDesk.place(of: draft) : ImportDesk.link(draft.id, "map"))
    }
    return try await desk.door.page(request) { tx, ui in try desk.checkPage(try desk.draft(request, in: tx), tx, ui) }
  }

  private func errors(_ request: AppRequest) async throws -> Answer {
    try await desk.store.read(for: try request.signedIn().actor) { tx in
      let job = try desk.job(try desk.draft(request, in: tx).check, in: tx)
      return try desk.file(job?.result?["error_file"], as: "import-errors.csv", in: tx)
    }
  }
}

extension ImportDesk {
  /// A file that a job left, as a download.
  func file(_ name: JSON?, as download: String, in tx: RecordTransaction) throws -> Answer {
    guard let id = name?.string.flatMap({ ID<ExchangeFile>(text: $0) }), try ExchangeFile.header(id, in: tx.transaction) != nil else {
      throw Refusal.notFound
    }
    return Answer(
      .ok, headers: [.contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(download)\""],
      body: try ExchangeFile.bytes(of: id, in: tx.transaction))
  }
}
