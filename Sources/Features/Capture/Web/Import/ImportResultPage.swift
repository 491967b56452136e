import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// What is known of an import that has ended.
struct ImportEnding: Sendable {
  let draft: ImportDraft
  let job: Job
  let counts: ImportCounts
  let operation: Operation?
  let undoing: Job?
  let unit: Label
  let target: Label

  init?(_ draft: ImportDraft, _ job: Job?, undoing: Job?, in tx: RecordTransaction, _ targets: ImportTargets) throws {
    guard let job else { return nil }
    self.draft = draft
    self.job = job
    counts = (job.result ?? job.checkpoint?["counts"]).map(ImportCounts.init(json:)) ?? ImportCounts()
    operation = try job.operationID.flatMap { try tx.operation(ID($0)) }
    self.undoing = undoing
    target = targets.label(draft.plan.collection)
    unit = ImportFrame.unit(tx.schema.collection(draft.plan.collection)?.object.name ?? "")
  }

  var isUndone: Bool { operation?.state == .undone }
  var isBeingUndone: Bool { undoing.map { !$0.state.isFinished } ?? false || (draft.isWithdrawn && !isUndone && undoing?.state != .failed) }
  var lastDay: Instant? { operation.map { $0.at + .seconds(86_400 * Undo.days) } }
  func canBeUndone(at now: Instant) -> Bool { operation != nil && !isUndone && !isBeingUndone && lastDay.map { now <= $0 } ?? false }

  /// The list of what came in, as far as a filter can say it.
  func listLink(_ actor: ID<UserTag>) -> String {
    let list = RecordLinks.list(draft.plan.collection)
    guard let operation, let end = job.finishedAt, !isUndone else { return list }
    let filter: JSON = [
      "all": [
        ["field": "created_by", "is": "eq", "value": .string(actor.text)], ["field": "created_at", "is": "gte", "value": .string(operation.at.text)],
        ["field": "created_at", "is": "lte", "value": .string(end.text)],
      ]
    ]
    return "\(list)?filter=\(PercentEncoding.encode(filter.text))"
  }
}

extension ImportDesk {
  func resultPage(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let targets = try ImportTargets(in: tx)
    let frame = ImportFrame(ui: ui, target: targets.label(draft.plan.collection), collection: draft.plan.collection)
    guard let end = try ImportEnding(draft, try job(draft.run, in: tx), undoing: try undoing(draft, in: tx), in: tx, targets) else {
      throw Refusal.notFound
    }
    let others = try ImportDraft.all(of: tx.actor.userID, limit: 10, in: tx.transaction).filter { $0.run != nil }
    let jobs = try jobs(of: others, in: tx)
    let operations = try operations(of: jobs, in: tx)
    let taken = end.counts.created + end.counts.updated
    let body: HTML = """
      \(frame.head(title(end, ui), "\(ui.full(end.job.finishedAt ?? end.job.createdAt))　\(ui("取込番号", "Import")) \(draft.id.text)・\(draft.fileName)", at: .result))
      \(notice(end, ui))
      \(stats(end, ui))
      <div class="wiz"><div class="stack" style="--gap:var(--s-4)">\(nextSteps(end, tx, ui))\(history(others, jobs, operations, draft, ui))</div>
      <div class="stack" style="--gap:var(--s-4)">\(undoCard(end, ui))\(filesCard(end, ui))</div></div>
      <div class="actionbar"><a class="btn btn--ghost" href="/import?into=\(PercentEncoding.encode(draft.plan.collection))">\(HTML.icon("upload"))\(ui("ほかのファイルを取り込む", "Import another file"))</a><span class="push"></span>\
      \(end.isUndone || taken == 0 ? HTML.linkButton(ui("\(frame.target.ja)の一覧へ", "To the list"), RecordLinks.list(draft.plan.collection), .primary)
        : HTML.linkButton(ui("\(ui.count(end.counts.created, end.unit))を一覧で見る", "See them in the list"), end.listLink(draft.actor), .primary))</div>
      """
    return frame.page(.result, help: ImportHelp.result(ui), body: body)
  }

  private func title(_ end: ImportEnding, _ ui: UI) -> String {
    if end.isUndone { return ui("取り込みを元に戻しました", "The import was undone") }
    if end.isBeingUndone { return ui("元に戻しています", "Being undone") }
    switch end.job.state {
    case .failed: return ui("途中で止まりました", "The import stopped on the way")
    case .cancelled: return ui("取り込みを止めました", "The import was stopped")
    default:
      let taken = end.counts.created + end.counts.updated
      return ui("\(ui.count(taken, ImportFrame.rows))を取り込みました", "\(ui.count(taken, ImportFrame.rows)) were imported")
    }
  }

  private func notice(_ end: ImportEnding, _ ui: UI) -> HTML {
    if end.isBeingUndone {
      let events = Self.link(end.draft.id, "events")
      let bar = end.undoing.map {
        ProgressBar($0).html(
          total: end.counts.created + end.counts.updated, unit: Label("件", "changes"), events: events, then: Self.link(end.draft.id, "result"), ui)
      }
      return """
        <section class="card" style="margin-block-end:var(--s-4)"><div class="card__body" style="padding-block-start:var(--s-4)">\
        \(bar ?? "<p class=\"small\" data-reload=\"1500\">\(ui("取り込みが止まるのを待って、元に戻します。", "Waiting for the import to stop."))</p>")</div></section>
        """
    }
    if end.isUndone {
      let kept = end.undoing?.result?["kept"]?.integer ?? 0
      return HTML.callout(
        kept == 0
          ? "\(ui("作ったものはごみ箱へ移し、変えた値は前の値に戻しました。", "What was added is gone, what was changed is as before."))"
          : "\(ui("そのあと人が直した\(ui.number(kept))件は、そのまま残しました。", "\(ui.number(kept)) that people changed since were kept."))", .ok)
    }
    if end.job.state == .failed {
      return HTML.callout("\(end.job.error ?? "")　\(ui("入ったところまでは残っています。元に戻して、もう一度取り込めます。", "What is in stays. Undo it and import again."))", .danger)
    }
    if end.undoing?.state == .failed { return HTML.callout("\(end.undoing?.error ?? ui("元に戻せませんでした。", "It could not be undone."))", .danger) }
    return .empty
  }

  private func stats(_ end: ImportEnding, _ ui: UI) -> HTML {
    func stat(_ label: String, _ number: Int, _ unit: Label, _ kind: String?, _ sub: String) -> HTML {
      HTML.stat(
        label, ui.number(number), unit: ui(unit), sub: "\(sub)",
        link: number > 0 && !end.isUndone ? kind.map { "\(Self.link(end.draft.id, "rows"))?kind=\($0)" } : nil)
    }
    let counts = end.counts
    return """
      <dl class="stats wiz__stats">\(stat(ui("新しい\(end.target.ja)", "New"), counts.created, end.unit, "created", counts.repaired > 0 ? ui("直してから入れた行 \(ui.number(counts.repaired))", "\(ui.number(counts.repaired)) rows put right") : ui("ファイルだけにいた", "only in the file")))\
      \(stat(ui("更新した行", "Updated"), counts.updated, ImportFrame.rows, "updated", end.draft.plan.contradictions == .keep ? ui("空欄を埋めました", "empty fields filled in") : ui("ファイルの値で置き換えました", "values replaced")))\
      \(stat(ui("入らなかった行", "Rejected"), counts.rejected, ImportFrame.rows, "rejected", counts.blank > 0 ? ui("ほかに空の行 \(ui.number(counts.blank))", "besides \(ui.number(counts.blank)) blank rows") : ui("理由つきのCSVがあります", "with reasons in a CSV file")))\
      \(stat(ui("変わりなし", "Unchanged"), counts.unchanged, ImportFrame.rows, counts.kept > 0 ? "kept" : nil, counts.kept > 0 ? ui("違う値を残した行 \(ui.number(counts.kept))", "\(ui.number(counts.kept)) rows differ") : ui("同じ内容の行", "nothing new in them")))</dl>
      """
  }

  private func nextSteps(_ end: ImportEnding, _ tx: RecordTransaction, _ ui: UI) -> HTML {
    guard !end.isUndone else { return .empty }
    var steps: [(icon: String, link: String, title: String, text: String)] = []
    if end.counts.rejected > 0 {
      steps.append(
        (
          "download", Self.link(end.draft.id, "errors.csv"),
          ui("入らなかった\(ui.count(end.counts.rejected, ImportFrame.rows))を直す", "Mend \(ui.count(end.counts.rejected, ImportFrame.rows))"),
          ui("理由の列を見て直し、そのファイルをもう一度取り込みます", "Mend the file by its reason column and import it again")
        ))
    }
    if end.counts.created > 0 {
      steps.append(
        (
          "users", end.listLink(end.draft.actor),
          ui("\(ui.count(end.counts.created, end.unit))の担当を決める", "Assign \(ui.count(end.counts.created, end.unit))"),
          ui("一覧でまとめて選び、担当を変えられます", "Choose them in the list and change the owner at once")
        ))
    }
    if end.draft.answers.mail == .notYet {
      steps.append(
        (
          "phone", end.listLink(end.draft.actor), ui("電話リストとして使う", "Use it as a call list"),
          ui("メールを送る根拠がないため、まず電話でごあいさつ", "There is no basis for mailing yet: call first")
        ))
    }
    guard !steps.isEmpty else { return .empty }
    return """
      <section class="card" aria-labelledby="h-next"><div class="card__head"><h2 id="h-next">\(ui("つぎにすること", "What to do next"))</h2></div><div class="rows nexts">\(steps.html { step in
        """
        <a href="\(step.link)"><span class="node__i">\(HTML.icon(step.icon))</span><span class="grow"><b>\(step.title)</b><small>\(step.text)</small></span>\(HTML.icon("right", .small))</a>
        """
      })</div></section>
      """
  }

  // MARK: Earlier imports

  private func jobs(of drafts: [ImportDraft], in tx: RecordTransaction) throws -> [Int64: Job] {
    let ids = drafts.compactMap(\.run).map { ID<Job>($0) }
    return Dictionary(try queue.jobs(ids, in: tx.transaction).map { ($0.id.raw, $0) }, uniquingKeysWith: { $1 })
  }

  private func operations(of jobs: [Int64: Job], in tx: RecordTransaction) throws -> [Int64: Operation] {
    let ids = jobs.values.compactMap(\.operationID).map { ID<Operation>($0) }
    return Dictionary(try tx.operations(ids).map { ($0.id.raw, $0) }, uniquingKeysWith: { $1 })
  }

  private func history(
    _ drafts: [ImportDraft], _ jobs: [Int64: Job], _ operations: [Int64: Operation], _ current: ImportDraft, _ ui: UI
  ) -> HTML {
    let lines = drafts.html { draft -> HTML in
      guard let job = draft.run.flatMap({ jobs[$0] }) else { return .empty }
      let counts = (job.result ?? job.checkpoint?["counts"]).map(ImportCounts.init(json:)) ?? ImportCounts()
      return """
        <tr\(if: draft.id == current.id, " class=\"is-on\"")><td class="nowrap">\(ui.near(job.createdAt))</td><td><a href="\(Self.link(draft.id, "result"))">\(draft.fileName)</a></td>\
        <td class="num" data-hide>\(ui.number(counts.created))</td><td class="num" data-hide>\(ui.number(counts.updated))</td><td class="num" data-hide>\(ui.number(counts.rejected))</td>\
        <td>\(undoCell(draft, job, job.operationID.flatMap { operations[$0] }, ui))</td></tr>
        """
    }
    return """
      <section class="card" aria-labelledby="h-history"><div class="card__head"><h2 id="h-history">\(ui("取り込みの記録", "Earlier imports"))</h2></div><div class="tablewrap impwrap"><table class="table table--tight table--fold"><thead><tr><th>\(ui("日時", "When"))</th><th>\(ui("ファイル", "File"))</th>\
      <th class="num">\(ui("新規", "Added"))</th><th class="num">\(ui("更新", "Updated"))</th><th class="num">\(ui("除外", "Rejected"))</th><th>\(ui("元に戻す", "Undo"))</th></tr></thead><tbody>\(lines)</tbody></table></div></section>
      """
  }

  private func undoCell(_ draft: ImportDraft, _ job: Job, _ operation: Operation?, _ ui: UI) -> HTML {
    guard job.state.isFinished else { return "<a class=\"xs\" href=\"\(Self.link(draft.id, "run"))\">\(ui("取り込み中", "Importing"))</a>" }
    guard let operation else { return "<span class=\"xs muted\">\(ui("何も入っていません", "Nothing came in"))</span>" }
    if operation.state == .undone { return "<span class=\"xs muted\">\(ui("元に戻しました", "Undone"))</span>" }
    guard ui.moment.now - operation.at <= .seconds(86_400 * Undo.days) else {
      return "<span class=\"xs muted\">\(ui("\(Undo.days)日をすぎました", "Over \(Undo.days) days ago"))</span>"
    }
    return """
      <form method="post" action="\(Self.link(draft.id, "undo"))">\(ui.csrf)<button class="btn btn--sm" aria-label="\(ui("\(draft.fileName)の取り込みを元に戻す", "Undo the import of \(draft.fileName)"))">\(HTML.icon("undo"))\(ui("元に戻す", "Undo"))</button></form>
      """
  }

  // MARK: Undo and files

  private func undoCard(_ end: ImportEnding, _ ui: UI) -> HTML {
    guard end.canBeUndone(at: ui.moment.now), let last = end.lastDay else { return .empty }
    let day = ui.shortDate(last.day(offset: ui.moment.zoneOffset))
    return """
      <section class="card" aria-labelledby="h-undo"><div class="card__head"><h2 id="h-undo">\(ui("元に戻す", "Undo"))</h2></div><div class="card__body stack"><p class="small">\(ui("\(day)まで、この取り込みだけを元に戻せます。", "Until \(day) this import alone can be undone."))</p>\
      <ul class="checks"><li class="ok">\(HTML.icon("check"))\(ui("作った\(ui.count(end.counts.created, end.unit))を取り消す", "\(ui.count(end.counts.created, end.unit)) that were added go"))</li>\
      <li class="ok">\(HTML.icon("check"))\(ui("更新した値を前の値へ", "Changed values return"))</li><li class="ng">\(HTML.icon("warn"))\(ui("そのあと直した値と商談は残します", "What was changed since, and deals, stay"))</li></ul>\
      <form method="post" action="\(Self.link(end.draft.id, "undo"))">\(ui.csrf)<button class="btn btn--block">\(HTML.icon("undo"))\(ui("この取り込みを元に戻す", "Undo this import"))</button></form></div></section>
      """
  }

  private func filesCard(_ end: ImportEnding, _ ui: UI) -> HTML {
    var files: [(String, String)] = []
    if end.counts.rejected > 0 {
      files.append(
        (
          "errors.csv",
          ui(
            "入らなかった\(ui.count(end.counts.rejected, ImportFrame.rows))（理由つき）",
            "\(ui.count(end.counts.rejected, ImportFrame.rows)) rejected, with reasons")
        ))
    }
    if end.counts.repaired + end.counts.kept > 0 { files.append(("notes.csv", ui("直した値と残した値の一覧", "Values put right or kept"))) }
    guard !files.isEmpty else { return .empty }
    return """
      <section class="card" aria-labelledby="h-files"><div class="card__head"><h2 id="h-files">\(ui("ファイル", "Files"))</h2></div><div class="rows">\
      \(files.html { name, label in "<a href=\"\(Self.link(end.draft.id, name))\" download>\(HTML.icon("download"))<span class=\"grow\">\(label)</span></a>" })</div></section>
      """
  }
}
