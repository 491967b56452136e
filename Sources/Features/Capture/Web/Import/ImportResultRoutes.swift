import HTTPTypes
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 取り込み 5/5: what became of every row, with the rows and records behind each figure, and undo for 30 days.
struct ImportResultRoutes: Sendable {
  let desk: ImportDesk

  var routes: [Route] {
    [
      .page("/import/{id}/result", "importResult", Label("取り込み 5/5 結果", "Import 5/5: result"), ImportDesk.permission, show),
      .page("/import/{id}/rows", "importRows", Label("取り込みの内訳", "What an import did"), ImportDesk.permission, rows),
      download("errors.csv", "error_file", Label("入らなかった行と理由（CSV）", "Rejected rows with reasons (CSV)")),
      download("notes.csv", "note_file", Label("直した値と残した値（CSV）", "Repaired and kept values (CSV)")),
      .post("/import/{id}/undo", "importUndo", Label("取り込みを元に戻す", "Undo an import"), ImportDesk.permission, undo),
    ]
  }

  private func download(_ name: String, _ member: String, _ label: Label) -> Route {
    Route(.get, PathPattern("/import/{id}/\(name)"), name: "import\(member)", ImportDesk.permission, label, produces: ["*/*"]) { request in
      try await desk.store.read(for: try request.signedIn().actor) { tx in
        let draft = try desk.draft(request, in: tx)
        return try desk.file(try desk.job(draft.run, in: tx)?.result?[member], as: "import-\(name)", in: tx)
      }
    }
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let (draft, isFinished) = try await desk.store.read(for: try request.signedIn().actor) { tx in
      let draft = try desk.draft(request, in: tx)
      return (draft, try desk.job(draft.run, in: tx)?.state.isFinished ?? true)
    }
    if draft.run == nil || !isFinished { return .redirect(to: ImportDesk.place(of: draft)) }
    return try await desk.door.page(request) { tx, ui in try desk.resultPage(try desk.draft(request, in: tx), tx, ui) }
  }

  private func rows(_ request: AppRequest) async throws -> Answer {
    let kind = request.query.items.first { $0.name == "kind" }?.value ?? "created"
    let before = request.query.items.first { $0.name == "before" }.flatMap { Int64($0.value) }
    return try await desk.door.page(request) { tx, ui in
      try desk.rowsPage(try desk.draft(request, in: tx), kind, before: before, tx, ui)
    }
  }

  private func undo(_ request: AppRequest) async throws -> Answer {
    try await desk.door.write(request, as: "import.undo") { tx, ui in
      let draft = try desk.draft(request, lock: true, in: tx)
      guard let job = try desk.job(draft.run, in: tx), job.state.isFinished, let operation = job.operationID else { throw Refusal.notFound }
      _ = try Undo(ID(operation), in: tx)
      try desk.queue.enqueue(UndoJob.job(ID(operation), actor: tx.actor.userID), in: tx.transaction)
      return .redirect(to: ImportDesk.link(draft.id, "result"), Flash(ui("元に戻しています", "Being undone")))
    }
  }
}
