import Database
import Foundation
import Kernel
import Metadata
import People
import Records
import Sales

/// Makes the company of the benchmarks, once: 1,000,000 persons, 200,000 accounts, 300,000 deals, 5,000,000 events.
///
/// Rows go straight into the tables, in large batches and with the indexes made afterwards, because use cases would take
/// hours; identities and search tokens come from the very functions that use cases call. There are no `change` rows.
struct CompanyWriter {
  static let version = "bench-6"
  static let seed: UInt64 = 20_261_122
  /// The history lasts almost three years, as far back as ids reach, until it is made, so that the last week is full.
  private let end: Instant
  static let beginning = Instant(milliseconds: IDSource.epoch + 86_400_000)
  private static let rowsPerBatch = 10_000

  let records: RecordStore
  let size: CompanySize
  let report: @Sendable (String) -> Void

  init(records: RecordStore, size: CompanySize, report: @escaping @Sendable (String) -> Void) {
    self.records = records
    self.size = size
    self.report = report
    end = records.now()
  }

  /// Returns at once when the company is there already.
  func run() async throws {
    let mark = "\(Self.version)-\(size.persons)"
    let known = try await records.database.read { tx in try tx.first("SELECT value FROM setting WHERE name = 'bench'")?.text(0) }
    if known == mark { return }
    guard known == nil else { throw BenchProblem("The database holds another benchmark company (\(known ?? "")). Remove it first.") }
    let started = ContinuousClock.now
    let cast = try await Cast.create(in: records)
    let database = records.database
    let indexes = try await database.write { tx in try SecondaryIndexes.drop(from: Self.tables, in: tx) }
    let roster = try await writeRecords(cast)
    report("records written after \((ContinuousClock.now - started).seconds(1)) s")
    try await writeEvents(roster, cast)
    report("events written after \((ContinuousClock.now - started).seconds(1)) s")
    for index in indexes {
      try await database.write { tx in
        // Sorting wants memory.
        try tx.execute(tx.dialect.engine == .postgres ? "SET LOCAL maintenance_work_mem = '1GB'" : "PRAGMA cache_size = -1000000")
        try tx.execute(index)
      }
    }
    report("indexes made after \((ContinuousClock.now - started).seconds(1)) s")
    try await database.write { tx in
      // As the daily job does it.
      if tx.dialect.engine == .sqlite { _ = try tx.query("PRAGMA analysis_limit = 1000000") }
      try tx.execute("ANALYZE")
      try tx.execute("INSERT INTO setting (name, value) VALUES ('bench', \(mark))")
    }
    report("analysed after \((ContinuousClock.now - started).seconds(1)) s")
  }

  private static let tables = ["person", "account", "deal", "event", "identity", "search_entry"]

  /// What events need to know of the records, small.
  struct Roster {
    var persons: [(id: Int64, account: Int64, at: Int64)] = []
    var deals: [(id: Int64, account: Int64, person: Int64, at: Int64)] = []
    var accounts: [(id: Int64, at: Int64)] = []
  }

  // MARK: - Records

  private func writeRecords(_ cast: Cast) async throws -> Roster {
    let (size, store) = (size, records)
    let schema = try await store.read(for: .system("bench")) { tx in tx.schema }
    var roster = Roster()
    var maker = CompanyMaker(seed: Self.seed, users: cast.sellers, stages: cast.stages)
    var dice = Dice(Self.seed &+ 1)
    // Everything in the order of time, as it would have come: accounts before the persons and deals that name them.
    let all = size.accounts + size.persons + size.deals
    let contacts = size.persons / 5
    let step = (end.milliseconds - Self.beginning.milliseconds) / Int64(all)
    var contactAccounts: [Int] = []
    var contactIDs: [Int64] = []
    var made = (accounts: 0, persons: 0, contacts: 0, deals: 0)
    var batches = Batches(store: store, schema: schema)
    for number in 0..<all {
      let at = Instant(milliseconds: Self.beginning.milliseconds + step * Int64(number) + Int64(dice.below(Int(step))))
      let id = Self.id(at, number)
      // The next is of the kind that lags most behind its share.
      func share(_ made: Int, _ of: Int) -> Double { Double(made) / Double(max(1, of)) }
      let shares = (share(made.accounts, size.accounts), share(made.persons, size.persons), share(made.deals, size.deals))
      if shares.0 <= shares.1, shares.0 <= shares.2, made.accounts < size.accounts {
        batches.add(maker.account(made.accounts, id: id, at: at, until: end))
        roster.accounts.append((id.raw, at.milliseconds))
        made.accounts += 1
      } else if shares.1 <= shares.2 || made.deals == size.deals {
        let isContact = share(made.contacts, contacts) <= share(made.persons, size.persons)
        let company = isContact || dice.chance(10) ? dice.belowSkewed(made.accounts) : size.accounts + dice.belowSkewed(400_000)
        let account = isContact ? RecordID(roster.accounts[company].id) : nil
        batches.add(maker.person(made.persons, id: id, company: company, account: account, at: at, until: end))
        roster.persons.append((id.raw, account?.raw ?? 0, at.milliseconds))
        if isContact {
          contactAccounts.append(company)
          contactIDs.append(id.raw)
          made.contacts += 1
        }
        made.persons += 1
      } else {
        let contact = dice.below(max(1, contactIDs.count))
        let company = contactAccounts[contact]
        let account = roster.accounts[company].id
        batches.add(
          maker.deal(
            id: id, account: RecordID(account), name: CompanyMaker.Company(company).name, person: RecordID(contactIDs[contact]),
            at: at, until: end))
        roster.deals.append((id.raw, account, contactIDs[contact], at.milliseconds))
        made.deals += 1
      }
      if batches.count >= Self.rowsPerBatch { try await batches.flush() }
    }
    try await batches.flush()
    try await batches.wait()
    return roster
  }

  /// An id as a process would have made it at that moment.
  private static func id(_ at: Instant, _ sequence: Int) -> RecordID {
    RecordID((at.milliseconds - IDSource.epoch) << 22 | 1022 << 12 | Int64(sequence & 4095))
  }

  // MARK: - Events

  private struct EventSeed {
    let at: Int64
    /// Position in `EventKind.all`, and of the record in its part of the roster.
    let kind: Int32
    let subject: Int32
  }

  private func writeEvents(_ roster: Roster, _ cast: Cast) async throws {
    var dice = Dice(Self.seed &+ 2)
    var seeds: [EventSeed] = []
    seeds.reserveCapacity(size.events)
    for (at, account) in roster.accounts.enumerated() { seeds.append(EventSeed(at: account.at, kind: 0, subject: Int32(at))) }
    for (at, person) in roster.persons.enumerated() { seeds.append(EventSeed(at: person.at, kind: 1, subject: Int32(at))) }
    for (at, deal) in roster.deals.enumerated() { seeds.append(EventSeed(at: deal.at, kind: 2, subject: Int32(at))) }
    while seeds.count < size.events {
      let kind = dice.below(100) < 25 ? 3 + dice.below(2) : 5 + dice.below(EventKind.all.count - 5)
      let isDeal = EventKind.all[kind].object == "deal"
      let subject = isDeal ? dice.below(roster.deals.count) : dice.belowSkewed(roster.persons.count)
      let born = isDeal ? roster.deals[subject].at : roster.persons[subject].at
      let at = born + 1 + Int64(dice.next() % UInt64(max(1, end.milliseconds - born)))
      seeds.append(EventSeed(at: at, kind: Int32(kind), subject: Int32(subject)))
    }
    seeds.sort { ($0.at, $0.kind, $0.subject) < ($1.at, $1.kind, $1.subject) }
    var previous: Task<Void, any Error>?
    for start in stride(from: 0, to: seeds.count, by: Self.rowsPerBatch * 4) {
      let part = start..<min(start + Self.rowsPerBatch * 4, seeds.count)
      let rows = part.map { at in row(seeds[at], at, roster, cast) }
      try await previous?.value
      previous = Task { [database = records.database] in
        try await database.write { tx in try tx.insert(into: "event", EventKind.columns, rows: rows) }
      }
    }
    try await previous?.value
  }

  private func row(_ seed: EventSeed, _ number: Int, _ roster: Roster, _ cast: Cast) -> [SQLValue] {
    let kind = EventKind.all[Int(seed.kind)]
    let subject = Int(seed.subject)
    var links: (person: Int64, account: Int64, record: Int64)
    switch kind.object {
    case "account": links = (0, roster.accounts[subject].id, roster.accounts[subject].id)
    case "deal": links = (roster.deals[subject].person, roster.deals[subject].account, roster.deals[subject].id)
    default: links = (roster.persons[subject].id, roster.persons[subject].account, roster.persons[subject].id)
    }
    let id = Self.id(Instant(milliseconds: seed.at), number)
    return [
      .integer(id.raw), .instant(Instant(milliseconds: seed.at)), .text(kind.name),
      links.person == 0 ? .null : .integer(links.person), links.account == 0 ? .null : .integer(links.account),
      .text(kind.object), .integer(links.record), .integer(cast.sellers[number % cast.sellers.count].raw), .text(kind.source),
      .null, .text(kind.payload),
    ]
  }
}

/// How much of everything there is.
struct CompanySize: Sendable {
  var persons = 1_000_000
  var accounts: Int { persons / 5 }
  var deals: Int { persons * 3 / 10 }
  var events: Int { persons * 5 }
}

/// What happens at the company of the benchmarks. The first three happen once to every account, person and deal.
private struct EventKind {
  let name: String
  let object: String
  let source: String
  let payload: String

  static let all = [
    EventKind(name: "account.created", object: "account", source: "web", payload: "{}"),
    EventKind(name: "person.created", object: "person", source: "web", payload: "{}"),
    EventKind(name: "deal.created", object: "deal", source: "web", payload: "{}"),
    EventKind(name: "deal.stage_changed", object: "deal", source: "web", payload: #"{"from":"0K3F000000001","to":"0K3F000000002","amount":1200000}"#),
    EventKind(name: "deal.updated", object: "deal", source: "web", payload: #"{"fields":["next_action","next_action_on"]}"#),
    EventKind(name: "person.updated", object: "person", source: "web", payload: #"{"fields":["sales_comment"]}"#),
    EventKind(name: "lead.status_changed", object: "person", source: "web", payload: #"{"from":"new","to":"working"}"#),
    EventKind(name: "mail.delivered", object: "person", source: "system", payload: #"{"mailing_id":"0K3F000000003"}"#),
    EventKind(name: "mail.opened", object: "person", source: "system", payload: #"{"mailing_id":"0K3F000000003"}"#),
    EventKind(
      name: "mail.clicked", object: "person", source: "system", payload: #"{"mailing_id":"0K3F000000003","url":"https://www.example.jp/products/"}"#),
    EventKind(name: "web.viewed", object: "person", source: "system", payload: #"{"path":"/products/scale/"}"#),
  ]

  static let columns: [Identifier] = [
    "id", "at", "kind", "person_id", "account_id", "object", "record_id", "actor_id", "source", "operation_id", "payload",
  ]
}
