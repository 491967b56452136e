import Kernel
import Metadata
import People
package import Records

extension LeadConversion {
  package static let kind = "lead.conversion"

  /// Does what the plan says, in the plan's transaction.
  package func run(in tx: RecordTransaction) throws -> LeadConversionOutcome {
    try Problems.check(problems)
    try takeLead(in: tx)
    let account = try settleAccount(in: tx)
    let person = try becomeContact(account, in: tx)
    try affiliate(account, in: tx)
    let deal = try settleDeal(account, in: tx)
    try tx.append([
      EventDraft(
        "lead.converted", object: Person.object.name, record: lead.id,
        links: TimelineLinks(person: lead.id, account: account),
        payload: ["account_id": account.map { .string($0.text) } ?? .null, "deal_id": deal.map { .string($0.text) } ?? .null])
    ])
    tx.summary.append(JSON.Member("name", .string(tx.title(of: person, try tx.object(person.object)))))
    return LeadConversionOutcome(person: person, account: account, deal: deal)
  }

  /// Of two who convert the same lead at the same time the second finds a contact.
  private func takeLead(in tx: RecordTransaction) throws {
    let now = try tx.lock(Person.object.name, lead.id)
    guard now.recordType == "lead" else { throw Self.alreadyConverted }
  }

  static let alreadyConverted = Refusal.state(
    Problem("already_converted", ja: "この人はすでに連絡先に変換されています。", en: "This person has already been converted."))

  private func settleAccount(in tx: RecordTransaction) throws -> RecordID? {
    switch accountChoice {
    case .none: return nil
    case .new: return try told(as: "account") { try tx.create(Account.self, account).id }
    case .existing(let id):
      if !account.values.isEmpty { try told(as: "account") { _ = try tx.update(Account.self, id, account) } }
      return id.as(AnyRecord.self)
    }
  }

  /// Problems name the receiver and its field: `deal.closes_on`.
  private func told<Value>(as receiver: String, _ write: () throws -> Value) throws -> Value {
    do {
      return try write()
    } catch let problems as Problems {
      throw Problems(
        problems.all.map { problem in
          Problem(field: problem.field.map { "\(receiver).\($0)" } ?? receiver, problem.code, problem.message)
        })
    }
  }

  /// Whoever may edit the lead may convert it; record type and the day of conversion are the system's to write.
  private func becomeContact(_ account: RecordID?, in tx: RecordTransaction) throws -> Record {
    _ = try tx.update(Person.self, lead.id.as(Person.self), contact)
    var draft = Draft()
    draft["record_type"] = .text("contact")
    draft[Person.convertedAt] = tx.now
    draft[Person.leadStatus] = .qualified
    if let account { draft[Person.account] = account.as(Account.self) }
    if let owner = choices.owner { draft["owner_id"] = .reference(owner.as(AnyRecord.self)) }
    return try tx.asSystem(Self.kind).update(Person.self, lead.id.as(Person.self), draft)
  }

  private func affiliate(_ account: RecordID?, in tx: RecordTransaction) throws {
    guard let account, try !isAffiliated(account, in: tx) else { return }
    var draft = Draft()
    draft[Affiliation.person] = lead.id.as(Person.self)
    draft[Affiliation.account] = account.as(Account.self)
    draft[Affiliation.department] = lead[Person.department]
    draft[Affiliation.title] = lead[Person.title]
    try tx.asSystem(Self.kind).create(Affiliation.self, draft)
  }

  private func isAffiliated(_ account: RecordID, in tx: RecordTransaction) throws -> Bool {
    let both: JSON = [
      "all": [
        ["field": "person_id", "is": "eq", "value": .string(lead.id.text)],
        ["field": "account_id", "is": "eq", "value": .string(account.text)], ["field": "to_on", "is": "empty"],
      ]
    ]
    return try !tx.asSystem(Self.kind).list(Affiliation.object.name, where: both, limit: 1).rows.isEmpty
  }

  private func settleDeal(_ account: RecordID?, in tx: RecordTransaction) throws -> RecordID? {
    switch choices.deal {
    case .none: return nil
    case .new:
      var draft = deal
      if let account { draft[Deal.account] = account.as(Account.self) }
      let made = try told(as: "deal") { try tx.create(Deal.self, draft) }
      try join(made.id, in: tx)
      return made.id
    case .existing(let id):
      if !deal.values.isEmpty { try told(as: "deal") { _ = try tx.update(Deal.self, id, deal) } }
      try join(id.as(AnyRecord.self), in: tx)
      return id.as(AnyRecord.self)
    }
  }

  private func join(_ deal: RecordID, in tx: RecordTransaction) throws {
    var draft = Draft()
    draft[DealPerson.deal] = deal.as(Deal.self)
    draft[DealPerson.person] = lead.id.as(Person.self)
    try tx.asSystem(Self.kind).create(DealPerson.self, draft)
  }
}
