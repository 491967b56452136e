import Database
import Japan
import Kernel
import Metadata
import Notices
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

  let records: RecordStore
  let transaction: any Transaction
  let clock: DemoClock
  let days: [Day]
  let today: Day
  let size: Size
  var random: DemoRandom
  var people = DemoPeople()
  private(set) var users: [ID<User>] = []
  var sales: [ID<User>] = []
  var stages: [ID<Stage>] = []
  var renewalStages: [ID<Stage>] = []
  var won: ID<Stage>?
  var lost: ID<Stage>?
  var leads: [Int: [Lead]] = [:]
  var open: [Int: [OpenDeal]] = [:]
  var accounts: [AccountEntry] = []
  /// The companies of the customers from before.
  var customers: [DemoPeople.Company] = []
  var made = (persons: 0, accounts: 0, deals: 0)
  /// How many persons were customers' contacts before the story begins.
  private var known = 0

  struct Lead {
    let id: RecordID
    let cameOn: Day
    var touches = 0
  }

  struct OpenDeal {
    let id: RecordID
    let account: RecordID
    let person: RecordID
    /// Its owner loses sight of it: nothing happens in the last weeks.
    let isForgotten: Bool
    var closesOn: Day
    var nextOn: Day
    var stage = 0
  }

  struct AccountEntry {
    let id: RecordID
    /// Whom we know there, the main contact first.
    let people: [RecordID]
    let owner: Int
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
      try DemoDuplicates.create(like: story.accounts.suffix(40).map { ($0.people[0], $0.id) }, owners: story.sales, before: story.today, in: tx)
    }
    try NotificationSweepJob.sweep(at: clock.now, in: transaction)
  }

  /// One user's doings at one moment, as an operation of its own.
  mutating func act(
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

  /// The customers the company had before: five in eight of all accounts, with the more contacts the better they rank.
  private mutating func enterCustomers() throws {
    try act(users.first, "import") { story, tx in
      for number in 0..<(story.size.accounts * 5 / 8) {
        let company = story.people.company(&story.random)
        story.customers.append(company)
        // Companies of one name that are of one house.
        let parent = story.people.parent(of: number).map { story.accounts[$0] }
        let owner = parent?.owner ?? number % story.sales.count
        let by = Value.reference(story.sales[owner].as(AnyRecord.self))
        let rank = story.random.pick([AccountRank.a, .b, .b, .c, .c, .d])
        var draft = story.people.account(company, rank: rank, number, &story.random)
        draft["owner_id"] = by
        draft[Account.parent] = parent?.id.as(Account.self)
        let account = try tx.create(Account.self, draft).id
        let contacts = try (0..<(rank == .a ? story.random.number(3...5) : rank == .b ? story.random.number(1...3) : 1)).map { _ in
          try story.enterContact(at: company, account, ownedBy: by, in: tx)
        }
        story.accounts.append(AccountEntry(id: account, people: contacts, owner: owner))
        story.made.accounts += 1
      }
      story.known = story.made.persons
    }
  }

  private mutating func enterContact(
    at company: DemoPeople.Company, _ account: RecordID, ownedBy owner: Value, in tx: RecordTransaction
  ) throws -> RecordID {
    var person = people.person(at: company, acquired: days[0] - random.number(30...2000), &random)
    person["owner_id"] = owner
    person[Person.account] = account.as(Account.self)
    let contact = try tx.create(Person.self, recordType: "contact", person)
    var affiliation = Draft()
    affiliation[Affiliation.person] = contact.id.as(Person.self)
    affiliation[Affiliation.account] = account.as(Account.self)
    affiliation[Affiliation.department] = person[Person.department]
    affiliation[Affiliation.title] = person[Person.title]
    try tx.create(Affiliation.self, affiliation)
    made.persons += 1
    return contact.id
  }

  /// Of the last months everything is told; of what was before only what left a mark.
  func isRecent(_ day: Day) -> Bool { today - day <= 120 }

  private mutating func tell(_ day: Day, _ at: Int) throws {
    func due(_ total: Int, _ done: Int) -> Int { max(0, total * (at + 1) / days.count - done) }
    let customers = size.accounts * 5 / 8
    let newLeads = due(size.persons - known, made.persons - known)
    let conversions = due(size.accounts - customers, made.accounts - customers)
    let newDeals = due(size.deals - (size.accounts - customers), made.deals - (made.accounts - customers))
    clock.set(day, minutes: random.number(5...40))
    try receive(newLeads, day)
    if at > 0, days[at - 1].month != day.month { try sortOutLeads(day) }
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
    try talk(day, left: days.count - 1 - at)
  }

  /// What people say to each other in the last days, and what they have read of it by then.
  private mutating func talk(_ day: Day, left: Int) throws {
    if left == DemoTalk.reading {
      for user in users { try act(user, "notification.read") { _, tx in try NotificationBox(tx).readAll() } }
    }
    for follow in DemoTalk.follows where follow.left == left {
      try act(users[follow.by], "follow") { story, tx in
        for deal in story.sales.indices.compactMap({ story.open[$0]?.last }) { try Follow.set(true, Deal.object.name, deal.id, in: tx) }
      }
    }
    for line in DemoTalk.lines where line.left == left {
      guard let deal = open[line.seller]?.last else { continue }
      clock.set(day, minutes: line.minutes)
      try act(users[line.by], "record.create") { _, tx in
        var note = Draft()
        note[Note.text] = line.text
        note["deal_id"] = .reference(deal.id)
        try tx.create(Note.self, note)
      }
    }
  }
}
