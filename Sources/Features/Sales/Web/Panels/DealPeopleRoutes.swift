import HTTPTypes
import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// `/deals/{id}/people/…`: adds people to a deal, changes their roles, takes them off.
struct DealPeopleRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .page("/deals/{id}/people/{line}", "dealPersonForm", Label("商談の関係者", "Person of a deal"), ask),
      Route(
        .post, "/deals/{id}/people/{line}", name: "saveDealPerson", .page, Label("商談の関係者を保存する", "Save a person of a deal"),
        produces: ["text/html", "application/json"], save),
    ]
  }

  /// `new`, or the line of somebody who takes part already.
  private static func line(_ request: AppRequest) throws -> RecordID? {
    try request.parameter("line") == "new" ? nil : try request.id("line")
  }

  private func ask(_ request: AppRequest) async throws -> Answer {
    let (id, line): (RecordID, RecordID?) = (try request.id("id"), try Self.line(request))
    let query = request.value("q") ?? ""
    return try await door.show(request, crumbs: StageMoveRoutes.crumbs(id)) { tx, ui in
      try DealPersonForm(id, line: line, query: query, person: request.value("person").flatMap { RecordID(text: $0) }, in: tx)
        .dealForm(ui, back: request.back(or: DealLinks.deal(id)), query: query)
    }
  }

  private func save(_ request: AppRequest) async throws -> Answer {
    let (id, line): (RecordID, RecordID?) = (try request.id("id"), try Self.line(request))
    let back = request.back(or: DealLinks.deal(id))
    let (form, query) = (request.form, request.form.trimmed("q"))
    if form["step"] == "search" {
      return try await door.show(request, crumbs: StageMoveRoutes.crumbs(id)) { tx, ui in
        try DealPersonForm(id, line: nil, query: query, person: nil, in: tx).dealForm(ui, back: back, query: query)
      }
    }
    return try await door.act(
      request, as: "deal.people", back: back, crumbs: StageMoveRoutes.crumbs(id),
      refused: { tx, ui, problems in
        try DealPersonForm(id, line: line, query: query, person: nil, in: tx)
          .dealForm(ui, back: back, form: form, query: query, problems: problems)
      },
      { tx, ui in
        guard try Colleagues(in: tx).mayEdit(tx.get(Deal.object.name, id).ownerID) else { throw Self.notYours }
        guard let line else { return try Self.add(form, to: id, ui, in: tx) }
        let known = try tx.get(DealPerson.object.name, line)
        guard known[DealPerson.deal]?.raw == id.raw else { throw Refusal.notFound }
        if form["remove"] == "1" {
          try tx.delete(DealPerson.object.name, [line])
          return ui("関わる人から外しました", "Taken off the deal")
        }
        try tx.update(DealPerson.object.name, line, Self.role(form))
        return ui("役割を保存しました", "Role saved")
      })
  }

  private static let notYours = Refusal.forbidden(
    Label("この商談を変えられるのは担当者だけです。", "Only its owner can change this deal."))

  private static func role(_ form: Form) -> Draft {
    var draft = Draft()
    draft[DealPerson.role] = form["role"].flatMap(BuyingRole.init(rawValue:))
    return draft
  }

  private static func add(_ form: Form, to deal: RecordID, _ ui: UI, in tx: RecordTransaction) throws -> String {
    guard let person = form["person_id"].flatMap({ ID<Person>(text: $0) }) else {
      throw Problems([Problem(field: "person_id", "required", ja: "人を選んでください。", en: "Choose a person.")])
    }
    let record = try tx.get(Person.self, person)
    let both: JSON = [
      "all": [
        ["field": "deal_id", "is": "eq", "value": .string(deal.text)], ["field": "person_id", "is": "eq", "value": .string(person.text)],
      ]
    ]
    guard try tx.list(DealPerson.object.name, where: both, limit: 1).rows.isEmpty else {
      throw Problems([Problem(field: "person_id", "duplicate", ja: "この人はもう加わっています。", en: "This person takes part already.")])
    }
    var draft = role(form)
    draft[DealPerson.deal] = deal.as(Deal.self)
    draft[DealPerson.person] = person
    try tx.create(DealPerson.self, draft)
    let name = tx.title(of: record, try tx.object(Person.object.name))
    return ui("\(name)さんを加えました", "Added \(name)")
  }
}
