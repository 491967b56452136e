import Japan
import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// The encodings offered when the guess was wrong.
enum TextEncodingChoice {
  static func encoding(_ value: String) -> TextEncoding? { TextEncoding(rawValue: value) }

  static func options(_ ui: UI) -> [HTML.Option] { TextEncoding.allCases.map { HTML.Option($0.rawValue, ui($0.label)) } }
}

extension ImportDesk {
  /// Before a file is chosen; unfinished imports are offered first.
  func startPage(_ wanted: String?, problems: [Problem], _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    try Self.permit(tx)
    let targets = try ImportTargets(in: tx)
    guard let first = targets.all.first else {
      throw Refusal.forbidden(Label("取り込める種類のデータがありません。管理者に相談してください。", "There is nothing you may import into. Ask an administrator."))
    }
    let chosen = wanted.flatMap { wanted in targets.all.first { $0.collection == wanted } } ?? first
    let frame = ImportFrame(ui: ui, target: chosen.label, collection: chosen.collection)
    let drafts = try ImportDraft.all(of: tx.actor.userID, limit: 20, in: tx.transaction)
    let body: HTML = """
      \(frame.head(ui("リストを取り込む", "Import a list"), ui("CSV・Excel・連絡先カード。列の並びは、そのままで大丈夫です。", "CSV, Excel or contact cards. The order of the columns does not matter."), at: .file))
      \(HTML.problems(problems, ui))
      <div class="wiz"><div class="stack" style="--gap:var(--s-4)"><section class="card"><div class="card__body stack" style="padding-block-start:var(--s-4)">
      \(dropForm(targets, chosen.collection, instead: nil, ui))</div></section>
      \(Self.rawHint(ui))</div>
      <div class="stack" style="--gap:var(--s-4)">\(unfinished(drafts.filter { $0.run == nil }, targets, ui))\(Self.past(drafts.filter { $0.run != nil }, ui))</div></div>
      <div class="actionbar"><a class="btn btn--ghost" href="\(RecordLinks.list(chosen.collection))">\(ui("やめる", "Cancel"))</a>\
      <span class="small muted push">\(ui("まだ何も登録されません", "Nothing is added yet"))</span></div>
      """
    return frame.page(.file, help: ImportHelp.file(ui), body: body)
  }

  private func dropForm(_ targets: ImportTargets, _ collection: String, instead: ID<ImportDraft>?, _ ui: UI) -> HTML {
    let replaced: HTML = instead.map { "&amp;instead=\($0.text)" } ?? ""
    let select: HTML =
      instead != nil
      ? .empty
      : HTML.field(
        "into", ui("何のリストですか", "What is on the list?"),
        control: HTML.select("into", targets.all.map { HTML.Option($0.collection, ui($0.label)) }, chosen: collection))
    return """
      <form class="stack" style="--gap:var(--s-3)" method="post" enctype="multipart/form-data" data-upload \
      action="/import?csrf=\(ui.token)&amp;into=\(PercentEncoding.encode(collection))\(replaced)">\(select)\
      <label class="dropz" data-drop>\(HTML.icon("upload", .large))<span><b>\(ui("ここにファイルを置く", "Drop a file here"))</b>\
      \(ui("、または ", ", or "))<span class="c-primary">\(ui("選ぶ", "choose one"))</span></span>\
      <small data-drop-note>\(ui(".csv .tsv .xlsx .vcf / 100MBまで。Excelは1つ目のシートを読みます", ".csv .tsv .xlsx .vcf, up to 100 MB. Of a workbook the first sheet is read"))</small>\
      <input type="file" class="sr" name="file" required accept=".csv,.tsv,.txt,.xlsx,.vcf,text/csv,text/vcard" aria-label="\(ui("取り込むファイル", "File to import"))"></label>\
      <p data-noscript>\(HTML.button(ui("読み込む", "Read the file"), icon: "upload"))</p></form>
      """
  }

  private static func rawHint(_ ui: UI) -> HTML {
    HTML.callout(
      "\(ui("文字コード、区切り、見出しの行は、ファイル全体を読んで自動で決めます。次の画面で確かめられます。", "Encoding, separator and heading row are found out from the whole file. You can check them on the next page."))"
    )
  }

  private func unfinished(_ drafts: [ImportDraft], _ targets: ImportTargets, _ ui: UI) -> HTML {
    guard !drafts.isEmpty else { return .empty }
    return """
      <section class="card" aria-labelledby="h-unfinished"><div class="card__head"><h2 id="h-unfinished">\(ui("続きから", "Go on where you were"))</h2></div><div class="rows">\
      \(drafts.prefix(5).html { draft in
        "<a href=\"\(Self.place(of: draft))\"><span class=\"grow\"><b class=\"medium\">\(draft.fileName)</b><small class=\"muted xs\" style=\"display:block\">\(ui.near(draft.createdAt))・\(ui(targets.label(draft.plan.collection)))・\(ui.count(draft.look.rows, ImportFrame.rows))</small></span>\(HTML.icon("right", .small))</a>"
      })</div></section>
      """
  }

  static func past(_ drafts: [ImportDraft], _ ui: UI) -> HTML {
    guard !drafts.isEmpty else { return .empty }
    return """
      <section class="card" aria-labelledby="h-past"><div class="card__head"><h2 id="h-past">\(ui("取り込みの記録", "Earlier imports"))</h2></div><div class="rows">\
      \(drafts.prefix(5).html { draft in
        "<a href=\"\(Self.link(draft.id, "result"))\"><span class=\"grow\"><b class=\"medium\">\(draft.fileName)</b><small class=\"muted xs\" style=\"display:block\">\(ui.near(draft.createdAt))</small></span>\(HTML.icon("right", .small))</a>"
      })</div></section>
      """
  }

  // MARK: With a file

  func filePage(_ draft: ImportDraft, problems: [Problem], _ tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let targets = try ImportTargets(in: tx)
    let frame = ImportFrame(ui: ui, target: targets.label(draft.plan.collection), collection: draft.plan.collection)
    let earlier = try ImportDraft.all(of: tx.actor.userID, limit: 20, in: tx.transaction).filter {
      $0.run != nil && $0.plan.collection == draft.plan.collection && $0.look.headings == draft.look.headings
    }
    let body: HTML = """
      \(frame.head(ui("リストを取り込む", "Import a list"), ui("CSV・Excel・連絡先カード。列の並びは、そのままで大丈夫です。", "CSV, Excel or contact cards. The order of the columns does not matter."), at: .file))
      \(HTML.problems(problems, ui, id: { ["source": "source", "mail": "mail-consent", "note": "note"][$0] }))
      <div class="wiz"><div class="stack" style="--gap:var(--s-4)">
      <section class="card"><div class="card__body stack" style="padding-block-start:var(--s-4)">\
      \(frame.fileRow(draft, "<span class=\"status hide-s\" style=\"--dot:var(--ok)\">\(ui("読めました", "Readable"))</span>"))\
      \(dropForm(targets, draft.plan.collection, instead: draft.id, ui))</div></section>
      \(readingCard(draft, ui))</div>
      <div class="stack" style="--gap:var(--s-4)">\(aboutCard(draft, targets, problems, try asksForMail(draft, tx), ui))\(reuseCard(draft, earlier, ui))</div></div>
      <form id="giveup" method="post" action="\(Self.link(draft.id, "removal"))">\(ui.csrf)</form>
      <form id="step" method="post" action="\(Self.link(draft.id))" data-step>\(ui.csrf)</form>
      <div class="actionbar"><button class="btn btn--ghost" form="giveup">\(ui("やめる", "Cancel"))</button>\
      <span class="small muted push">\(ui("まだ何も登録されません", "Nothing is added yet"))</span>\
      <button class="btn btn--primary" form="step" name="act" value="next">\(ui("項目をつなぐへ", "Map the fields"))\(HTML.icon("arrow"))</button></div>
      """
    return frame.page(.file, help: ImportHelp.file(ui), body: body)
  }

  private func readingCard(_ draft: ImportDraft, _ ui: UI) -> HTML {
    """
    <section class="card" aria-labelledby="h-enc"><div class="card__head card__head--line"><h2 id="h-enc">\(ui("読み方", "How it is read"))</h2>\
    <span class="xs muted">\(ui("自動で決めました。おかしいときだけ変えてください", "Found out. Change it only when it looks wrong"))</span></div>\
    <div class="card__body stack" style="--gap:var(--s-4)">\(draft.look.isCards ? cardFields(ui) : draft.look.encoding == nil ? workbookFields(draft, ui) : readingFields(draft, ui))\(preview(draft.look, ui))\
    <p data-noscript><button class="btn" form="step" name="act" value="read">\(HTML.icon("refresh"))\(ui("この読み方で読み直す", "Read it again"))</button></p></div></section>
    """
  }

  private func readingFields(_ draft: ImportDraft, _ ui: UI) -> HTML {
    let look = draft.look
    let delimiters = [
      HTML.Option("44", ui("コンマ（,）", "Comma (,)")), .init("9", ui("タブ", "Tab")), .init("59", ui("セミコロン（;）", "Semicolon (;)")),
      .init("124", ui("縦棒（|）", "Bar (|)")),
    ]
    return """
      <div class="wiz__three">\
      \(HTML.field("encoding", ui("文字コード", "Encoding"), help: encodingReason(draft, ui), control: HTML.select("encoding", TextEncodingChoice.options(ui), chosen: look.encoding?.rawValue, attributes: "form=\"step\" data-reread aria-describedby=\"encoding-h\"")))\
      \(HTML.field("delimiter", ui("区切り", "Separator"), help: ui("どの行もこれで\(look.columns.count)列になります。「\"」の中の改行はそのまま残します", "Makes \(look.columns.count) columns of every row. Line breaks inside quotes stay"), control: HTML.select("delimiter", delimiters, chosen: look.delimiter.map { String($0) }, attributes: "form=\"step\" data-reread aria-describedby=\"delimiter-h\"")))\
      \(headingField(draft, ui))</div>
      """
  }

  private func cardFields(_ ui: UI) -> HTML {
    """
    <div class="wiz__three">\(HTML.field("format", ui("形式", "Format"), help: ui("カード1枚が1行になります。文字コードはカードごとに見分けます", "Each card becomes a row. Encodings are told card by card"), control: "<input class=\"input\" id=\"format\" value=\"\(ui("連絡先カード（vCard）", "Contact cards (vCard)"))\" readonly>"))</div>
    """
  }

  private func workbookFields(_ draft: ImportDraft, _ ui: UI) -> HTML {
    """
    <div class="wiz__three">\(HTML.field("format", ui("形式", "Format"), help: ui("1つ目のシートを読みます", "The first sheet is read"), control: "<input class=\"input\" id=\"format\" value=\"\(ui("Excelブック", "Excel workbook"))\" readonly>"))\(headingField(draft, ui))</div>
    """
  }

  private func headingField(_ draft: ImportDraft, _ ui: UI) -> HTML {
    let row = draft.look.headingRow
    let options = (1...max(6, row)).map { HTML.Option(String($0), ui("\($0)行目", "Row \($0)")) }
    let reason =
      row == 1
      ? ui("1行目に列の名前が並んでいます", "The first row holds the names of the columns")
      : ui("\(row - 1 == 1 ? "1行目" : "1〜\(row - 1)行目")は表題や空行とみて飛ばします", "What stands above is taken for a title")
    return HTML.field(
      "heading_row", ui("見出しの行", "Heading row"), help: reason,
      control: HTML.select("heading_row", options, chosen: String(row), attributes: "form=\"step\" data-reread aria-describedby=\"heading_row-h\""))
  }

  private func encodingReason(_ draft: ImportDraft, _ ui: UI) -> String {
    let look = draft.look
    if draft.reading.encoding != nil { return ui("自分で選んだ文字コードで読んでいます", "Read in the encoding you chose") }
    if look.encoding == .utf8WithBOM { return ui("ファイルの先頭にUTF-8の印（BOM）があります", "The file begins with the mark of UTF-8 (BOM)") }
    if let (other, places) = look.unreadable {
      return ui("\(other.label.ja)で読むと \(ui.number(places))か所が読めません", "Read as \(other.label.en), \(ui.number(places)) places would be unreadable")
    }
    return ui("ファイル全体がこの文字コードで読めます", "The whole file can be read in it")
  }

  private func preview(_ look: ImportLook, _ ui: UI) -> HTML {
    """
    <div class="rawprev" role="region" aria-label="\(ui("はじめの\(look.preview.count)行", "The first \(look.preview.count) rows"))" tabindex="0"><table class="table table--tight table--fit"><thead><tr><th class="num">\(ui("行", "Row"))</th>\
    \(look.headings.html { "<th>\($0)</th>" })</tr></thead><tbody>\(look.preview.html { row in
      "<tr><td class=\"num muted\">\(row.number)</td>\(look.columns.indices.map { row.cells.indices.contains($0) ? row.cells[$0] : "" }.html { "<td>\($0.count > 60 ? "\($0.prefix(60))…" : $0)</td>" })</tr>"
    })</tbody></table></div>
    """
  }

  private func aboutCard(_ draft: ImportDraft, _ targets: ImportTargets, _ problems: [Problem], _ asksForMail: Bool, _ ui: UI) -> HTML {
    let answers = draft.answers
    func error(_ field: String) -> String? { problems.first { $0.field == field }?.message[ui.language] }
    let mails = [
      (ImportAnswers.Mail.consent, ui("同意をもらった", "They agreed")), (.relation, ui("名刺・取引がある", "Card or customer")), (.notYet, ui("まだ送らない", "Not yet")),
    ]
    let mail: HTML = """
      <div class="field" role="radiogroup" aria-labelledby="mail-l"><span class="field__label" id="mail-l">\(ui("メールを送ってよいですか", "May they be mailed?"))<span class="req">\(ui("必須", "Required"))</span></span>\
      <div class="choice">\(mails.html { value, label in
        "<label><input type=\"radio\" name=\"mail\" id=\"mail-\(value.rawValue)\" value=\"\(value.rawValue)\" form=\"step\"\(if: value == answers.mail, " checked")>\(label)</label>"
      })</div>\(error("mail").map { "<p class=\"field__error\" id=\"mail-e\">\(HTML.icon("warn", .small))\($0)</p>" as HTML } ?? "<p class=\"field__help\">\(ui("「まだ送らない」は、配信の対象から自動で外れます。電話と訪問には使えます。", "With “not yet” they are left out of every mailing. You can still call and visit."))</p>")</div>
      """
    return """
      <section class="card" aria-labelledby="h-about"><div class="card__head"><h2 id="h-about">\(ui("このリストについて", "About this list"))</h2></div><div class="card__body stack" style="--gap:var(--s-4)">\
      \(HTML.field("into-2", ui("何のリストですか", "What is on the list?"), control: HTML.select("into-2", name: "into", targets.all.map { HTML.Option($0.collection, ui($0.label)) }, chosen: draft.plan.collection, attributes: "form=\"step\" data-reread")))\
      \(HTML.field("source", ui("どこで得たリストですか", "Where did you get it?"), isRequired: true, requiredMark: ui("必須", "Required"), error: error("source"), control: sourceSelect(answers.source, hasError: error("source") != nil, ui)))\
      \(if: asksForMail, mail)\
      \(HTML.field("note", ui("根拠のメモ", "Note on the basis"), control: HTML.input("note", value: answers.note, attributes: "form=\"step\" maxlength=\"500\"")))</div></section>
      """
  }

  private func sourceSelect(_ chosen: String?, hasError: Bool, _ ui: UI) -> HTML {
    var options = Self.sources.map { HTML.Option(ui($0), ui($0)) }
    if let chosen, !options.contains(where: { $0.value == chosen }) { options.append(HTML.Option(chosen, chosen)) }
    return HTML.select(
      "source", [HTML.Option("", ui("選んでください", "Choose"))] + options, chosen: chosen ?? "",
      attributes: "form=\"step\" \(HTML.described("source", hasHelp: false, hasError: hasError))")
  }

  private static let sources = [
    Label("展示会・セミナー", "Exhibition or seminar"), Label("団体・業界の名簿", "Association or trade list"), Label("Webサイトからの資料請求", "Enquiries from the website"),
    Label("名刺交換", "Business cards"), Label("紹介", "Referrals"), Label("自社の顧客台帳", "Our own customer register"),
    Label("ほかのシステムから移す", "Moved from another system"),
    Label("テレアポ・訪問", "Cold calls and visits"), Label("その他", "Other"),
  ]

  private func reuseCard(_ draft: ImportDraft, _ earlier: [ImportDraft], _ ui: UI) -> HTML {
    guard !earlier.isEmpty else { return .empty }
    return """
      <section class="card" aria-labelledby="h-reuse"><div class="card__head"><h2 id="h-reuse">\(ui("前に使った設定", "Earlier settings"))</h2></div><div class="rows">\(earlier.prefix(3).html { other in
        """
        <form method="post" action="\(Self.link(draft.id, "reuse"))">\(ui.csrf)<input type="hidden" name="from" value="\(other.id.text)"><span class="grow"><b class="medium">\(other.fileName)</b>\
        <small class="muted xs" style="display:block">\(ui("\(ui.near(other.createdAt)) に使用・列の並びが同じ", "used \(ui.near(other.createdAt)), same columns"))</small></span><button class="btn btn--sm">\(ui("使う", "Use"))</button></form>
        """
      })</div></section>
      """
  }
}
