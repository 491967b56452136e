import Jobs
import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

/// `/leads/convert`: many leads at once, first shown, then done in one operation with one undo.
struct BulkConversionRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .post("/leads/convert", "convertLeadsPage", Label("まとめて変換する前の確認", "Look before many leads are converted"), look),
      .post("/leads/convert/run", "convertLeadsForm", Label("まとめて変換する", "Convert many leads"), run),
    ]
  }

  private func look(_ request: AppRequest) async throws -> Answer {
    // Comes from the list without the box, and from this page with or without it.
    let makesDeals = request.form["step"] == nil || request.form["deals"] == "1"
    return try await door.page(request) { tx, ui in
      let chosen = try ChosenLeads(request.form, in: tx)
      return try Self.page(BulkConversion(chosen.first, makesDeals: makesDeals, in: tx), chosen, ui)
    }
  }

  private static func crumbs(_ ui: UI) -> [WebPage.Crumb] { [WebPage.Crumb(ui("見込み客", "Leads"), "/leads")] }

  private static func page(_ bulk: BulkConversion, _ chosen: ChosenLeads, _ ui: UI) -> WebPage {
    func leads(_ count: Int, isExact: Bool = true) -> String { ui.count(count, Label("人", "leads"), isExact: isExact) }
    let all = leads(chosen.count.value, isExact: chosen.count.isExact)
    let ready = chosen.isMany ? all : leads(bulk.ready.count)
    return WebPage(
      ui("まとめて変換", "Convert leads"), section: "leads", crumbs: crumbs(ui), mainClass: "page page--bar", help: SalesHelp.conversion(ui),
      body: """
        <div class="page__head"><div><h1>\(ui("\(all)を商談に変換しますか", "Convert \(all)?"))</h1><p class="sub">\
        \(ui("取引先は、確かな候補が1つならそれに結び、なければ新しく作ります。同じ会社の2人目からは1人目の取引先に入ります。",
          "Each joins the one certain account, or gets a new one. The second lead of a company joins the account of the first."))</p></div></div>
        <form class="convform" method="post" action="/leads/convert/run">\(ui.csrf)\(chosen.hidden)
        <div class="toolbar">\(HTML.checkbox("deals", label: ui("商談も作る", "Make deals, too"), isOn: bulk.makesDeals))\
        <button class="btn btn--sm" name="step" value="look" formaction="/leads/convert">\(HTML.icon("refresh"))\(ui("確認し直す", "Look again"))</button></div>
        \(if: chosen.isMany, HTML.callout("\(ui("人数が多いので順に変換します。下ははじめの\(bulk.lines.count)人の見込みです。変換できない人はそのままにして理由を示します。", "They are many, so they are converted one after the other. Below is what is to be expected of the first \(bulk.lines.count). Who cannot be converted stays, with the reason."))"))
        <div class="card"><table class="table table--fold"><thead><tr><th scope="col">\(ui("見込み客", "Lead"))</th><th scope="col">\(ui("取引先", "Account"))</th>\
        <th scope="col">\(ui("商談", "Deal"))</th></tr></thead><tbody>\(bulk.lines.html { bulk.row($0, ui) })</tbody></table></div>
        <div class="actionbar"><span class="small soft">\(ui("30日以内なら、まとめて元に戻せます", "Can be undone as a whole for 30 days"))</span><span class="push"></span>\
        \(HTML.linkButton(ui("やめる", "Cancel"), "/leads"))\
        \(if: chosen.isMany || !bulk.ready.isEmpty, HTML.button(ui("\(ready)を変換する", "Convert \(ready)"), icon: "deal", .primary))</div></form>
        """)
  }

  private func run(_ request: AppRequest) async throws -> Answer {
    let makesDeals = request.form["deals"] == "1"
    return try await door.write(request, as: LeadConversion.kind) { tx, ui in
      let chosen = try ChosenLeads(request.form, in: tx)
      if chosen.isMany, let selection = chosen.selection {
        let job = LeadConversionJob.job(selection, makesDeals: makesDeals, actor: tx.actor.userID)
        return .redirect(to: JobLinks.job(try door.queue.enqueue(job, in: tx.transaction), back: "/leads"))
      }
      let ids = chosen.first
      let object = try tx.object(Person.object.name)
      let names = Dictionary(
        try tx.fetch(object, ids.map { $0.as(AnyRecord.self) }).map { ($0.id, tx.title(of: $0, object)) }, uniquingKeysWith: { first, _ in first })
      let outcomes = try LeadConversion.convertEach(ids, choices: .forMany(makesDeals: makesDeals), in: tx)
      let page = Self.result(Array(zip(ids, outcomes)), names, undo: tx.hasChanges ? tx.operation.text : nil, ui)
      return try self.door.dressed(page, ui, tx)
    }
  }

  private static func result(
    _ outcomes: [(ID<Person>, Result<LeadConversionOutcome, any Error>)], _ names: [RecordID: String], undo: String?, _ ui: UI
  ) -> WebPage {
    let done = outcomes.count { if case .success = $0.1 { true } else { false } }
    let undoing = undo.map { operation -> HTML in
      """
      <form method="post" action="/undo/\(operation)">\(ui.csrf)<input type="hidden" name="back" value="/leads">\
      \(HTML.button(ui("まとめて元に戻す", "Undo all"), icon: "undo"))</form>
      """
    }
    return WebPage(
      ui("まとめて変換", "Convert leads"), section: "leads", crumbs: crumbs(ui),
      body: """
        <div class="page__head"><div><h1>\(ui("\(done)人を変換しました", "\(done.counted("leads")) converted"))</h1>\
        \(if: done < outcomes.count, "<p class=\"sub c-warn\">\(ui("\(outcomes.count - done)人は変換していません。", "\(outcomes.count - done) were not converted."))</p>")</div>\
        <div class="actions row">\(undoing)\(HTML.linkButton(ui("ボードを見る", "See the board"), DealLinks.board, icon: "kanban", .primary))</div></div>
        <div class="card"><div class="rows">\(outcomes.html { row($0.0.as(AnyRecord.self), $0.1, names, ui) })</div></div>
        """)
  }

  private static func row(_ id: RecordID, _ outcome: Result<LeadConversionOutcome, any Error>, _ names: [RecordID: String], _ ui: UI) -> HTML {
    let name = names[id] ?? ui("見えない人", "Somebody you cannot see")
    switch outcome {
    case .success(let made):
      let deal = made.deal.map { HTML.linkButton(ui("商談を開く", "Open the deal"), DealLinks.deal($0), size: .small) }
      return """
        <div>\(HTML.tag(ui("変換しました", "Converted"), .ok, icon: "check"))<a class="grow" href="\(RecordLinks.record("contacts", made.person.id))">\(name)</a>\(deal)</div>
        """
    case .failure(let error):
      let reason = Failure(error).map { $0.problems.first?.message[ui.language] ?? $0.title[ui.language] } ?? ""
      return
        "<div>\(HTML.tag(ui("そのまま", "Left as is"), .warn, icon: "warn"))<span class=\"grow\"><b>\(name)</b> <span class=\"small muted\">\(reason)</span></span></div>"
    }
  }
}
