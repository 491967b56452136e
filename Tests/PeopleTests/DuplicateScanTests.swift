import Database
import Jobs
import Kernel
import Metadata
import People
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// 名寄せの走査: finds what comparing everybody with everybody would find, once and for all that changes.
@Suite struct DuplicateScanTests {
  @Test(arguments: Engine.all)
  func `a scan finds the pairs that comparing all with all finds`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      let people = Crowd.persons
      for values in people { try await house.person(by: house.sato, values) }
      for (at, name) in Crowd.companies.enumerated() {
        try await house.account(
          by: house.sato, name, at.isMultiple(of: 4) ? ["phone": .text("025-000-1837"), "email_domain": .text("yamada.example.jp")] : [:])
      }
      try await scans.scan()
      let naive = try await house.records.read(for: .system("test")) { tx in
        try Self.pairs(PersonTraits.self, in: tx).merging(try Self.pairs(AccountTraits.self, in: tx)) { $1 }
      }
      let found = try await scans.open()
      #expect(naive.count > 40, "the crowd holds many pairs")
      #expect(found == naive)
      try await scans.scan()
      #expect(try await scans.open() == naive, "a second scan finds nothing new")
    }
  }

  private static func pairs<Traits: DuplicateTraits>(_: Traits.Type, in tx: RecordTransaction) throws -> [[RecordID]: Int] {
    let all = try tx.list(Traits.object.name, sort: "created_at", limit: 200).rows.map { Traits($0, taken: []) }
    var pairs: [[RecordID]: Int] = [:]
    for a in all {
      for b in all where a.id < b.id {
        if let evidence = a.compared(with: b), evidence.isWorthAsking { pairs[[a.id, b.id]] = evidence.score }
      }
    }
    return pairs
  }

  @Test(arguments: Engine.all)
  func `what is entered, changed or thrown away later is compared as it happens`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      let a = try await house.person(by: house.sato, ["last_name": .text("久保田"), "email": .text("kubota@yamabuki.example.jp")])
      try await scans.follow()
      #expect(try await scans.open().isEmpty, "the first look compares everything")
      let b = try await house.person(by: house.sato, ["last_name": .text("久保田"), "email": .text("maiko@yamabuki.example.jp")])
      try await scans.follow()
      let only = try await scans.open()
      #expect(only == [[a.id, b.id]: 55], "name and mail domain")
      try await house.write(by: house.sato) { tx in try tx.update("person", b.id, Draft(["email": .text("kubota@yamabuki.example.jp")])) }
      try await scans.follow()
      #expect(try await scans.open() == [[a.id, b.id]: 95])
      try await house.write(by: house.sato) { tx in
        try tx.update("person", b.id, Draft(["email": .text("sato@tsubame.example.jp"), "last_name": .text("佐藤")]))
      }
      try await scans.follow()
      #expect(try await scans.open().isEmpty, "nothing is left to say for it")
      let c = try await house.person(by: house.sato, ["last_name": .text("久保田"), "email": .text("kubota@yamabuki.example.jp")])
      try await scans.follow()
      try await house.write(by: house.sato) { tx in try tx.delete("person", [c.id]) }
      try await scans.follow()
      #expect(try await scans.queue(of: house.sato).isEmpty)
      try await house.write(by: house.sato) { tx in try tx.restore("person", [c.id]) }
      try await scans.follow()
      #expect(try await scans.queue(of: house.sato).map(\.second) == [c.id])
    }
  }

  @Test(arguments: Engine.all)
  func `two that are kept apart come back only with a new reason, and undo takes the judgement back`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      let a = try await house.person(by: house.sato, ["last_name": .text("田中"), "first_name": .text("実"), "company_name": .text("山吹信用組合")])
      let b = try await house.person(by: house.sato, ["last_name": .text("田中"), "first_name": .text("実"), "company_name": .text("㈱山吹信用組合")])
      try await scans.scan()
      let pair = try #require(try await scans.queue(of: house.sato).first)
      let judged = try await house.operation(by: house.sato) { tx in try tx.judgeNotDuplicate(pair) }
      #expect(try await scans.queue(of: house.sato).isEmpty)
      try await scans.scan()
      #expect(try await scans.queue(of: house.sato).isEmpty, "a scan does not bring it back")
      #expect(await refusals { try await house.write(by: house.sato) { tx in try tx.judgeNotDuplicate(pair) } } == ["state:decided"])
      try await house.undo(judged.id, by: house.sato)
      #expect(try await scans.queue(of: house.sato).count == 1)
      try await house.write(by: house.sato) { tx in try tx.judgeNotDuplicate(pair) }
      for id in [a.id, b.id] {
        try await house.write(by: house.sato) { tx in try tx.update("person", id, Draft(["phone": .text("025-000-1837")])) }
      }
      try await scans.follow()
      #expect(try await scans.queue(of: house.sato).map(\.score) == [88], "a phone number in common is new")
    }
  }

  @Test(arguments: Engine.all)
  func `three become one pair by pair, what is kept apart stays so, and cutting one merge leaves the other`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      let values: [String: Value] = ["last_name": .text("長尾"), "first_name": .text("修"), "email": .text("nagao@harukaze.example.jp")]
      let a = try await house.person(by: house.sato, "contact", values)
      let b = try await house.person(by: house.sato, values)
      let c = try await house.person(by: house.sato, ["last_name": .text("長尾"), "first_name": .text("修"), "phone": .text("025-000-1837")])
      try await house.write(by: house.sato) { tx in try tx.update("person", b.id, Draft(["phone": .text("025-000-1837")])) }
      try await scans.scan()
      #expect(try await Set(scans.open().keys) == [[a.id, b.id], [b.id, c.id]])
      let first = try #require(try await scans.queue(of: house.sato).first)
      try await house.write(by: house.sato) { tx in try DuplicateMerge.plan(first, in: tx).run(in: tx) }
      let rest = try await scans.queue(of: house.sato)
      #expect(rest.map { [$0.first, $0.second] } == [[a.id, c.id]], "what b shared with c, a shares now")
      let second = try #require(rest.first)
      try await house.write(by: house.sato) { tx in try DuplicateMerge.plan(second, in: tx).run(in: tx) }
      #expect(try await scans.queue(of: house.sato).isEmpty)
      try await house.read(by: house.sato) { tx throws in #expect(try tx.merges("person", into: a.id).map(\.loser) == [c.id, b.id]) }
      try await house.write(by: house.sato) { tx in try RecordSeparation.run("person", b.id, from: a.id, in: tx) }
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.get("person", b.id)["phone"] == .text("025-000-1837"))
        #expect(try tx.winner(of: c.id) == a.id)
      }
      #expect(try await scans.queue(of: house.sato).contains { $0.first == a.id && $0.second == b.id }, "two again, and somebody may look again")
    }
  }

  @Test(arguments: Engine.all)
  func `the sure ones become one in one operation; one merge of it can be cut, or all undone`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      var made: [Record] = []
      for (name, mail) in [("長尾", "nagao"), ("久保田", "kubota"), ("沖", "oki")] {
        for _ in 1...2 {
          made.append(
            try await house.person(
              by: house.sato, ["last_name": .text(name), "first_name": .text("修"), "email": .text("\(mail)@harukaze.example.jp")]))
        }
      }
      let people = made
      let colleague = try await house.person(
        by: house.sato, ["last_name": .text("沖"), "first_name": .text("恵子"), "email": .text("oki@harukaze.example.jp")])
      try await scans.scan()
      let merged = try await house.operation(by: house.sato) { tx in try SureMerges.run("person", in: tx) }
      #expect(merged.value.merged == 3 && merged.value.left == 0)
      let queue = try await scans.queue(of: house.sato)
      #expect(queue.count == 1 && queue[0].second == colleague.id, "the mailbox of many is left to people")
      let (winner, loser) = (people[2].id, people[3].id)
      try await house.write(by: house.sato) { tx in try RecordSeparation.run("person", loser, from: winner, in: tx) }
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.get("person", loser).id == loser)
        #expect(try tx.winner(of: people[1].id) == people[0].id && tx.winner(of: people[5].id) == people[4].id)
      }
      try await house.undo(merged.id, by: house.sato)
      try await house.read(by: house.sato) { tx throws in
        for person in people { #expect(try tx.get("person", person.id)["last_name"] == person["last_name"]) }
      }
    }
  }

  @Test(arguments: Engine.all)
  func `whoever sees only what is their own sees no pair with others`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      let values: [String: Value] = ["last_name": .text("長尾"), "email": .text("nagao@harukaze.example.jp")]
      try await house.person(by: house.sato, values)
      try await house.person(by: house.ito, values)
      let own = try await house.person(by: house.ito, values)
      try await scans.scan()
      #expect(try await scans.open().count == 3)
      #expect(try await scans.queue(of: house.yamada).count == 3)
      #expect(try await scans.queue(of: house.ito).map(\.second) == [own.id])
      #expect(try await scans.queue(of: house.suzuki).isEmpty)
      let all = try await scans.queue(of: house.yamada)
      let seen = try await scans.queue(of: house.ito).map(\.id)
      try await house.read(by: house.ito) { tx throws in
        #expect(try DuplicateQueue().count(in: tx) == Count(value: 1, isExact: true))
        for pair in all where !seen.contains(pair.id) {
          #expect(throws: Refusal.self) { try DuplicateQueue.pair(pair.id, in: tx) }
        }
      }
      try await house.read(by: house.kobayashi) { tx throws in
        let object = try tx.object("person")
        #expect(all[0].reasons.visible(of: object, in: tx).signs == [.name], "the mail address is hidden")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a scan that is stopped keeps what it has found and can be begun again`(engine: Engine) async throws {
    try await withScans(engine) { house, scans in
      for _ in 1...2 { try await house.person(by: house.sato, ["last_name": .text("長尾"), "email": .text("nagao@harukaze.example.jp")]) }
      let job = try await scans.enqueue()
      try await house.test.database.write { tx in _ = try scans.jobs.cancel(job, in: tx) }
      try await scans.work()
      #expect(try await scans.open().isEmpty)
      try await scans.scan()
      #expect(try await scans.open().count == 1)
      let last = try await house.read(by: house.yamada) { tx in try DuplicateFollowing(in: tx).lastScan() }
      #expect(last?.persons == 2 && last?.accounts == 0)
    }
  }
}

/// Runs the jobs of 名寄せ in a house.
struct Scans: Sendable {
  let house: House
  let jobs: JobQueue

  func enqueue() async throws -> ID<Job> {
    try await house.test.database.write { [jobs] tx in try jobs.enqueue(DuplicateScanJob.job(actor: nil), in: tx) }
  }

  func work() async throws {
    let handlers: [any JobHandler] = [DuplicateScanJob(store: house.records), DuplicateWatchJob(store: house.records, queue: jobs)]
    await Worker(database: house.test.database, queue: jobs, handlers: handlers).runUntilIdle()
    let failed = try await house.test.database.read { [jobs] tx in try jobs.jobs(states: [.failed, .waiting], in: tx) }
    #expect(failed.isEmpty, "\(failed.compactMap(\.error))")
  }

  func scan() async throws {
    _ = try await enqueue()
    try await work()
  }

  /// Some seconds later what has happened is compared.
  func follow() async throws {
    house.clock.advance(.seconds(10))
    try await house.test.database.write { [jobs] tx in _ = try jobs.enqueue(NewJob(kind: DuplicateWatchJob.kind), in: tx) }
    try await work()
  }

  func open() async throws -> [[RecordID]: Int] {
    try await house.test.database.read { tx in
      let rows = try tx.query("SELECT first_id, second_id, score FROM duplicate_candidate WHERE state = 'open'")
      return Dictionary(uniqueKeysWithValues: try rows.map { ([try $0.id(0), try $0.id(1)], try $0.int(2)) })
    }
  }

  func queue(of user: ID<User>) async throws -> [DuplicatePair] {
    try await house.read(by: user) { tx in try DuplicateQueue().page(in: tx).rows }
  }
}

func withScans(_ engine: Engine, _ body: @escaping (House, Scans) async throws -> Void) async throws {
  try await withHouse(engine) { house in
    try await house.test.database.write { tx in
      for migration in JobTables.migrations { for statement in migration.statements(tx.dialect) { try tx.execute(statement) } }
    }
    try await body(house, Scans(house: house, jobs: JobQueue(ids: house.records.ids, now: { house.clock.now })))
  }
}

/// People and companies of whom many are there twice, in every way of writing.
private enum Crowd {
  private static let names: [(String, String, String)] = [
    ("髙橋", "一郎", "タカハシイチロウ"), ("高橋", "一郎", ""), ("斉藤", "実", "サイトウミノル"), ("斎藤", "実", ""), ("伊藤", "花子", "イトウハナコ"),
    ("伊東", "花子", "イトウハナコ"), ("くぼた", "まいこ", ""), ("久保田", "麻衣子", "クボタマイコ"), ("長尾", "", ""), ("長尾", "修", ""), ("", "", ""),
  ]
  private static let works = ["株式会社山田商店", "㈱山田商店", "山吹信用組合", "", "ハルカゼ出版"]

  static let persons: [[String: Value]] = (0..<110).map { at in
    let (last, first, kana) = names[at % names.count]
    var values: [String: Value] = [
      "last_name": .text(last), "first_name": .text(first), "last_kana": .text(kana), "company_name": .text(works[at % works.count]),
    ]
    if at.isMultiple(of: 3) { values["email"] = .text("p\(at % 14)@\(at.isMultiple(of: 2) ? "yamada.example.jp" : "gmail.com")") }
    if at.isMultiple(of: 4) { values["phone"] = .text("025-000-18\(10 + at % 9)") }
    if at.isMultiple(of: 7) { values["birthday"] = .day(Day(year: 1970 + at % 3, month: 1, day: 1) ?? Day(number: 0)) }
    if last.isEmpty, values["email"] == nil { values["mobile"] = .text("090-1234-56\(10 + at % 5)") }
    return values.filter { $0.value != .text("") }
  }

  static let companies = [
    "株式会社山田商店", "㈱山田商店", "山田商店株式会社", "有限会社山田商店", "山田商店", "株式会社コンピューター", "株式会社コンピュータ", "ABC株式会社", "ＡＢＣ株式会社",
    "三井住友銀行", "三井住友信託銀行", "株式会社國分", "株式会社国分", "つばめ製菓",
  ]
}
