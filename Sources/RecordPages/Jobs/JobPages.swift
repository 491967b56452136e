import Jobs
import Kernel
import Metadata
import Records
package import WebKernel

/// How a change of many records is getting on: the bar while it works, and then what was done, what was left and the undo.
package struct JobPages: Sendable {
  private let door: WebDoor

  package init(door: WebDoor) { self.door = door }

  package var routes: [Route] {
    [
      .page("/jobs/{job}", "jobPage", Label("作業の進み具合", "How work is getting on"), .page, show),
      .post("/jobs/{job}/cancel", "cancelJobPage", Label("作業を中止する", "Stop work"), cancel),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let back = LocalAddress.checked(request.query.items.first { $0.name == "back" }?.value)
    return try await door.page(request) { tx, ui in
      let job = try job(request, tx)
      return WebPage(
        ui("作業の進み具合", "Progress"), modules: ["job.js"],
        body: """
          <div class="page__head"><div><h1 class="h-in-bar">\(ui("作業の進み具合", "Progress"))</h1></div></div>
          <section class="card" data-job="\(job.id.text)"\(if: job.state.isFinished, " data-finished")>\(JobState(job: job, back: back, ui: ui).html)</section>
          """)
    }
  }

  /// What is done stays, and can be taken back.
  private func cancel(_ request: AppRequest) async throws -> Answer {
    let back = LocalAddress.checked(request.form["back"])
    return try await door.write(request, as: "job.cancel") { tx, _ in
      let job = try job(request, tx)
      _ = try door.queue.cancel(job.id, in: tx.transaction)
      return .redirect(to: JobLinks.job(job.id, back: back))
    }
  }

  /// Jobs of others need the permission `jobs`; without it they do not exist.
  private func job(_ request: AppRequest, _ tx: RecordTransaction) throws -> Job {
    guard let job = try door.queue.job(try request.id("job"), in: tx.transaction),
      tx.actor.rights.may("jobs") || (job.actorID != nil && job.actorID == tx.actor.userID)
    else { throw Refusal.notFound }
    return job
  }
}

/// One job on its page.
private struct JobState {
  let job: Job
  let back: String
  let ui: UI

  private var done: String? { job.progress?.label[ui.language] }
  private var kept: Int { Int(job.result?["kept"]?.integer ?? 0) }

  var html: HTML {
    switch job.state {
    case .waiting, .running: running
    case .done: ended(done ?? ui("終わりました", "Done"), icon: "check")
    case .cancelled: ended(ui("中止しました。", "Stopped. ") + (done ?? ""), icon: "warn")
    case .failed: ended(ui("できませんでした。", "It failed. ") + (job.error ?? ""), icon: "warn")
    }
  }

  private var running: HTML {
    let percent = job.progress.flatMap { progress in progress.total.map { progress.done * 100 / max(1, $0) } } ?? 0
    let total = job.progress?.total.map { ui("全\(ui.number($0))件", "of \(ui.number($0))") } ?? ""
    return """
      <div class="card__body"><div class="row"><b data-told role="status">\(done ?? ui("順番を待っています", "Waiting for its turn"))</b>\
      <span class="push small muted">\(total)</span></div>\
      <div class="meter meter--lg" style="margin-block:var(--s-3)" role="progressbar" aria-label="\(ui("進み具合", "Progress"))" aria-valuenow="\(percent)" \
      aria-valuemin="0" aria-valuemax="100"><i style="--v:\(percent)"></i></div>\
      <p class="small soft">\(ui("この画面を離れても続きます。中止しても、それまでの分はまとめて元に戻せます。",
        "It goes on when you leave. What is done when you stop it can be undone as a whole."))</p></div>\
      <div class="card__foot row"><form method="post" action="/jobs/\(job.id.text)/cancel">\(ui.csrf)<input type="hidden" name="back" value="\(back)">\
      \(HTML.button(ui("中止する", "Stop"), icon: "x"))</form>\
      \(HTML.linkButton(ui("いまの様子を見る", "Look again"), JobLinks.job(job.id, back: back), icon: "refresh", attributes: "data-look"))</div>
      """
  }

  private func ended(_ title: String, icon: String) -> HTML {
    let reasons = (job.result?["reasons"]?.array ?? []).compactMap(Label.init(json:))
    return """
      \(HTML.empty(title, kept == 0 ? "" : ui("\(ui.number(kept))件はそのままです。", "\(ui.number(kept)) stayed as they were."), icon: icon))\
      \(if: !reasons.isEmpty, "<div class=\"card__body\"><ul class=\"small\">\(reasons.html { "<li>\($0[ui.language])</li>" })</ul></div>")\
      <div class="card__foot row">\(undo)\(HTML.linkButton(ui("戻る", "Back"), back, .primary))</div>
      """
  }

  private var undo: HTML {
    guard let operation = job.operationID, job.kind != UndoJob.kind else { return .empty }
    return """
      <form method="post" action="/undo/\(ID<Operation>(operation).text)">\(ui.csrf)<input type="hidden" name="back" value="\(back)">\
      \(HTML.button(ui("まとめて元に戻す", "Undo all"), icon: "undo"))</form>
      """
  }
}
