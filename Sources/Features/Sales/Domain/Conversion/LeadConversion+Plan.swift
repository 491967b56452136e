import Database
package import Kernel
package import Metadata
package import People
import Query
package import Records

extension LeadConversion {
  /// Looks, and writes nothing.
  package static func plan(for id: ID<Person>, choices: Choices, in tx: RecordTransaction) throws -> LeadConversion {
    let lead = try tx.get(Person.self, id)
    guard lead.recordType == "lead" else { throw alreadyConverted }
    let deal = try existing(choices.deal, in: tx)
    let candidates = try accounts(for: lead, in: tx)
    let choice = try choices.account ?? proposed(candidates, lead, joining: deal, in: tx)
    let account = try existing(choice, in: tx)
    let deals = try account.map { try openDeals(of: $0.id.as(Account.self), in: tx) } ?? []
    var mapping = Mapping(lead: lead, locked: try locked(account, deal, in: tx))
    try mapping.carry(
      try tx.configuration(ConversionMapping.object.name), account: account, deal: deal, choices: (choice, choices), in: tx)
    return LeadConversion(
      lead: lead, choices: choices, accountChoice: choice, account: accountDraft(mapping.account, choice, lead, choices),
      deal: dealDraft(mapping.deal, choices, lead, joining: deal, isLocked: mapping.locked.contains(.deal), account: account),
      contact: mapping.contact, carried: mapping.carried,
      uncarried: try uncarried(lead, mapping.carried, in: tx), accountCandidates: candidates,
      personCandidates: try Duplicates.ofPerson(lead, in: tx), openDeals: deals, proposals: try StandardMapping.proposals(in: tx),
      problems: problems(choice, choices.deal, lead, account: account, deal: deal))
  }

  /// Values collected for the three receivers.
  private struct Mapping {
    let lead: Record
    /// What is joined without being changed.
    let locked: Set<ConversionTarget>
    var account = Draft()
    var deal = Draft()
    var contact = Draft()
    var carried: [Carried] = []

    mutating func carry(
      _ lines: [Record], account existingAccount: Record?, deal existingDeal: Record?,
      choices: (account: Choices.AccountChoice, all: Choices), in tx: RecordTransaction
    ) throws {
      for line in lines {
        guard let source = line[ConversionMapping.source], let target = line[ConversionMapping.target],
          let name = line[ConversionMapping.field], let field = try tx.object(target.object).field(name), !field.isRetired,
          let from = try tx.object(lead.object).field(source), !lead[source].isNull
        else { continue }
        if target == .account, choices.account == .none { continue }
        if target == .deal, choices.all.deal == .none { continue }
        let value = converted(lead[source], from: from, to: field, in: tx)
        let existing = target == .account ? existingAccount : target == .deal ? existingDeal : lead
        let typed = target == .deal && existing == nil ? choices.all.dealValues[name] : nil
        let present = typed ?? existing?[name] ?? .null
        let empty: Carried.Fate = existing == nil ? .copied : locked.contains(target) ? .locked : .fills
        let fate: Carried.Fate = present.isNull ? empty : present == value ? .same : .kept
        carried.append(Carried(source: source, target: target, field: name, value: value, fate: fate))
        guard fate == .copied || fate == .fills else { continue }
        switch target {
        case .account: account[name] = value
        case .deal: deal[name] = value
        case .contact: contact[name] = value
        }
      }
    }

    /// Text receives what is shown; everything else fits as it is (`MappingTypes`).
    private func converted(_ value: Value, from: FieldDefinition, to: FieldDefinition, in tx: RecordTransaction) -> Value {
      guard to.type.column == .text, to.type.family == .text, from.type.family != .text else { return value }
      return .text(from.type.shown(value, in: tx.parsing))
    }
  }

  /// Accounts that the lead's company may be, the surest first.
  package static func accounts(for lead: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    try Duplicates.ofAccount(accountSketch(of: lead), in: tx)
  }

  private static func accountSketch(of lead: Record) -> Record {
    var values: [String: Value] = [:]
    values["name"] = lead["company_name"]
    values["phone"] = lead["phone"]
    if let domain = lead[Person.email]?.domain { values["email_domain"] = .text(domain) }
    return Record(object: Account.object.name, id: lead.id, values: values)
  }

  /// The account of the deal to join, the lead's own, or the only candidate that is certain; otherwise a new one, or none
  /// without a company.
  private static func proposed(
    _ candidates: [DuplicateCandidate], _ lead: Record, joining deal: Record?, in tx: RecordTransaction
  ) throws -> Choices.AccountChoice {
    let object = try tx.object(Account.object.name)
    for account in [deal?[Deal.account], lead[Person.account]].compactMap({ $0 })
    where try !tx.fetch(object, [account.as(AnyRecord.self)]).isEmpty {
      return .existing(account)
    }
    let strong = candidates.filter { $0.strength == .strong }
    if strong.count == 1 { return .existing(strong[0].record.id.as(Account.self)) }
    return lead[Person.companyName] == nil ? .none : .new(name: nil)
  }

  private static func existing(_ choice: Choices.AccountChoice, in tx: RecordTransaction) throws -> Record? {
    guard case .existing(let id) = choice else { return nil }
    return try tx.get(Account.self, id)
  }

  private static func existing(_ choice: Choices.DealChoice, in tx: RecordTransaction) throws -> Record? {
    guard case .existing(let id) = choice else { return nil }
    return try tx.get(Deal.self, id)
  }

  /// What exists and is not the converting person's to change: a lead may join it all the same.
  private static func locked(_ account: Record?, _ deal: Record?, in tx: RecordTransaction) throws -> Set<ConversionTarget> {
    var locked: Set<ConversionTarget> = []
    for (target, record) in [(ConversionTarget.account, account), (.deal, deal)] {
      guard let record else { continue }
      let object = try tx.object(target.object)
      guard let reach = tx.access.reach(.edit, on: object, alias: "r") else { continue }
      let table = Identifier(object.table) ?? "account"
      if try tx.transaction.first("SELECT 1 FROM \(table) r WHERE r.id = \(record.id) AND \(reach)") == nil { locked.insert(target) }
    }
    return locked
  }

  private static func openDeals(of account: ID<Account>, in tx: RecordTransaction) throws -> [Record] {
    let open: JSON = [
      "all": [
        ["field": "account_id", "is": "eq", "value": .string(account.text)],
        ["field": "stage.kind", "is": "eq", "value": "open"],
      ]
    ]
    return try tx.list(Deal.object.name, where: open, sort: "-updated_at", limit: 20).rows
  }

  private static func accountDraft(
    _ mapped: Draft, _ choice: Choices.AccountChoice, _ lead: Record, _ choices: Choices
  ) -> Draft {
    var draft = mapped
    guard case .new(let name) = choice else { return draft }
    if let name = name ?? lead[Person.companyName] { draft[Account.name] = name }
    if let owner = owner(choices, lead) { draft["owner_id"] = owner }
    return draft
  }

  /// A deal that is joined gets an account and a primary person where it has none.
  private static func dealDraft(
    _ mapped: Draft, _ choices: Choices, _ lead: Record, joining deal: Record?, isLocked: Bool, account: Record?
  ) -> Draft {
    var draft = mapped
    if let deal, !isLocked {
      if let account, deal[Deal.account] == nil { draft[Deal.account] = account.id.as(Account.self) }
      if deal[Deal.primaryPerson] == nil { draft[Deal.primaryPerson] = lead.id.as(Person.self) }
    }
    guard case .new(let name) = choices.deal else { return draft }
    let person = [lead[Person.lastName], lead[Person.firstName]].compactMap { $0 }.joined(separator: " ")
    draft[Deal.name] = name ?? "\(lead[Person.companyName] ?? person) の商談"
    draft[Deal.primaryPerson] = lead.id.as(Person.self)
    if let owner = owner(choices, lead) { draft["owner_id"] = owner }
    draft.values.merge(choices.dealValues.values.filter { !$0.value.isNull }) { $1 }
    return draft
  }

  private static func owner(_ choices: Choices, _ lead: Record) -> Value? {
    if let owner = choices.owner { return .reference(owner.as(AnyRecord.self)) }
    return lead.ownerID.map(Value.reference)
  }

  private static func uncarried(_ lead: Record, _ carried: [Carried], in tx: RecordTransaction) throws -> [String] {
    let object = try tx.object(lead.object)
    let mapped = Set(carried.map(\.source))
    let shown = Set(object.recordType("contact")?.layout?.sections.flatMap(\.fields) ?? [])
    return object.activeFields.compactMap { field in
      guard !SystemField.names.contains(field.name), !field.isReadOnly, field.name != Person.leadStatus.name,
        !lead[field.name].isNull, lead[field.name] != field.defaultValue, !mapped.contains(field.name),
        !shown.contains(field.name), field.recordTypes.map({ !$0.contains("contact") }) ?? true
      else { return nil }
      return field.name
    }
  }

  private static func problems(
    _ account: Choices.AccountChoice, _ deal: Choices.DealChoice, _ lead: Record, account existing: Record?, deal joined: Record?
  ) -> [Problem] {
    var problems: [Problem] = []
    if case .new(let name) = account, (name ?? lead[Person.companyName] ?? "").isEmpty {
      problems.append(
        Problem(
          field: "account", "required", ja: "新しい取引先の名前を入力するか、既存の取引先を選んでください。",
          en: "Enter a name for the new account, or choose an existing one."))
    }
    if let of = joined?[Deal.account], let existing, of.raw != existing.id.raw {
      problems.append(
        Problem(
          field: "deal", "other_account", ja: "選んだ商談は別の取引先のものです。同じ取引先の商談を選んでください。",
          en: "The chosen deal belongs to another account. Choose a deal of the same account."))
    }
    return problems
  }
}
