import Database
import Foundation
import Jobs
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

extension ImportDesk {
  /// The records or rows behind one figure of the result.
  func rowsPage(_ draft: ImportDraft, _ kind: String, before: Int64?, _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    guard let job = try job(draft.run, in: tx) else { throw Refusal.notFound }
    let titles: [String: Label] = [
      "created": Label("新しく作ったもの", "Added"), "updated": Label("更新したもの", "Updated"), "rejected": Label("入らなかった行", "Rejected rows"),
      "kept": Label("直した値と残した値", "Values put right or kept"),
    ]
    guard let title = titles[kind] else { throw Refusal.notFound }
    let list: HTML =
      switch kind {
      case "created": try records(draft, job, "create", kind, before: before, tx, ui)
      case "updated": try records(draft, job, "update", kind, before: before, tx, ui)
      case "rejected": try fileRows(draft, job.result?["error_file"], "errors.csv", tx, ui)
      default: try fileRows(draft, job.result?["note_file"], "notes.csv", tx, ui)
      }
    var page = ImportFrame(ui: ui, target: try ImportTargets(in: tx).label(draft.plan.collection), collection: draft.plan.collection)
      .page(
        .result, help: ImportHelp.result(ui), modules: [],
        body: """
          <div class="page__head"><div><h1>\(ui(title))</h1><p class="sub">\(draft.fileName)・\(ui.near(job.createdAt))</p></div>\
          <div class="actions"><a class="btn" href="\(Self.link(draft.id, "result"))">\(HTML.icon("left"))\(ui("結果へもどる", "Back to the result"))</a></div></div>\(list)
          """)
    page.title = ui(title)
    page.mainClass = "page"
    page.crumbs.append(WebPage.Crumb(ui("取り込みの結果", "Result"), Self.link(draft.id, "result")))
    return page
  }

  private static let shown = 50
  private static let shownRows = 200

  /// Records that the import created or changed and that still are there, newest first.
  private func records(
    _ draft: ImportDraft, _ job: Job, _ act: String, _ kind: String, before: Int64?, _ tx: RecordTransaction, _ ui: UI
  ) throws -> HTML {
    guard let operation = job.operationID, let object = tx.schema.collection(draft.plan.collection)?.object else { return .empty }
    let changes = try tx.transaction.query(
      """
      SELECT id, record_id FROM change WHERE operation_id = \(operation) AND kind = \(act) AND object = \(object.name) AND id < \(before ?? .max)
      ORDER BY id DESC LIMIT \(Self.shown + 1)
      """
    ).map { (id: try $0.integer(0), record: try $0.id(1, AnyRecord.self)) }
    let page = changes.prefix(Self.shown)
    var seen: Set<RecordID> = []
    let records = try tx.fetch(object, page.map(\.record).filter { seen.insert($0).inserted })
    guard !records.isEmpty else {
      return HTML.empty(ui("もうありません", "There are none any more"), ui("元に戻したか、ごみ箱へ移したものです。", "They were undone or deleted."))
    }
    let fields = ["company_name", "department", "email", "phone", "corporate_number", "industry"].compactMap { object.field($0) }.filter {
      tx.access.isVisible($0, on: object)
    }.prefix(4)
    let lines = records.html { record -> HTML in
      let name = tx.title(of: record, object)
      return """
        <tr><td><a class="who" href="\(RecordLinks.record(record, object))">\(HTML.avatar(name, id: record.id.raw))<span><b>\(name)</b></span></a></td>\
        \(fields.html { "<td>\($0.type.shown(record[$0.name], in: tx.parsing))</td>" })</tr>
        """
    }
    let more: HTML =
      changes.count > Self.shown
      ? "<nav class=\"pager\"><a class=\"btn btn--sm push\" href=\"\(Self.link(draft.id, "rows"))?kind=\(kind)&amp;before=\(page.last?.id ?? 0)\">\(ui("次の\(Self.shown)件", "Next \(Self.shown)"))\(HTML.icon("right"))</a></nav>"
      : .empty
    return """
      <section class="card"><div class="tablewrap impwrap"><table class="table table--tight table--fold"><thead><tr><th>\(ui("名前", "Name"))</th>\(fields.html { "<th>\(ui($0.label))</th>" })</tr></thead><tbody>\(lines)</tbody></table></div>\(more)</section>
      """
  }

  /// The rows of a file that the import left, as far as anybody reads them on a screen.
  private func fileRows(_ draft: ImportDraft, _ name: JSON?, _ download: String, _ tx: RecordTransaction, _ ui: UI) throws -> HTML {
    guard let id = name?.string.flatMap({ ID<ExchangeFile>(text: $0) }), try ExchangeFile.header(id, in: tx.transaction) != nil else {
      return HTML.empty(ui("ファイルはもうありません", "The file is gone"), ui("\(Undo.days)日をすぎたファイルは消えます。", "Files are kept for \(Undo.days) days."))
    }
    let transaction = tx.transaction
    var number = 0
    var reader = CSVReader {
      defer { number += 1 }
      return try ExchangeFile.piece(number, of: id, in: transaction)
    }
    let headings = try reader.next()?.cells ?? []
    var rows: [[String]] = []
    var hasMore = false
    while let row = try reader.next() {
      if rows.count == Self.shownRows {
        hasMore = true
        break
      }
      rows.append(row.cells)
    }
    // What was wrong stands last in the file; people want it first.
    let isErrors = download == "errors.csv" && headings.count > 2
    let order = isErrors ? Array((headings.count - 2)..<headings.count) + Array(0..<(headings.count - 2)) : Array(headings.indices)
    func cells(_ row: [String]) -> [String] { order.map { $0 >= 0 && $0 < row.count ? row[$0] : "" } }
    return """
      <section class="card"><div class="card__head card__head--line"><h2 class="sr">\(ui("行", "Rows"))</h2><span class="small muted">\(hasMore ? ui("はじめの\(Self.shownRows)行です", "The first \(Self.shownRows) rows") : ui.count(rows.count, ImportFrame.rows))</span>\
      <a class="btn btn--sm push" href="\(Self.link(draft.id, download))" download>\(HTML.icon("download"))\(ui("CSVで受け取る", "Download as CSV"))</a></div>\
      <div class="rawprev" role="region" aria-label="\(ui("行の一覧", "Rows"))" tabindex="0"><table class="table table--tight table--fit"><thead><tr>\(cells(headings).html { "<th>\($0)</th>" })</tr></thead>\
      <tbody>\(rows.html { "<tr>\(cells($0).html { "<td>\($0)</td>" })</tr>" })</tbody></table></div></section>
      """
  }
}
