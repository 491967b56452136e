import Database
import Kernel
import Metadata
import People
import Records
import Sales

/// Records created and leads converted per second, durable before they are acknowledged.
struct Writes {
  static let section = "Writing: per second, durable"
  private static let lasting = Duration.seconds(5)
  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    let seller = try await bench.user(Cast.seller(7))
    let people = bench.options.size.persons
    let (store, today) = (bench.records, today)
    let limit = try await bareCreates()
    for clients in [1, 16] {
      let rate = try await rate(clients) { client, run in
        let draft = Self.lead(number: people + 1_000_000 + client * 100_000 + run, clients, on: today)
        _ = try await store.write(for: seller, as: OperationKind("record.create", source: "api")) { tx in
          try tx.create("person", recordType: "lead", draft).id
        }
      }
      bench.add(
        Figure(
          section: Self.section, name: "leads created, \(clients) client\(clients == 1 ? "" : "s") (engine: the row alone, 1 client)",
          measure: .number(rate, unit: "/s", bare: limit, isRate: true)))
    }
    try await conversions()
  }

  private func conversions() async throws {
    let (store, today) = (bench.records, today)
    for clients in [1, 16] {
      // New leads, so that every run finds some and the company stays as it is.
      let ids = try await bench.records.write(for: .system("bench"), as: OperationKind("bench")) { tx in
        try tx.createEach("person", (0..<3000).map { NewRecord(recordType: "lead", draft: Self.lead(number: 9_000_000 + $0, clients, on: today)) })
          .map { try $0.get().id }
      }
      let rate = try await rate(clients) { client, run in
        let at = run * clients + client
        guard at < ids.count else { throw BenchProblem("more conversions than leads") }
        _ = try await store.write(for: .system("bench"), as: OperationKind("lead.convert", source: "api")) { tx in
          try LeadConversion.plan(for: ids[at].as(Person.self), choices: LeadConversion.Choices(), in: tx).run(in: tx).person.id
        }
      }
      bench.add(
        Figure(
          section: Self.section, name: "leads converted with account and deal, \(clients) client\(clients == 1 ? "" : "s")",
          measure: .number(rate, unit: "/s", bare: nil, isRate: true)))
    }
  }

  /// How often a second `clients` at once get it done.
  private func rate(_ clients: Int, _ body: @escaping @Sendable (_ client: Int, _ run: Int) async throws -> Void) async throws -> Double {
    let end = ContinuousClock.now + Self.lasting
    let started = ContinuousClock.now
    let done = try await withThrowingTaskGroup(of: Int.self) { group in
      for client in 0..<clients {
        group.addTask {
          var run = 0
          while ContinuousClock.now < end, run < 3000 / clients {
            try await body(client, run)
            run += 1
          }
          return run
        }
      }
      return try await group.reduce(0, +)
    }
    return Double(done) / ((ContinuousClock.now - started) / .seconds(1))
  }

  /// The person's row alone, one commit each, by the engine's own prepared statement.
  private func bareCreates() async throws -> Double {
    let end = ContinuousClock.now + .seconds(3)
    let started = ContinuousClock.now
    var done = 0
    let now = bench.now
    let ids = bench.records.ids
    var made: [Int64] = []
    while ContinuousClock.now < end {
      let id = ids.next(Person.self)
      made.append(id.raw)
      try bench.bare.run(
        """
        INSERT INTO person (id, record_type, owner_id, created_at, updated_at, version, last_name, first_name, last_kana, first_kana,
          email, phone, company_name, lead_status, acquired_on)
        VALUES (\(id), 'lead', \(Int64(1)), \(now), \(now), \(Int64(1)), '高橋', '一郎', 'タカハシ', 'イチロウ',
          \("bare\(done)@c1.example.jp"), '03-1234-5678', '株式会社山田製作所', 'new', \(now.day(offset: 32_400)))
        """)
      done += 1
    }
    let rate = Double(done) / ((ContinuousClock.now - started) / .seconds(1))
    for id in made { try bench.bare.run("DELETE FROM person WHERE id = \(id)") }
    return rate
  }

  private var today: Day { bench.now.day(offset: 32_400) }

  private static func lead(number: Int, _ salt: Int, on day: Day) -> Draft {
    var dice = Dice(UInt64(number &* 31 &+ salt))
    let company = CompanyMaker.Company(700_000 + number % 100_000)
    let last = dice.pickSkewed(Names.last)
    let first = dice.pickSkewed(Names.first)
    var draft = Draft()
    draft[Person.lastName] = last.0
    draft[Person.firstName] = first.0
    draft[Person.lastKana] = last.1
    draft[Person.firstKana] = first.1
    draft[Person.email] = EmailAddress("\(last.2).\(number).\(dice.below(1_000_000))@\(company.domain)")
    draft[Person.phone] = "03-\(1000 + dice.below(9000))-\(1000 + dice.below(9000))"
    draft[Person.companyName] = company.name
    draft[Person.leadSource] = dice.pick(Names.sources)
    draft[Person.acquiredOn] = day
    return draft
  }
}
