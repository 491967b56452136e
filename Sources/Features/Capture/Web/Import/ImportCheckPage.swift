import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// What a finished dry run says.
struct ImportVerdict: Sendable {
  let counts: ImportCounts
  let isExact: Bool
  let examples: [ImportExample]
  let changes: [ImportChangeExample]
  let hasErrorFile: Bool

  init(_ json: JSON) {
    counts = ImportCounts(json: json)
    isExact = json["exact"]?.boolean ?? true
    examples = (json["examples"]?.array ?? []).compactMap(ImportExample.init(json:))
    changes = (json["changes"]?.array ?? []).compactMap(ImportChangeExample.init(json:))
    hasErrorFile = json["error_file"]?.string != nil
  }
}

extension ImportDesk {
  func checkPage(_ draft: ImportDraft, _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let frame = ImportFrame(ui: ui, target: try ImportTargets(in: tx).label(draft.plan.collection), collection: draft.plan.collection)
    guard let job = try job(draft.check, in: tx) else { throw Refusal.notFound }
    let body: HTML =
      switch job.state {
      case .waiting, .running: looking(draft, job, frame, ui)
      case .done: verdict(draft, ImportVerdict(job.result ?? .null), frame, tx, ui)
      case .failed, .cancelled: failed(draft, job, frame, ui)
      }
    return frame.page(.check, help: ImportHelp.check(ui), body: body)
  }

  private func looking(_ draft: ImportDraft, _ job: Job, _ frame: ImportFrame, _ ui: UI) -> HTML {
    """
    \(frame.head(ui("試し読みしています", "Reading every row"), ui("まだ何も登録していません。この画面を閉じても続きます。", "Nothing is added. You may leave this page."), at: .check))
    <div class="wiz wiz--narrow"><section class="card"><div class="card__body stack" style="padding-block-start:var(--s-5);--gap:var(--s-4)">\
    \(frame.fileRow(draft, HTML.status(ui("試し読み中", "Reading"), "var(--primary)")))\
    \(ProgressBar(job).html(total: draft.look.rows, unit: ImportFrame.rows, events: Self.link(draft.id, "events"), then: Self.link(draft.id, "check"), ui))</div></section></div>
    <div class="actionbar"><a class="btn btn--ghost" href="\(Self.link(draft.id, "map"))">\(ui("もどる", "Back"))</a><span class="push"></span>\
    <a class="btn" data-noscript href="\(Self.link(draft.id, "check"))">\(HTML.icon("refresh"))\(ui("いまの様子を見る", "Look again"))</a></div>
    """
  }

  private func failed(_ draft: ImportDraft, _ job: Job, _ frame: ImportFrame, _ ui: UI) -> HTML {
    """
    \(frame.head(ui("試し読みできませんでした", "The dry run failed"), ui("まだ何も登録していません。", "Nothing was added."), at: .check))
    \(HTML.callout("\(job.error ?? ui("途中で止まりました。項目のつなぎ方を確かめて、もう一度お試しください。", "It was stopped. Check the mapping and try again."))", .danger))
    <div class="actionbar"><a class="btn" href="\(Self.link(draft.id, "map"))">\(ui("もどる", "Back"))</a></div>
    """
  }

  private func verdict(_ draft: ImportDraft, _ verdict: ImportVerdict, _ frame: ImportFrame, _ tx: RecordTransaction, _ ui: UI) -> HTML {
    let counts = verdict.counts
    let unit = ImportFrame.unit(tx.schema.collection(draft.plan.collection)?.object.name ?? "")
    let taken = counts.created + counts.updated
    let read = ui(
      "\(ui.count(counts.rows, ImportFrame.rows))をすべて読みました。まだ何も登録していません。",
      "All \(ui.count(counts.rows, ImportFrame.rows)) were read. Nothing has been added yet.")
    let button: HTML =
      taken == 0
      ? .empty
      : """
      <form method="post" action="\(Self.link(draft.id, "run"))">\(ui.csrf)<button class="btn btn--primary">\(ui("\(ui.count(taken, ImportFrame.rows))を取り込む", "Import \(ui.count(taken, ImportFrame.rows))"))</button></form>
      """
    return """
      \(frame.head(ui("試し読みの結果", "What would happen"), read, at: .check))
      <dl class="stats wiz__stats">\(stat("plus", ui("新しく作る", "Added"), counts.created, unit, ui("ファイルだけにいる", "only in the file"), ui))\
      \(stat("edit", ui("更新する", "Updated"), counts.updated, ImportFrame.rows, draft.plan.contradictions == .keep ? ui("空欄を埋めます", "empty fields are filled in") : ui("ファイルの値で置き換えます", "replaced by the file’s values"), ui))\
      \(stat("check", ui("変わりなし", "Unchanged"), counts.unchanged, ImportFrame.rows, ui("同じ内容の行", "nothing new in them"), ui))\
      \(stat("warn", ui("入らない行", "Rejected"), counts.rejected, ImportFrame.rows, counts.blank > 0 ? ui("ほかに空の行 \(counts.blank)", "besides \(counts.blank) blank rows") : ui("直すと入ります", "can be mended"), ui, warns: counts.rejected > 0))</dl>
      \(if: counts.repaired > 0, "<p class=\"small soft impnote\">\(HTML.icon("check", .small))\(ui("\(ui.count(counts.repaired, ImportFrame.rows))は、こちらで直してから入れます。", "\(ui.count(counts.repaired, ImportFrame.rows)) are put right on the way in."))</p>")\
      \(if: !verdict.isExact, HTML.callout("\(ui("とても大きいファイルのため、数字は見込みです。", "The file is so large that the figures are estimates."))", .warn))
      \(examplesCard(draft, verdict, ui))\(changesCard(verdict, ui))
      \(if: taken == 0, HTML.callout("\(ui("取り込む行がありません。項目のつなぎ方か、「見つかったとき」の選び方を見直してください。", "There is nothing to import. Look at the mapping again, or at what happens with existing records."))", .warn))
      <div class="actionbar"><a class="btn btn--ghost" href="\(Self.link(draft.id, "map"))">\(ui("もどる", "Back"))</a>\
      <span class="small push">\(ui("\(ui.count(counts.created, unit))を作り、\(ui.count(counts.updated, ImportFrame.rows))を更新します", "\(ui.number(counts.created)) added, \(ui.number(counts.updated)) updated"))</span>\(button)</div>
      """
  }

  private func stat(_ icon: String, _ label: String, _ number: Int, _ unit: Label, _ sub: String, _ ui: UI, warns: Bool = false) -> HTML {
    """
    <div class="stat\(if: warns, " is-warn")"><dt>\(HTML.icon(icon, .small))\(label)</dt><dd class="stat__v">\(ui.number(number))<small>\(ui(unit))</small></dd><dd class="stat__s">\(sub)</dd></div>
    """
  }

  // MARK: Rows

  private func examplesCard(_ draft: ImportDraft, _ verdict: ImportVerdict, _ ui: UI) -> HTML {
    guard !verdict.examples.isEmpty else {
      return HTML.callout("\(ui("見直す行はありません。", "There is nothing to look at."))", .ok)
    }
    let counts = verdict.counts
    let words: [(ImportExample.Kind, Label, Int)] = [
      (.rejected, Label("入らない", "Rejected"), counts.rejected), (.repaired, Label("自動で直す", "Put right"), counts.repaired),
      (.kept, Label("今の値を残す", "Kept"), counts.kept),
    ]
    let filters = words.compactMap { kind, label, number -> HTML? in
      number == 0 ? nil : "<button type=\"button\" aria-pressed=\"false\" data-only=\"\(kind.rawValue)\">\(ui(label)) \(ui.number(number))</button>"
    }
    let download: HTML =
      verdict.hasErrorFile
      ? HTML.linkButton(
        ui("入らない\(ui.count(verdict.counts.rejected, ImportFrame.rows))をCSVで直す", "Mend the rejected rows in a CSV file"),
        Self.link(draft.id, "check/errors.csv"),
        icon: "download", size: .small, attributes: "download")
      : .empty
    return """
      <section class="card" aria-labelledby="h-rows"><div class="card__head"><h2 id="h-rows">\(ui("見直す行", "Rows to look at"))</h2><div class="seg push" data-filter>\
      <button type="button" aria-pressed="true" data-only="">\(ui("すべて", "All"))</button>\(filters)</div></div>\
      <div class="tablewrap impwrap"><table class="table table--tight table--fold chk"><thead><tr><th class="num">\(ui("行", "Row"))</th><th>\(ui("会社・氏名", "Whose"))</th><th>\(ui("項目と理由", "Field and reason"))</th><th>\(ui("直し方", "Repair"))</th>\
      <th><span class="sr">\(ui("どうなるか", "Outcome"))</span></th></tr></thead><tbody>\(Self.shown(verdict.examples).html { exampleRow($0, ui) })</tbody></table></div>\
      <div class="card__foot">\(download)<span class="push muted hide-s">\(ui("種類ごとに、はじめの行だけです。入らない行は、CSVに理由つきで残ります", "The first of each kind. Rejected rows are handed back with their reasons"))</span></div></section>
      """
  }

  /// The first of each kind: what is wrong before what is put right by itself.
  private static func shown(_ examples: [ImportExample]) -> [ImportExample] {
    [(ImportExample.Kind.rejected, 30), (.repaired, 15), (.kept, 10)].flatMap { kind, most in
      examples.filter { $0.kind == kind }.prefix(most)
    }
  }

  private func exampleRow(_ example: ImportExample, _ ui: UI) -> HTML {
    let before: HTML = example.before.map { "<del>\(short($0))</del>" } ?? "<del>\(ui("（空欄）", "(empty)"))</del>"
    let repair: HTML =
      switch example.kind {
      case .repaired: "<span class=\"fix\">\(before)\(HTML.icon("arrow", .small))<ins>\(short(example.after ?? ""))</ins></span>"
      case .rejected: "<span class=\"fix\">\(before)</span>"
      case .kept: "<span class=\"soft\">\(ui("今の値のままにします", "Stays as it is"))</span>"
      }
    let mark: HTML =
      switch example.kind {
      case .repaired: HTML.tag(ui("直す", "Put right"), .ok)
      case .rejected: HTML.tag(ui("入らない", "Rejected"), .danger)
      case .kept: HTML.tag(ui("残す", "Kept"))
      }
    return """
      <tr data-kind="\(example.kind.rawValue)"><td class="num muted" data-hide>\(example.row)</td><td class="clip" style="max-inline-size:12rem">\(example.name)</td>\
      <td><b class="rowhead">\(example.field.map { ui($0) } ?? ui("行全体", "Whole row"))</b><small class="muted xs" style="display:block">\(example.message[ui.language])</small></td>\
      <td data-wide>\(repair)</td><td class="nowrap">\(mark)</td></tr>
      """
  }

  private func short(_ text: String) -> String { text.count > 40 ? "\(text.prefix(40))…" : text }

  private func changesCard(_ verdict: ImportVerdict, _ ui: UI) -> HTML {
    guard !verdict.changes.isEmpty else { return .empty }
    return """
      <section class="card updprev" aria-labelledby="h-changes"><div class="card__head"><h2 id="h-changes">\(ui("更新の例", "Examples of updates"))</h2>\
      <span class="xs muted">\(ui("\(ui.count(verdict.counts.updated, ImportFrame.rows))のうち\(verdict.changes.count)件", "\(verdict.changes.count) of \(ui.count(verdict.counts.updated, ImportFrame.rows))"))</span></div>\
      \(verdict.changes.html { change in
        """
        <div class="card__body diffrow"><span class="who">\(HTML.avatar(change.name, id: change.record.raw))<span><b>\(change.name)</b></span></span><dl class="diff">\
        \(change.lines.prefix(6).html { "<div><dt>\(ui($0.field))</dt><dd>\(HTML.difference($0.before.isEmpty ? ui("（空欄）", "(empty)") : short($0.before), short($0.after)))</dd></div>" })</dl></div>
        """
      })</section>
      """
  }
}
