import HTTPTypes
import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

/// `/leads/{id}/convert`: shows what will happen, again with every choice, and does it in one operation.
struct ConversionRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .page("/leads/{id}/convert", "convertLeadPage", Label("見込み客を変換する画面", "Page that converts a lead"), ask),
      .post("/leads/{id}/convert", "convertLeadForm", Label("見込み客を変換する", "Convert a lead"), convert),
      .post("/leads/{id}/convert/preview", "previewConversion", Label("変換の内容を確かめる", "Preview a conversion"), preview),
    ]
  }

  private func ask(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Person.self)
    return try await door.page(request) { tx, ui in try Self.page(id, ConversionForm(), in: tx, ui) }
  }

  private static func page(_ id: ID<Person>, _ form: ConversionForm, problems: [Problem] = [], in tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let person = try tx.get(Person.self, id)
    guard person.recordType == "lead" else { return try converted(person, in: tx, ui) }
    return ConversionPage(view: try ConversionView(id, form, problems: problems, in: tx, ui), ui: ui).page()
  }

  private func preview(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Person.self)
    return try await door.fragment(request) { tx, ui in
      .html(.ok, ConversionPage(view: try ConversionView(id, ConversionForm(request.form), in: tx, ui), ui: ui).parts)
    }
  }

  private func convert(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Person.self)
    let form = ConversionForm(request.form)
    if request.form["step"] == "preview" {
      return try await door.page(request) { tx, ui in
        var page = try Self.page(id, form, in: tx, ui)
        page.status = 200
        return page
      }
    }
    return try await door.write(
      request, as: LeadConversion.kind, refused: { tx, ui, problems in try Self.page(id, form, problems: problems, in: tx, ui) }
    ) { tx, ui in
      let (choices, problems) = try form.choices(try tx.object(Deal.object.name), in: tx)
      try Problems.check(problems)
      let outcome = try LeadConversion.plan(for: id, choices: choices, in: tx).run(in: tx)
      let flash = Flash(
        outcome.deal == nil ? ui("連絡先に変換しました", "Converted to a contact") : ui("商談に変換しました", "Converted to a deal"), undo: tx.operation.text)
      return .redirect(to: outcome.deal.map(DealLinks.deal) ?? RecordLinks.record("contacts", outcome.person.id), flash)
    }
  }

  /// Somebody was faster, or an old page is open: what became of the lead.
  private static func converted(_ person: Record, in tx: RecordTransaction, _ ui: UI) throws -> WebPage {
    let name = tx.title(of: person, try tx.object(Person.object.name))
    let deals = try tx.list(
      Deal.object.name, where: ["field": "primary_person_id", "is": "eq", "value": .string(person.id.text)], sort: "-created_at", limit: 5
    ).rows
    let at = person[Person.convertedAt].map { ui.near($0) + ui("に", ": ") } ?? ""
    return WebPage(
      ui("変換", "Convert"), section: "leads", crumbs: [WebPage.Crumb(ui("見込み客", "Leads"), "/leads")], help: SalesHelp.conversion(ui),
      body: """
        <h1 class="sr">\(ui("変換", "Convert"))</h1><div class="card">\(HTML.empty(
          ui("\(name)さんはもう変換されています", "\(name) has been converted already"),
          ui("\(at)連絡先になりました。続きは連絡先か商談の画面でどうぞ。", "\(at)became a contact. Go on from the contact or the deal."),
          action: "<div class=\"row row--wrap\">\(HTML.linkButton(ui("連絡先を開く", "Open the contact"), RecordLinks.record("contacts", person.id), icon: "user", .primary))\(deals.html { HTML.linkButton($0[Deal.name] ?? "", DealLinks.deal($0.id), icon: "deal") })</div>"))</div>
        """)
  }
}
