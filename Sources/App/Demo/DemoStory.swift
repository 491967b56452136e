import Database
import Japan
import Kernel
import Metadata
import People
import Records
import Sales

/// Two fiscal years in the life of the demo company, told day by day through the use cases its people would use: the list of
/// customers is entered, leads come in and are worked, some become deals, deals move and are won or lost.
struct DemoStory {
  /// How much happens in all.
  struct Size {
    var persons = 3000
    var accounts = 800
    var deals = 900
  }

  private let records: RecordStore
  private let transaction: any Transaction
  private let clock: DemoClock
  private let days: [Day]
  private let today: Day
  private let size: Size
  private var random: DemoRandom
  private var people = DemoPeople()
  private(set) var users: [ID<User>] = []
  private var sales: [ID<User>] = []
  private var stages: [ID<Stage>] = []
  private var renewalStages: [ID<Stage>] = []
  private var won: ID<Stage>?
  private var lost: ID<Stage>?
  private var leads: [Int: [Lead]] = [:]
  private var open: [Int: [OpenDeal]] = [:]
  private var accounts: [AccountEntry] = []
  private var made = (persons: 0, accounts: 0, deals: 0)

  private struct Lead {
    let id: RecordID
    let isNewCompany: Bool
    var touches = 0
  }

  private struct OpenDeal {
    let id: RecordID
    let account: RecordID
    var stage = 0
  }

  private struct AccountEntry {
    let id: RecordID
    let person: RecordID
    let owner: Int
    let name: String
  }

  /// - Parameters:
  ///   - today: the day the story ends; it begins with the fiscal year before that of `today`.
  init(records: RecordStore, in transaction: any Transaction, clock: DemoClock, today: Day, seed: UInt64, size: Size = Size()) {
    self.records = records
    self.transaction = transaction
    self.clock = clock
    self.today = today
    self.size = size
    random = DemoRandom(seed: seed)
    days = Self.businessDays(until: today)
  }

  static func beginning(before today: Day) -> Day {
    let year = today.month >= 4 ? today.year : today.year - 1
    return Day(year: year - 1, month: 4, day: 1) ?? today
  }

  private static func businessDays(until today: Day) -> [Day] {
    let calendar = BusinessCalendar()
    let start = beginning(before: today)
    return (0...(today - start)).map { start + $0 }.filter(calendar.isBusinessDay)
  }

  /// - Parameter progress: days told, days in all.
  mutating func run(passwordHash: String, progress: (Int, Int) -> Void) throws {
    guard let first = days.first else { return }
    clock.set(first, minutes: 0)
    try act(nil, "demo") { story, tx in
      story.users = try DemoCast.create(in: tx, passwordHash: passwordHash)
      story.sales = zip(DemoCast.members, story.users).filter { $0.0.role == "sales" }.map(\.1)
      try story.readStages(in: tx)
      story.renewalStages = try DemoRenewals.create(in: tx)
    }
    try enterCustomers()
    for (at, day) in days.enumerated() {
      try tell(day, at)
      progress(at + 1, days.count)
    }
    try act(users[9], "lead.entry") { story, tx in
      try DemoDuplicates.create(like: story.accounts.suffix(40).map { ($0.person, $0.id) }, owner: story.sales[0], on: story.today, in: tx)
    }
  }

  /// One user's doings at one moment, as an operation of its own.
  private mutating func act(
    _ user: ID<User>?, _ kind: String, _ body: (inout DemoStory, RecordTransaction) throws -> Void
  ) throws {
    let actor: ActorReference = user.map { .user($0) } ?? .system("demo")
    let tx = try records.open(transaction, for: actor, as: OperationKind(kind, source: "web"), continuing: nil)
    try body(&self, tx)
    try tx.finish()
  }

  private mutating func readStages(in tx: RecordTransaction) throws {
    let pipelines = try Pipelines(in: tx)
    guard let pipeline = pipelines.first else { return }
    for stage in pipelines.stages(of: pipeline.id) {
      let id = stage.id.as(Stage.self)
      switch stage[Stage.kind] {
      case .won: won = id
      case .lost: lost = id
      case .open, nil: stages.append(id)
      }
    }
  }

  /// The customers the company had before: five in eight of all accounts, one contact each.
  private mutating func enterCustomers() throws {
    try act(users.first, "import") { story, tx in
      for number in 0..<(story.size.accounts * 5 / 8) {
        let company = story.people.company(&story.random)
        let owner = number % story.sales.count
        let by = Value.reference(story.sales[owner].as(AnyRecord.self))
        var account = story.people.account(company, rank: story.random.pick([.a, .b, .b, .c, .c, .d]))
        account["owner_id"] = by
        let made = try tx.create(Account.self, account)
        var person = story.people.person(at: company, acquired: story.days[0] - story.random.number(30...2000), &story.random)
        person["owner_id"] = by
        person[Person.account] = made.id.as(Account.self)
        let contact = try tx.create(Person.self, recordType: "contact", person)
        var affiliation = Draft()
        affiliation[Affiliation.person] = contact.id.as(Person.self)
        affiliation[Affiliation.account] = made.id.as(Account.self)
        affiliation[Affiliation.department] = person[Person.department]
        affiliation[Affiliation.title] = person[Person.title]
        try tx.create(Affiliation.self, affiliation)
        story.accounts.append(AccountEntry(id: made.id, person: contact.id, owner: owner, name: company.name))
        story.made.persons += 1
        story.made.accounts += 1
      }
    }
  }

  private mutating func tell(_ day: Day, _ at: Int) throws {
    func due(_ total: Int, _ done: Int) -> Int { max(0, total * (at + 1) / days.count - done) }
    let customers = size.accounts * 5 / 8
    let newLeads = due(size.persons - customers, made.persons - customers)
    let conversions = due(size.accounts - customers, made.accounts - customers)
    let newDeals = due(size.deals - (size.accounts - customers), made.deals - (made.accounts - customers))
    clock.set(day, minutes: random.number(5...40))
    try receive(newLeads, day)
    for seller in sales.indices {
      clock.set(day, minutes: random.number(60...480))
      let mine = (count: conversions, deals: newDeals)
      try act(sales[seller], "day.work") { story, tx in
        try story.work(leadsOf: seller, day, in: tx)
        if mine.count > 0, seller == at % story.sales.count { try story.convert(mine.count, seller, day, in: tx) }
        if mine.deals > 0, seller == (at + 3) % story.sales.count { try story.offer(mine.deals, seller, day, in: tx) }
        try story.moveDeals(of: seller, day, in: tx)
        try story.renew(seller, day, left: story.days.count - 1 - at, in: tx)
      }
    }
  }

  /// New leads, entered by marketing and given to sales in turn.
  private mutating func receive(_ count: Int, _ day: Day) throws {
    guard count > 0 else { return }
    try act(users[9], "lead.entry") { story, tx in
      for _ in 0..<count {
        let company = story.people.company(&story.random)
        let owner = story.made.persons % story.sales.count
        var draft = story.people.person(at: company, acquired: day, &story.random)
        // Of the last weeks' leads some wait for somebody to take them.
        let isUnclaimed = story.today - day <= 21 && story.made.persons.isMultiple(of: 6)
        draft["owner_id"] = isUnclaimed ? .null : .reference(story.sales[owner].as(AnyRecord.self))
        let lead = try tx.create(Person.self, recordType: "lead", draft)
        if !isUnclaimed { story.leads[owner, default: []].append(Lead(id: lead.id, isNewCompany: true)) }
        story.made.persons += 1
      }
    }
  }

  /// A call or a visit to one or two leads: a note, and the status that follows.
  private mutating func work(leadsOf seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    for _ in 0..<random.number(0...1) {
      guard let count = leads[seller]?.count, count > 0 else { return }
      let at = random.number(max(0, count - 60)...count - 1)
      guard var lead = leads[seller]?[at] else { return }
      var note = Draft()
      note[Note.text] = random.pick(DemoNames.notes)
      note[Note.person] = lead.id.as(Person.self)
      try tx.create(Note.self, note)
      var draft = Draft()
      let statuses: [LeadStatus] = lead.touches == 0 ? [.working] : [.nurturing, .nurturing, .qualified, .disqualified]
      draft[Person.leadStatus] = random.pick(statuses)
      try tx.update(Person.self, lead.id.as(Person.self), draft)
      lead.touches += 1
      leads[seller]?[at] = lead
    }
  }

  private mutating func convert(_ count: Int, _ seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    for _ in 0..<count {
      guard let candidates = leads[seller], let at = candidates.lastIndex(where: { $0.touches > 0 }) ?? candidates.indices.last else { return }
      let lead = candidates[at]
      leads[seller]?.remove(at: at)
      let product = random.pick(DemoNames.products)
      let choices = LeadConversion.Choices(account: .new(name: nil), deal: .new(name: product.0), owner: sales[seller])
      let outcome = try LeadConversion.plan(for: lead.id.as(Person.self), choices: choices, in: tx).run(in: tx)
      guard let account = outcome.account, let deal = outcome.deal else { return }
      try tx.update(Deal.self, deal.as(Deal.self), numbers(product.1, day))
      let name = outcome.person[Person.companyName] ?? ""
      accounts.append(AccountEntry(id: account, person: lead.id, owner: seller, name: name))
      open[seller, default: []].append(OpenDeal(id: deal, account: account))
      made.accounts += 1
      made.deals += 1
    }
  }

  /// New deals with customers of one's own.
  private mutating func offer(_ count: Int, _ seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    let own = accounts.filter { $0.owner == seller }
    for _ in 0..<count {
      let account = random.pick(own)
      let product = random.pick(DemoNames.products)
      var draft = numbers(product.1, day)
      draft[Deal.name] = "\(account.name) \(product.0)"
      draft[Deal.account] = account.id.as(Account.self)
      draft[Deal.primaryPerson] = account.person.as(Person.self)
      let deal = try tx.create(Deal.self, draft)
      if random.chance(60) { try involve(account.person, in: deal.id, as: random.pick([.decider, .champion, .contact, .initiator]), tx) }
      open[seller, default: []].append(OpenDeal(id: deal.id, account: account.id))
      made.deals += 1
    }
  }

  /// Deals of the second pipeline, with customers of one's own.
  private mutating func renew(_ seller: Int, _ day: Day, left: Int, in tx: RecordTransaction) throws {
    for plan in DemoRenewals.plans where plan.left == left && plan.seller == seller {
      let account = random.pick(accounts.filter { $0.owner == seller })
      var draft = DemoRenewals.draft(plan, on: day, in: renewalStages)
      draft[Deal.account] = account.id.as(Account.self)
      draft[Deal.primaryPerson] = account.person.as(Person.self)
      try involve(account.person, in: try tx.create(Deal.self, draft).id, as: .contact, tx)
    }
  }

  private func involve(_ person: RecordID, in deal: RecordID, as role: BuyingRole, _ tx: RecordTransaction) throws {
    var draft = Draft()
    draft[DealPerson.deal] = deal.as(Deal.self)
    draft[DealPerson.person] = person.as(Person.self)
    draft[DealPerson.role] = role
    try tx.create(DealPerson.self, draft)
  }

  private mutating func numbers(_ price: Int, _ day: Day) -> Draft {
    let amount = Int64(price * random.number(80...130) / 100 / 10_000 * 10_000)
    var draft = Draft()
    draft[Deal.amount] = Yen(amount)
    draft[Deal.grossProfit] = Yen(amount * 3 / 10)
    draft[Deal.closesOn] = day + random.number(30...120)
    draft[Deal.nextAction] = random.pick(DemoNames.actions)
    draft[Deal.nextActionOn] = day + random.number(3...14)
    draft[Deal.leadSource] = random.pick(DemoNames.sources)
    return draft
  }

  private mutating func moveDeals(of seller: Int, _ day: Day, in tx: RecordTransaction) throws {
    guard let deals = open[seller] else { return }
    var rest: [OpenDeal] = []
    for var deal in deals {
      // About one move in eleven working days.
      guard random.chance(9) else {
        rest.append(deal)
        continue
      }
      if try move(&deal, day, in: tx) { rest.append(deal) }
    }
    open[seller] = rest
  }

  /// One step on, or the end; true while the deal is open.
  private mutating func move(_ deal: inout OpenDeal, _ day: Day, in tx: RecordTransaction) throws -> Bool {
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
    } else {
      deal.stage += 1
      draft[Deal.stage] = stages[deal.stage]
      draft[Deal.forecastRank] = deal.stage >= 4 ? .a : deal.stage >= 2 ? .b : .c
      draft[Deal.nextAction] = random.pick(DemoNames.actions)
      draft[Deal.nextActionOn] = day + random.number(2...12)
    }
    if isLost { draft["next_action"] = .null }
    if isLost || isLast { draft["next_action_on"] = .null }
    try tx.update(Deal.self, deal.id.as(Deal.self), draft)
    if random.chance(50) {
      var note = Draft()
      note[Note.text] = random.pick(DemoNames.notes)
      note[Note.account] = deal.account.as(Account.self)
      note["deal_id"] = .reference(deal.id)
      try tx.create(Note.self, note)
    }
    return !isLost && !isLast
  }
}
