import Database
import Kernel
import Metadata
import People
import Records
import Sales

/// How deals begin, go on and end.
extension DemoStory {
  mutating func convert(_ count: Int, _ seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    for _ in 0..<count {
      guard let candidates = leads[seller], let at = candidates.lastIndex(where: { $0.touches > 0 }) ?? candidates.indices.last else { return }
      let lead = candidates[at]
      leads[seller]?.remove(at: at)
      let product = random.pick(DemoNames.products)
      let name = "\(random.pick(DemoNames.sites)) \(product.0)"
      let choices = LeadConversion.Choices(deal: .new(name: name), owner: sales[seller])
      let outcome = try LeadConversion.plan(for: lead.id.as(Person.self), choices: choices, in: tx).run(in: tx)
      guard let account = outcome.account, let deal = outcome.deal else { return }
      let entry = AccountEntry(id: account, people: [lead.id], owner: seller)
      if !accounts.contains(where: { $0.id == account }) {
        accounts.append(entry)
        made.accounts += 1
      }
      let known = numbers(product.1, day)
      try tx.update(Deal.self, deal.as(Deal.self), known.draft)
      begin(deal, with: entry, known, seller)
      made.deals += 1
    }
  }

  /// New deals with customers of one's own.
  mutating func offer(_ count: Int, _ seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    let own = accounts.filter { $0.owner == seller }
    for _ in 0..<count {
      let account = random.pick(own)
      let product = random.pick(DemoNames.products)
      let known = numbers(product.1, day)
      var draft = known.draft
      draft[Deal.name] = "\(random.pick(DemoNames.sites)) \(product.0)"
      draft[Deal.account] = account.id.as(Account.self)
      draft[Deal.primaryPerson] = account.people[0].as(Person.self)
      let deal = try tx.create(Deal.self, draft).id
      let roles: [BuyingRole] = [.contact, .decider, .champion]
      for (person, role) in zip(account.people, roles) where random.chance(75) { try involve(person, in: deal, as: role, tx) }
      begin(deal, with: account, known, seller)
      made.deals += 1
    }
  }

  private mutating func begin(_ deal: RecordID, with account: AccountEntry, _ known: (draft: Draft, closesOn: Day, nextOn: Day), _ seller: Int) {
    open[seller, default: []].append(
      OpenDeal(
        id: deal, account: account.id, person: account.people[0], isForgotten: random.chance(8), closesOn: known.closesOn, nextOn: known.nextOn))
  }

  /// Deals of the second pipeline, with customers of one's own.
  mutating func renew(_ seller: Int, _ day: Day, left: Int, in tx: RecordTransaction) throws {
    for plan in DemoRenewals.plans where plan.left == left && plan.seller == seller {
      let account = random.pick(accounts.filter { $0.owner == seller })
      var draft = DemoRenewals.draft(plan, on: day, in: renewalStages)
      draft[Deal.account] = account.id.as(Account.self)
      draft[Deal.primaryPerson] = account.people[0].as(Person.self)
      try involve(account.people[0], in: try tx.create(Deal.self, draft).id, as: .contact, tx)
    }
  }

  private func involve(_ person: RecordID, in deal: RecordID, as role: BuyingRole, _ tx: RecordTransaction) throws {
    var draft = Draft()
    draft[DealPerson.deal] = deal.as(Deal.self)
    draft[DealPerson.person] = person.as(Person.self)
    draft[DealPerson.role] = role
    try tx.create(DealPerson.self, draft)
  }

  /// What is known of a deal on its first day.
  private mutating func numbers(_ price: Int, _ day: Day) -> (draft: Draft, closesOn: Day, nextOn: Day) {
    let amount = Int64(price * random.number(80...130) / 100 / 10_000 * 10_000)
    let (closesOn, nextOn) = (day + random.number(30...120), day + random.number(2...9))
    var draft = Draft()
    draft[Deal.amount] = Yen(amount)
    draft[Deal.grossProfit] = Yen(amount * 3 / 10)
    draft[Deal.closesOn] = closesOn
    draft[Deal.nextAction] = random.pick(DemoNames.actions)
    draft[Deal.nextActionOn] = nextOn
    draft[Deal.leadSource] = random.pick(DemoNames.sources)
    draft[Deal.forecastRank] = .seed
    if random.chance(60) { draft[Deal.challenge] = random.pick(DemoNames.challenges) }
    if random.chance(40) { draft[Deal.budget] = Yen(amount * Int64(random.number(9...12)) / 10 / 100_000 * 100_000) }
    if random.chance(35) { draft[Deal.competitor] = random.pick(DemoNames.competitors) }
    if random.chance(30) { draft[Deal.decisionProcess] = random.pick(DemoNames.decisions) }
    return (draft, closesOn, nextOn)
  }

  mutating func moveDeals(of seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    guard let deals = open[seller] else { return }
    var rest: [OpenDeal] = []
    for var deal in deals {
      // About one move in eleven working days; the first is soon made.
      let isLeftLying = deal.isForgotten && today - day <= 40
      if !isLeftLying, random.chance(deal.stage == 0 ? 18 : 9) {
        if try move(&deal, of: seller, day, in: tx) { rest.append(deal) }
        continue
      }
      if isRecent(day), !isLeftLying, deal.nextOn <= day, random.chance(85) { try keepPromise(&deal, day, in: tx) }
      rest.append(deal)
    }
    open[seller] = rest
  }

  /// What was promised is done and written down, the next thing is promised; a day that comes too soon is put off.
  private mutating func keepPromise(_ deal: inout OpenDeal, _ day: Day, in tx: RecordTransaction) throws {
    try talk(about: [(Note.person.name, deal.person), (Note.account.name, deal.account), ("deal_id", deal.id)], in: tx)
    var draft = Draft()
    deal.nextOn = day + random.number(2...9)
    draft[Deal.nextAction] = random.pick(DemoNames.actions)
    draft[Deal.nextActionOn] = deal.nextOn
    if deal.closesOn <= day + 12 {
      deal.closesOn = day + random.number(14...60)
      draft[Deal.closesOn] = deal.closesOn
    }
    try tx.update(Deal.self, deal.id.as(Deal.self), draft)
  }

  /// One step on, or the end; true while the deal is open.
  private mutating func move(_ deal: inout OpenDeal, of seller: Int, _ day: Day, in tx: RecordTransaction) throws -> Bool {
    var draft = Draft()
    let isLast = deal.stage == stages.count - 1
    let isLost = random.chance(isLast ? 25 : 6)
    if isLost {
      draft[Deal.stage] = lost
      draft[Deal.lostReason] = random.pick([.price, .competitor, .timing, .approval, .silence])
      if random.chance(40) { draft[Deal.lostNote] = random.pick(DemoNames.lostNotes) }
    } else if isLast {
      draft[Deal.stage] = won
      draft[Deal.closesOn] = day
      draft[Deal.salesOn] = day + random.number(5...40)
      // A colleague's customer is one already.
      if accounts.contains(where: { $0.id == deal.account && $0.owner == seller }) {
        var account = Draft()
        account[Account.isCustomer] = true
        try tx.update(Account.self, deal.account.as(Account.self), account)
      }
    } else {
      deal.stage += 1
      deal.nextOn = day + random.number(2...9)
      draft[Deal.stage] = stages[deal.stage]
      draft[Deal.forecastRank] = deal.stage >= 4 ? .a : deal.stage >= 2 ? .b : .c
      draft[Deal.nextAction] = random.pick(DemoNames.actions)
      draft[Deal.nextActionOn] = deal.nextOn
    }
    if isLost { draft["next_action"] = .null }
    if isLost || isLast { draft["next_action_on"] = .null }
    try tx.update(Deal.self, deal.id.as(Deal.self), draft)
    if random.chance(50) { try talk(about: [(Note.account.name, deal.account), ("deal_id", deal.id)], in: tx) }
    return !isLost && !isLast
  }
}
