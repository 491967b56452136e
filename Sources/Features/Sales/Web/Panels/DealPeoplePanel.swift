import Kernel
import Metadata
import People
import RecordPages
import Records
import Sales
import WebKernel

extension RecordPanel {
  /// 関わる人: who takes part in a deal, in what role, and which of the roles that matter nobody has.
  static let dealPeople = RecordPanel(.left, order: 20, for: [Deal.object.name], replacing: ["deal-persons"]) { deal, tx, ui in
    let people = try DealPeople(deal, in: tx)
    let mayEdit = try Colleagues(in: tx).mayEdit(deal.ownerID)
    let add: HTML = """
      <a class="btn btn--icon btn--sm btn--ghost push" href="\(DealLinks.people(deal.id))" data-dialog aria-label="\(ui("人を追加", "Add a person"))">\(HTML.icon("plus"))</a>
      """
    return HTML.card(
      "deal-people", ui("関わる人", "People"), icon: "users", more: mayEdit ? add : .empty,
      body: people.all.isEmpty
        ? "<div class=\"card__body muted small\">\(ui("決裁者や窓口の人を加えると、抜けている役割が分かります。", "Add who decides and who speaks for them, and see which roles are missing."))</div>"
        : "\(people.coverage(ui))<div class=\"rows\">\(people.all.html { $0.row(deal.id, mayEdit: mayEdit, ui) })</div>")
  }
}

/// The people of one deal.
struct DealPeople {
  struct Member {
    /// `nil`: the primary person, who has no line of their own yet.
    let line: Record?
    let person: Record
    let name: String

    var role: BuyingRole? { line?[DealPerson.role] }

    func row(_ deal: RecordID, mayEdit: Bool, _ ui: UI) -> HTML {
      let role = role.map { HTML.tag(ui($0.label), Self.tone($0)) } ?? HTML.tag(ui("役割なし", "No role"), .line)
      let link = line.map { DealLinks.people(deal, $0.id) } ?? "\(DealLinks.people(deal))?person=\(person.id.text)"
      let label = ui("\(name)さんの役割を変える", "Change the role of \(name)")
      return """
        <div>\(HTML.avatar(name, id: person.id.raw))<span class="who grow"><span class="clip"><a href="\(RecordLinks.record(person, Person.object))"><b>\(name)</b></a>\
        <small class="clip">\([person[Person.department], person[Person.title]].compactMap { $0 }.joined(separator: " "))</small></span></span>\
        \(mayEdit ? "<a href=\"\(link)\" data-dialog aria-label=\"\(label)\">\(role)</a>" : role)</div>
        """
    }

    private static func tone(_ role: BuyingRole) -> HTML.Tone {
      switch role {
      case .decider: .warn
      case .champion: .primary
      default: .plain
      }
    }
  }

  let all: [Member]
  /// Without one of these a deal is likely to get stuck.
  static let needed: [BuyingRole] = [.decider, .champion, .contact]

  init(_ deal: Record, in tx: RecordTransaction) throws {
    let lines = try tx.list(
      DealPerson.object.name, where: ["field": "deal_id", "is": "eq", "value": .string(deal.id.text)], sort: "created_at", limit: 100
    ).rows
    let object = try tx.object(Person.object.name)
    let primary = deal[Deal.primaryPerson]?.as(AnyRecord.self)
    let ids = lines.compactMap { $0[DealPerson.person]?.as(AnyRecord.self) }
    let persons = Dictionary(
      try tx.fetch(object, Array(Set(ids + [primary].compactMap { $0 }))).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    func member(_ id: RecordID?, _ line: Record?) -> Member? {
      id.flatMap { persons[$0] }.map { Member(line: line, person: $0, name: tx.title(of: $0, object)) }
    }
    let alone = primary.flatMap { ids.contains($0) ? nil : $0 }
    all = [member(alone, nil)].compactMap { $0 } + lines.compactMap { member($0[DealPerson.person]?.as(AnyRecord.self), $0) }
  }

  func coverage(_ ui: UI) -> HTML {
    let roles = Set(all.compactMap(\.role))
    let covered = Self.needed.filter(roles.contains).count
    return """
      <div class="card__body rolecover"><div class="row xs">\(Self.needed.html { role in
        HTML.tag(ui(role.label), roles.contains(role) ? .ok : .line, icon: roles.contains(role) ? "check" : "minus")
      })<span class="sr">\(ui("大事な役割 \(Self.needed.count)つのうち \(covered)つが決まっています", "\(covered) of \(Self.needed.count) roles that matter are filled"))</span></div></div>
      """
  }
}

/// The form that adds somebody to a deal, or changes what part they play.
struct DealPersonForm {
  let deal: Record
  /// The line that is changed; `nil` for somebody new.
  let line: Record?
  private let people: [(id: RecordID, name: String)]
  private let name: String?

  init(_ deal: RecordID, line id: RecordID?, query: String, person: RecordID?, in tx: RecordTransaction) throws {
    self.deal = try tx.get(Deal.object.name, deal)
    let object = try tx.object(Person.object.name)
    guard let id else {
      line = nil
      name = nil
      people = try Self.candidates(self.deal, query, person, object, in: tx)
      return
    }
    let line = try tx.get(DealPerson.object.name, id)
    guard line[DealPerson.deal]?.raw == deal.raw else { throw Refusal.notFound }
    self.line = line
    name = try line[DealPerson.person].flatMap { try tx.titles(of: Person.object.name, [$0.as(AnyRecord.self)])[$0.as(AnyRecord.self)] }
    people = []
  }

  /// Who is searched for; otherwise the people of the account, and whoever was asked for.
  private static func candidates(
    _ deal: Record, _ query: String, _ person: RecordID?, _ object: ObjectDefinition, in tx: RecordTransaction
  ) throws -> [(id: RecordID, name: String)] {
    func named(_ records: [Record]) -> [(id: RecordID, name: String)] {
      records.map { record in
        let place = [record[Person.companyName], record[Person.title]].compactMap { $0 }.joined(separator: " ")
        return (record.id, tx.title(of: record, object) + (place.isEmpty ? "" : " (\(place))"))
      }
    }
    if !query.isEmpty { return named(try tx.search(query, objects: [object.name], limit: 20).map(\.record)) }
    let asked = try tx.fetch(object, [person].compactMap { $0 })
    guard let account = deal[Deal.account] else { return named(asked) }
    let ofAccount: JSON = ["field": "account_id", "is": "eq", "value": .string(account.text)]
    let others = try tx.list(object.name, where: ofAccount, sort: "last_name", limit: 100).rows.filter { $0.id != person }
    return named(asked + others)
  }

  func dealForm(_ ui: UI, back: String, form: Form? = nil, query: String = "", problems: [Problem] = []) -> DealForm {
    let roles = BuyingRole.allCases.map { HTML.Option($0.rawValue, ui($0.label)) }
    let role: HTML = """
      <div class="field"><span class="field__label">\(ui("役割", "Role"))</span>\
      \(HTML.choice("role", legend: ui("役割", "Role"), roles, chosen: form?["role"] ?? line?[DealPerson.role]?.rawValue))</div>
      """
    if let line {
      return DealForm(
        title: ui("\(name ?? "")さんの役割", "The role of \(name ?? "")"), action: DealLinks.people(deal.id, line.id), fields: role,
        submit: ui("保存する", "Save"),
        aside: HTML.button(ui("この商談から外す", "Take off this deal"), .ghost, name: "remove", value: "1"), back: back, problems: problems)
    }
    let error = problems.first { $0.field == DealPerson.person.name }?.message[ui.language]
    return DealForm(
      title: ui("関わる人を追加", "Add a person"), action: DealLinks.people(deal.id),
      fields: """
        <div class="field"><label class="field__label" for="q">\(ui("名前でさがす", "Search by name"))</label><div class="row">\
        \(HTML.input("q", type: "search", value: query))\(HTML.button(ui("さがす", "Search"), name: "step", value: "search"))</div></div>\
        \(HTML.field("person_id", ui("人", "Person"), isRequired: true, requiredMark: ui("必須", "required"), error: error, control: HTML.select("person_id", [HTML.Option("", people.isEmpty ? ui("見つかりませんでした", "Nobody found") : ui("選んでください", "Choose"))] + people.map { HTML.Option($0.id.text, $0.name) }, chosen: form?["person_id"] ?? (people.count == 1 || !query.isEmpty ? people.first?.id.text : nil), attributes: HTML.described("person_id", hasHelp: false, hasError: error != nil))))\
        \(role)
        """,
      submit: ui("追加する", "Add"), back: back, problems: problems)
  }
}
