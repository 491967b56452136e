import HTTPTypes
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 取り込み 4/5: the rows are written by a job; its page may be left, the job may be stopped, and stopped and taken back.
struct ImportRunRoutes: Sendable {
  let desk: ImportDesk

  var routes: [Route] {
    [
      .post("/import/{id}/run", "importRun", Label("取り込む", "Import"), ImportDesk.permission, begin),
      .page("/import/{id}/run", "importRunning", Label("取り込み 4/5 取り込み", "Import 4/5: import"), ImportDesk.permission, show),
      Route(
        .get, "/import/{id}/events", name: "importEvents", ImportDesk.permission, Label("取り込みの進み具合", "Progress of an import"),
        produces: [MediaTypes.events], events),
      .post("/import/{id}/stop", "importStop", Label("ここで止める", "Stop an import"), ImportDesk.permission, stop),
      .post("/import/{id}/withdrawal", "importWithdraw", Label("やめて元に戻す", "Stop and undo an import"), ImportDesk.permission, withdraw),
    ]
  }

  private func begin(_ request: AppRequest) async throws -> Answer {
    try await desk.door.write(request, as: "import.start") { tx, _ in
      var draft = try desk.draft(request, lock: true, in: tx)
      // Pressed twice, or in two tabs: one import.
      if draft.run != nil { return .redirect(to: ImportDesk.link(draft.id, "run")) }
      guard let check = try desk.job(draft.check, in: tx), check.state == .done else { return .redirect(to: ImportDesk.link(draft.id, "check")) }
      let plan = draft.finalPlan()
      try Problems.check(plan.problems(in: tx.schema, for: tx.actor))
      draft.run = try desk.queue.enqueue(
        ImportJob.job(file: draft.file, plan: plan, reading: draft.reading, actor: draft.actor), in: tx.transaction
      ).raw
      draft.look = draft.look.withoutCells
      try draft.save(at: tx.now, in: tx.transaction)
      return .redirect(to: ImportDesk.link(draft.id, "run"))
    }
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let (draft, isFinished) = try await desk.store.read(for: try request.signedIn().actor) { tx in
      let draft = try desk.draft(request, in: tx)
      return (draft, try desk.job(draft.run, in: tx)?.state.isFinished ?? true)
    }
    if draft.run == nil { return .redirect(to: ImportDesk.place(of: draft)) }
    if isFinished { return .redirect(to: ImportDesk.link(draft.id, "result")) }
    return try await desk.door.page(request) { tx, ui in try desk.runPage(try desk.draft(request, in: tx), tx, ui) }
  }

  private func events(_ request: AppRequest) async throws -> Answer {
    let (job, rows) = try await desk.store.read(for: try request.signedIn().actor) { tx in
      let draft = try desk.draft(request, in: tx)
      return (try desk.undoing(draft, in: tx)?.id ?? (draft.run ?? draft.check).map { ID<Job>($0) }, draft.look.rows)
    }
    guard let job else { throw Refusal.notFound }
    return JobEvents(database: desk.store.database, queue: desk.queue, job: job, rows: rows).answer()
  }

  private func stop(_ request: AppRequest) async throws -> Answer {
    try await desk.door.write(request, as: "import.stop") { tx, ui in
      let draft = try desk.draft(request, lock: true, in: tx)
      guard let run = draft.run else { throw Refusal.notFound }
      _ = try desk.queue.cancel(ID<Job>(run), in: tx.transaction)
      return .redirect(to: ImportDesk.link(draft.id, "run"), Flash(ui("取り込みを止めます", "The import is being stopped")))
    }
  }

  private func withdraw(_ request: AppRequest) async throws -> Answer {
    try await desk.door.write(request, as: "import.withdrawal") { tx, ui in
      var draft = try desk.draft(request, lock: true, in: tx)
      guard let run = draft.run else { throw Refusal.notFound }
      draft.isWithdrawn = true
      try ImportWithdrawalJob.begin(of: ID<Job>(run), by: tx.actor.userID, queue: desk.queue, in: tx.transaction)
      try draft.save(at: tx.now, in: tx.transaction)
      return .redirect(to: ImportDesk.link(draft.id, "run"), Flash(ui("取り込みを止めて、元に戻します", "The import is being stopped and undone")))
    }
  }
}

extension ImportDesk {
  func runPage(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let frame = ImportFrame(ui: ui, target: try ImportTargets(in: tx).label(draft.plan.collection), collection: draft.plan.collection)
    guard let job = try job(draft.run, in: tx) else { throw Refusal.notFound }
    let counts = ImportProgress(job).counts
    let isStopping = job.isCancelRequested
    let status =
      isStopping
      ? (draft.isWithdrawn ? ui("止めて元に戻しています", "Stopping and undoing") : ui("止めています", "Stopping"))
      : job.state == .waiting ? ui("順番を待っています", "Waiting its turn") : ui("取り込み中", "Importing")
    let steps: HTML = """
      <ol class="jobsteps"><li class="is-done"><span>\(HTML.icon("check", .small))</span>\(ui("試し読みで直し方を決める", "Settle what is put right"))</li>\
      <li aria-current="step"><span></span>\(ui("登録・更新する", "Add and update"))<span class="push muted xs">\(ui("新規", "added")) <span data-count="created">\(ui.number(counts.created))</span>・\
      \(ui("更新", "updated")) <span data-count="updated">\(ui.number(counts.updated))</span>・\(ui("入らない", "rejected")) <span data-count="rejected">\(ui.number(counts.rejected))</span></span></li>\
      <li><span></span>\(ui("入らなかった行を理由つきでまとめる", "Hand rejected rows back with their reasons"))</li></ol>
      """
    let foot: HTML =
      isStopping
      ? .empty
      : """
      <form method="post" action="\(Self.link(draft.id, "stop"))">\(ui.csrf)<button class="btn btn--sm">\(ui("ここで止める", "Stop here"))</button></form>\
      <form method="post" action="\(Self.link(draft.id, "withdrawal"))">\(ui.csrf)<button class="btn btn--sm btn--ghost c-danger">\(ui("やめて元に戻す", "Stop and undo"))</button></form>
      """
    let body: HTML = """
      \(frame.head(ui("取り込んでいます", "Importing"), ui("この画面を閉じても続きます。終わったら「取り込みの記録」に結果が出ます。", "You may leave this page; the result waits under earlier imports."), at: .run))
      <div class="wiz wiz--narrow"><section class="card"><div class="card__body stack" style="padding-block-start:var(--s-5);--gap:var(--s-4)">\
      \(frame.fileRow(draft, "<span class=\"status\" style=\"--dot:var(--primary)\"\(if: !isStopping, " data-working=\"\(ui("取り込み中", "Importing"))\"")>\(status)</span>"))\
      \(ProgressBar(job).html(total: draft.look.rows, unit: ImportFrame.rows, events: Self.link(draft.id, "events"), then: Self.link(draft.id, "result"), ui))\
      \(steps)\(HTML.callout("\(ui("途中で電源が切れても、", "After a crash it goes on "))<b>\(ui("続きから", "where it was"))</b>\(ui("再開します。同じ人が二重に入ることはありません。", ". Nobody is added twice."))"))</div>\
      <div class="card__foot">\(foot)<span class="push muted">\(ui("取込番号", "Import")) \(draft.id.text)</span></div></section></div>
      <div class="actionbar"><a class="btn btn--ghost" href="\(RecordLinks.list(draft.plan.collection))">\(ui("\(frame.target.ja)へもどる", "Back to the list"))</a>\
      <span class="small muted push">\(ui("開始", "Started")) \(ui.clock(job.createdAt))\(ui.person.map { "・\($0.name)" } ?? "")</span>\
      <a class="btn" data-noscript href="\(Self.link(draft.id, "run"))">\(HTML.icon("refresh"))\(ui("いまの様子を見る", "Look again"))</a></div>
      """
    return frame.page(.run, help: ImportHelp.run(ui), body: body)
  }

  /// The job that takes this import back, when there is one.
  func undoing(_ draft: ImportDraft, in tx: RecordTransaction) throws -> Job? {
    guard let operation = try job(draft.run, in: tx)?.operationID else { return nil }
    let wanted = ID<Operation>(operation).text
    return try queue.jobs(kind: UndoJob.kind, actor: draft.actor, limit: 100, in: tx.transaction).first {
      $0.payload["operation"]?.string == wanted
    }
  }
}
