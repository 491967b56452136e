import Database
import Kernel
import Metadata
import People
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// 名寄せ候補: who may be the same, and why (research BC-01, BC-05, CO-30).
@Suite struct DuplicatesTests {
  private struct Case: Sendable {
    let what: String
    let known: [String: Value]
    let typed: [String: Value]
    /// `nil`: no candidate.
    let strength: DuplicateCandidate.Strength?
  }

  private static func person(_ last: String, _ first: String, _ more: [String: Value] = [:]) -> [String: Value] {
    more.merging(["last_name": .text(last), "first_name": .text(first)]) { $1 }
  }

  private static let persons = [
    Case(
      what: "BC-01: variant kanji, same mail", known: person("髙橋", "一郎", ["email": .text("Ichiro@Yamada.example.jp")]),
      typed: person("高橋", "一郎", ["email": .text("ichiro@yamada.example.jp")]), strength: .strong),
    Case(
      what: "BC-05: a shared mailbox is no person", known: person("髙橋", "一郎", ["email": .text("info@yamada.example.jp")]),
      typed: person("佐藤", "花子", ["email": .text("info@yamada.example.jp")]), strength: .likely),
    Case(what: "a name alone is nobody", known: person("高橋", "一郎"), typed: person("高橋", "一郎"), strength: nil),
    Case(
      what: "name and company, however written", known: person("高橋", "一郎", ["company_name": .text("株式会社山田製作所")]),
      typed: person("髙橋", "一郎", ["company_name": .text("㈱山田製作所")]), strength: .likely),
    Case(
      what: "same name, other company", known: person("高橋", "一郎", ["company_name": .text("山田製作所")]),
      typed: person("高橋", "一郎", ["company_name": .text("佐藤商事")]), strength: nil),
    Case(
      what: "a phone number in common", known: person("高橋", "一郎", ["phone": .text("044-123-4567")]),
      typed: person("佐藤", "花子", ["mobile": .text("０４４（１２３）４５６７")]), strength: .weak),
  ]

  @Test(arguments: Engine.all)
  func `persons are proposed by mail, phone, and name with company, never by name alone`(engine: Engine) async throws {
    for test in Self.persons {
      try await withHouse(engine) { house in
        let known = try await house.person(by: house.sato, test.known)
        let found = try await house.read(by: house.sato) { tx throws in
          try Duplicates.ofPerson(Record(object: "person", id: RecordID(0), values: test.typed), in: tx)
        }
        #expect(found.map(\.strength) == (test.strength.map { [$0] } ?? []), "\(test.what)")
        if test.strength != nil { #expect(found.first?.record.id == known.id && found.first?.reasons.isEmpty == false) }
        let hidden = try await house.read(by: house.suzuki) { tx throws in
          try Duplicates.ofPerson(Record(object: "person", id: RecordID(0), values: test.typed), in: tx)
        }
        #expect(hidden.isEmpty, "a colleague's record is no candidate")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a number that more than fifty share tells nothing and is not read to its end`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      func employ(_ count: Int) async throws {
        try await house.write(by: house.sato) { tx in
          let drafts = (0..<count).map { _ in
            NewRecord(recordType: "lead", draft: Draft(["last_name": .text("高橋"), "first_name": .text("一郎"), "phone": .text("044-123-4567")]))
          }
          for made in try tx.createEach("person", drafts) { _ = try made.get() }
        }
      }
      let typed = Record(
        object: "person", id: RecordID(0),
        values: ["last_name": .text("高橋"), "first_name": .text("一郎"), "phone": .text("044-123-4567"), "email": .text("ichiro@yamada.example.jp")])
      func found() async throws -> Int { try await house.read(by: house.sato) { tx in try Duplicates.ofPerson(typed, in: tx).count } }
      try await employ(50)
      #expect(try await found() == 50)
      let rows = try await house.read(by: house.sato) { tx in
        try tx.owners(of: PersonRules().identities(of: typed), object: "person", most: 49).values.flatMap { $0 }.count
      }
      #expect(rows == 0)
      try await employ(1)
      house.test.log.clear()
      #expect(try await found() == 0)
      #expect(house.test.log.statements.filter { $0.contains("FROM identity") }.count == 1, "\(house.test.log.statements)")
    }
  }

  @Test(arguments: Engine.all)
  func `a field that one may not see is no reason`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let values = Self.person("高橋", "一郎", ["email": .text("ichiro@yamada.example.jp"), "company_name": .text("山田製作所")])
      try await house.person(by: house.sato, values)
      let found = try await house.read(by: house.kobayashi) { tx throws in
        try Duplicates.ofPerson(Record(object: "person", id: RecordID(0), values: values), in: tx)
      }
      #expect(found.map { $0.reasons.map(\.ja) } == [["氏名と会社名が同じ"]])
      let byMail = try await house.read(by: house.kobayashi) { tx throws in
        try Duplicates.ofPerson(Record(object: "person", id: RecordID(0), values: ["email": .text("ichiro@yamada.example.jp")]), in: tx)
      }
      #expect(byMail.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `accounts are proposed by name, number, phone and domain, and never across corporate numbers`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let one = try await house.account(by: house.sato, "株式会社山田製作所", ["corporate_number": .text("1180301018771"), "phone": .text("044-123-4567")])
      let cases: [(String, [String: Value], Bool, DuplicateCandidate.Strength?)] = [
        (
          "CO-30: another corporate number",
          ["name": .text("株式会社山田製作所"), "corporate_number": .text("7000012050002"), "phone": .text("044-123-4567")], false, nil
        ),
        ("the same corporate number", ["name": .text("ヤマダ"), "corporate_number": .text("1180301018771")], true, .strong),
        ("name and phone", ["name": .text("㈱山田製作所"), "phone": .text("0441234567")], true, .strong),
        ("another company", ["name": .text("佐藤商事株式会社")], false, nil),
      ]
      for (what, values, isFound, strength) in cases {
        let found = try await house.read(by: house.sato) { tx throws in
          try Duplicates.ofAccount(Record(object: "account", id: RecordID(0), values: values), in: tx)
        }
        #expect(found.map(\.record.id) == (isFound ? [one.id] : []), "\(what)")
        #expect(found.first?.strength == strength, "\(what)")
      }
    }
  }
}
