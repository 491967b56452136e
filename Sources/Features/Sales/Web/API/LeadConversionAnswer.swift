import Kernel
import Metadata
import People
import Records
import Sales

/// What the API says of a conversion, planned or done.
struct LeadConversionAnswer {
  private let tx: RecordTransaction

  init(_ tx: RecordTransaction) { self.tx = tx }

  static func json(_ outcome: LeadConversionOutcome) -> JSON {
    [
      "person_id": .string(outcome.person.id.text), "account_id": outcome.account.map { .string($0.text) } ?? .null,
      "deal_id": outcome.deal.map { .string($0.text) } ?? .null,
    ]
  }

  func json(_ plan: LeadConversion) throws -> JSON {
    let account = try tx.object(Account.object.name)
    let deal = try tx.object(Deal.object.name)
    let person = try tx.object(Person.object.name)
    return [
      "lead_id": .string(plan.lead.id.text),
      "account": ["choice": choice(plan.accountChoice), "values": values(plan.account, account)],
      "deal": ["choice": choice(plan.choices.deal), "values": values(plan.deal, deal)],
      "contact": ["values": values(plan.contact, person)],
      "carried": .array(
        try plan.carried.map { line in
          let field = try tx.object(line.target.object).field(line.field)
          return [
            "source": .string(line.source), "target": .string(line.target.rawValue), "field": .string(line.field),
            "value": field?.type.encode(line.value) ?? .null, "kept": .boolean(line.isKept),
          ]
        }),
      "uncarried": .array(
        plan.uncarried.map { name in
          ["field": .string(name), "value": person.field(name)?.type.encode(plan.lead[name]) ?? .null]
        }),
      "account_candidates": .array(plan.accountCandidates.map { candidate($0, account) }),
      "person_candidates": .array(plan.personCandidates.map { candidate($0, person) }),
      "open_deals": .array(plan.openDeals.map { ["id": .string($0.id.text), "title": .string(tx.title(of: $0, deal))] }),
      "proposals": .array(
        plan.proposals.map {
          ["source": .string($0.source), "target": .string($0.target.rawValue), "field": .string($0.field)]
        }),
      "problems": .array(
        plan.problems.map {
          [
            "field": $0.field.map(JSON.string) ?? .null, "code": .string($0.code),
            "message": .string($0.message[tx.actor.language]),
          ]
        }),
    ]
  }

  private func candidate(_ candidate: DuplicateCandidate, _ object: ObjectDefinition) -> JSON {
    [
      "id": .string(candidate.record.id.text), "title": .string(tx.title(of: candidate.record, object)),
      "strength": .string("\(candidate.strength)"),
      "reasons": .array(candidate.reasons.map { .string($0[tx.actor.language]) }),
    ]
  }

  private func values(_ draft: Draft, _ object: ObjectDefinition) -> JSON {
    .object(
      draft.values.sorted { $0.key < $1.key }.compactMap { name, value in
        object.field(name).map { JSON.Member(name, $0.type.encode(value)) }
      })
  }

  private func choice(_ choice: LeadConversion.Choices.AccountChoice) -> JSON {
    switch choice {
    case .existing(let id): ["existing": .string(id.text)]
    case .new: "new"
    case .none: "none"
    }
  }

  private func choice(_ choice: LeadConversion.Choices.DealChoice) -> JSON {
    switch choice {
    case .existing(let id): ["existing": .string(id.text)]
    case .new: "new"
    case .none: "none"
    }
  }
}
