import Kernel
import Metadata
import People
import Query
import RecordPages
import Records
import WebKernel

extension RecordPanel {
  /// 人と組織: who works at an account, by department; who left stays, struck through, with the place they went to.
  static let accountPeople = RecordPanel(
    .main, order: 20, for: [Account.object.name], replacing: ["persons", "affiliations"]
  ) { account, tx, ui in
    guard tx.actor.rights.scope(.read, on: Person.object.name) > .none else { return nil }
    return try AccountPeople(of: account, in: tx).html(ui)
  }
}

/// The people of one account as they stand in its departments.
struct AccountPeople {
  struct Member {
    let person: Record
    let name: String
    let department: String
    let title: String
    /// Since when, where an affiliation says so.
    let since: Day?
    /// Left on that day.
    let until: Day?
    /// Where somebody who left is now.
    let nowAt: String?
    let roles: [String]
  }

  static let most = 60

  private let account: Record
  private let members: [Member]
  private let hasMore: Bool

  /// Six queries, however many people there are.
  init(of account: Record, in tx: RecordTransaction) throws {
    self.account = account
    let here = Condition.field(FieldTest([Person.account.name], .eq, .one(.value(.reference(account.id)))))
    let page = try tx.list(ListQuery(Person.object.name, where: here, sort: [Sort(["created_at"])], limit: Self.most))
    let ties = try tx.list(
      Affiliation.object.name, where: ["field": "account_id", "is": "eq", "value": .string(account.id.text)], sort: "created_at", limit: 200
    ).rows
    let known = Set(page.rows.map(\.id))
    let further = Set(ties.compactMap { $0[Affiliation.person]?.as(AnyRecord.self) }).subtracting(known).sorted()
    let people = page.rows + (try tx.fetch(Person.object, further))
    let gone = people.compactMap { $0[Person.account]?.as(AnyRecord.self) }.filter { $0 != account.id }
    let elsewhere = try tx.titles(of: Account.object.name, gone)
    let roles = try Self.roles(people.map(\.id), in: tx)
    let today = tx.moment.today
    hasMore = page.next != nil
    members = people.map { person in
      let tie = ties.last { $0[Affiliation.person]?.raw == person.id.raw }
      let place = person[Person.account]?.as(AnyRecord.self)
      let left = tie?[Affiliation.to].flatMap { $0 < today ? $0 : nil }
      let isGone = place != account.id && (left != nil || place != nil)
      return Member(
        person: person, name: tx.title(of: person, Person.object),
        department: tie?[Affiliation.department] ?? (isGone ? nil : person[Person.department]) ?? "",
        title: tie?[Affiliation.title] ?? (isGone ? nil : person[Person.title]) ?? "", since: tie?[Affiliation.from],
        until: isGone ? left ?? today : nil,
        nowAt: isGone ? place.flatMap { elsewhere[$0] } : nil, roles: roles[person.id] ?? [])
    }
  }

  /// What parts people play in deals, where there are deals.
  private static func roles(_ ids: [RecordID], in tx: RecordTransaction) throws -> [RecordID: [String]] {
    guard !ids.isEmpty, let tie = tx.schema.object("deal_person"), let role = tie.field("role"), tx.actor.rights.scope(.read, on: tie.name) > .none
    else { return [:] }
    let rows = try tx.list(
      tie.name, where: ["field": "person_id", "is": "in", "value": .array(ids.map { .string($0.text) })], limit: 200
    ).rows
    var roles: [RecordID: [String]] = [:]
    for row in rows {
      guard case .reference(let person) = row["person_id"] else { continue }
      let word = role.type.shown(row["role"], in: tx.parsing)
      if !word.isEmpty, roles[person]?.contains(word) != true { roles[person, default: []].append(word) }
    }
    return roles
  }

  // MARK: Markup

  func html(_ ui: UI) -> HTML {
    let add = HTML.linkButton(
      ui("人を追加", "Add a person"), "\(RecordLinks.new("contacts"))?account_id=\(account.id.text)", icon: "plus", size: .small)
    guard !members.isEmpty else {
      return HTML.card(
        "people", ui("人と組織", "People"), icon: "users", more: "<span class=\"push\">\(add)</span>",
        body:
          "<p class=\"card__body small muted\">\(ui("まだ誰もいません。名刺や商談の相手を追加すると、部署ごとに並びます。", "Nobody yet. Add the people you meet; they are arranged by department."))</p>"
      )
    }
    let present = members.filter { $0.until == nil }
    return HTML.card(
      "people", ui("人と組織", "People"), icon: "users",
      more: "<span class=\"xs muted\">\(ui.count(present.count, Label("人", "people"), isExact: !hasMore))</span><span class=\"push\">\(add)</span>",
      body: "<div class=\"org\">\(top(ui))\(departments(ui))</div>")
  }

  private func isHead(_ member: Member) -> Bool {
    member.until == nil && member.department.isEmpty && ["代表", "社長", "会長", "CEO", "President"].contains { member.title.contains($0) }
  }

  private func top(_ ui: UI) -> HTML {
    let heads = members.filter(isHead)
    return heads.isEmpty ? .empty : "<div class=\"org__top\">\(heads.prefix(2).html { card($0, ui) })</div>"
  }

  private func departments(_ ui: UI) -> HTML {
    var order: [String] = []
    var groups: [String: [Member]] = [:]
    for member in members where !isHead(member) {
      if groups[member.department] == nil { order.append(member.department) }
      groups[member.department, default: []].append(member)
    }
    // People of no department come last.
    order = order.filter { !$0.isEmpty } + order.filter(\.isEmpty)
    guard !order.isEmpty else { return .empty }
    return """
      <div class="org__depts\(if: order.count < 3 || order.count > 3, " org__depts--\(min(order.count, 4))")">\(order.html { name in
        let group = groups[name] ?? []
        return """
          <section><h3>\(name.isEmpty ? ui("部署なし", "No department") : name) <span class="muted">\(group.filter { $0.until == nil }.count)</span></h3>\
          \(group.html { card($0, ui) })</section>
          """
      })</div>
      """
  }

  private func card(_ member: Member, _ ui: UI) -> HTML {
    var words = [member.until == nil ? member.title : ui("元 \(member.title)", "former \(member.title)")]
    if let since = member.since, member.until == nil, ui.today - since < 365 {
      words.append(ui("\(ui.shortDate(since)) 着任", "since \(ui.shortDate(since))"))
    }
    let line = words.filter { !$0.trimmingCharacters.isEmpty }.joined(separator: "・")
    return """
      <a class="org__p\(if: member.until != nil, " is-gone")" href="\(RecordLinks.record(member.person, Person.object))">\(HTML.avatar(member.name, id: member.person.id.raw))\
      <span><b>\(member.name)</b>\(if: !line.isEmpty, "<small>\(line)</small>")\
      \(member.nowAt.map { HTML.tag($0, .line, icon: "arrow") })\(member.until == nil ? member.roles.html { HTML.tag($0, .primary) } : .empty)</span></a>
      """
  }
}

extension String {
  fileprivate var trimmingCharacters: Substring { drop { $0 == " " } }
}
