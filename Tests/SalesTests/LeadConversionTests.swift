import Kernel
import Metadata
import People
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing

/// 見込み客の変換.
@Suite struct LeadConversionTests {
  static let values: [String: Value] = [
    "last_name": .text("髙橋"), "first_name": .text("一郎"), "company_name": .text("株式会社山田製作所"), "email": .text("ichiro@yamada.example.jp"),
    "phone": .text("044-123-4567"), "industry": .text("製造"), "city": .text("川崎市"), "challenge": .text("設備の老朽化"), "lead_source": .text("展示会"),
    "department": .text("購買部"), "title": .text("課長"),
  ]

  static func lead(_ house: House, by user: ID<User>? = nil, _ more: [String: Value] = [:]) async throws -> ID<Person> {
    try await house.person(by: user ?? house.sato, values.merging(more) { $1 }).id.as(Person.self)
  }

  static func convert(
    _ house: House, _ lead: ID<Person>, _ choices: LeadConversion.Choices = .init(), by user: ID<User>? = nil
  ) async throws -> (value: LeadConversionOutcome, id: ID<Operation>) {
    try await house.operation(by: user ?? house.sato, as: LeadConversion.kind) { tx throws in
      try LeadConversion.plan(for: lead, choices: choices, in: tx).run(in: tx)
    }
  }

  @Test(arguments: Engine.all)
  func `a lead becomes a contact of a new account with a deal, keeps its line, and undo takes it all back`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await Self.lead(house)
      let before = try await house.dump()
      let (outcome, operation) = try await Self.convert(house, lead)
      try await house.read(by: house.sato) { tx throws in
        let person = try tx.get(Person.self, lead)
        #expect(person.recordType == "contact")
        #expect(person[Person.account]?.raw == outcome.account?.raw)
        #expect(person[Person.convertedAt] == tx.now && person[Person.leadStatus] == .qualified)
        let account = try tx.get("account", try #require(outcome.account))
        #expect(account[Account.name] == "株式会社山田製作所" && account["phone"] == .text("044-123-4567") && account["city"] == .text("川崎市"))
        let deal = try tx.get("deal", try #require(outcome.deal))
        #expect(deal[Deal.name] == "株式会社山田製作所 の商談" && deal[Deal.challenge] == "設備の老朽化" && deal[Deal.leadSource] == "展示会")
        #expect(deal[Deal.primaryPerson] == lead && deal[Deal.account]?.raw == account.id.raw)
        #expect(try tx.list("affiliation").rows.map { $0[Affiliation.title] } == ["課長"])
        #expect(try tx.list("deal_person").rows.map { $0[DealPerson.person] } == [lead])
        let told = try tx.timeline("person", lead.as(AnyRecord.self)).rows.map(\.kind)
        #expect(told.contains("person.created") && told.contains("lead.converted") && told.contains("deal.created"))
      }
      #expect(await refusals { _ = try await Self.convert(house, lead) } == ["state:already_converted"])
      let undo = try await house.undo(operation, by: house.sato)
      #expect(undo.kept.isEmpty)
      let differences = try await house.dump().differences(from: before)
      #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
      _ = try await Self.convert(house, lead)
    }
  }

  @Test(arguments: Engine.all)
  func `an existing account keeps what it has and gets what it lacks`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let account = try await house.account(by: house.sato, "株式会社山田製作所", ["industry": .text("機械"), "phone": .text("044-123-4567")])
      let lead = try await Self.lead(house)
      let plan = try await house.read(by: house.sato) { tx in try LeadConversion.plan(for: lead, choices: .init(), in: tx) }
      #expect(plan.accountChoice == .existing(account.id.as(Account.self)), "same name and phone")
      #expect(plan.accountCandidates.map(\.record.id) == [account.id])
      #expect(!plan.accountCandidates[0].reasons.isEmpty)
      #expect(plan.carried.first { $0.field == "industry" && $0.target == .account }?.isKept == true)
      _ = try await Self.convert(house, lead)
      let after = try await house.read(by: house.sato) { tx in try tx.get("account", account.id) }
      #expect(after["industry"] == .text("機械") && after["city"] == .text("川崎市"))
      #expect(try await house.read(by: house.sato) { tx in try tx.count("account").value } == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `several leads join one deal`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let first = try await Self.convert(house, try await Self.lead(house)).value
      let dealID = try #require(first.deal).as(Deal.self)
      let second = try await Self.lead(house, ["last_name": .text("佐々木"), "email": .text("sasaki@yamada.example.jp"), "challenge": .text("人手不足")])
      let outcome = try await Self.convert(house, second, .init(deal: .existing(dealID))).value
      #expect(outcome.deal == first.deal && outcome.account == first.account)
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.get(Deal.self, dealID)[Deal.challenge] == "設備の老朽化", "what is there stays")
        #expect(try tx.list("deal_person").rows.count == 2)
        #expect(try tx.count("deal").value == 1)
      }
      // A deal of another company cannot be joined by way of this one.
      let other = try await house.account(by: house.sato, "佐藤商事")
      let third = try await Self.lead(house, ["last_name": .text("三浦")])
      let wrong = await refusals {
        _ = try await Self.convert(house, third, .init(account: .existing(other.id.as(Account.self)), deal: .existing(dealID)))
      }
      #expect(wrong == ["deal:other_account"])
    }
  }

  @Test(arguments: Engine.all)
  func `without company or deal only the person changes`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await Self.lead(house, ["company_name": .null])
      let outcome = try await Self.convert(house, lead, .init(deal: .none)).value
      #expect(outcome.account == nil && outcome.deal == nil && outcome.person.recordType == "contact")
      let nameless = try await Self.lead(house, ["company_name": .null])
      #expect(await refusals { _ = try await Self.convert(house, nameless, .init(account: .new(name: nil))) } == ["account:required"])
    }
  }

  @Test(arguments: Engine.all)
  func `accounts, deals and persons out of sight are no candidates and no targets`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let hidden = try await house.account(by: house.suzuki, "株式会社山田製作所", ["phone": .text("044-123-4567")])
      let deal = try await house.deal(by: house.suzuki, "プレス機", ["account_id": hidden.reference])
      try await house.person(by: house.suzuki, Self.values)
      let lead = try await Self.lead(house)
      let plan = try await house.read(by: house.sato) { tx in try LeadConversion.plan(for: lead, choices: .init(), in: tx) }
      #expect(plan.accountCandidates.isEmpty && plan.personCandidates.isEmpty && plan.openDeals.isEmpty)
      #expect(plan.accountChoice == .new(name: nil))
      let choices: [LeadConversion.Choices] = [.init(account: .existing(hidden.id.as(Account.self))), .init(deal: .existing(deal.id.as(Deal.self)))]
      for choice in choices { #expect(await refusals { _ = try await Self.convert(house, lead, choice) } == ["not_found"]) }
      #expect(await refusals { _ = try await Self.convert(house, lead, by: house.suzuki) } == ["not_found"])
    }
  }

  @Test(arguments: Engine.all)
  func `a custom picklist is carried from lead to deal and what is not carried is named`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let sector = FieldDefinition(
        "sector", Label("業界", "Sector"),
        PicklistType(options: [PicklistOption("製造", Label("製造", "Manufacturing")), PicklistOption("卸売", Label("卸売", "Wholesale"))]))
      let budget = FieldDefinition("seats", Label("席数", "Seats"), IntegerType())
      try await house.write(by: house.yamada) { tx throws in
        for object in ["person", "deal"] { _ = try tx.change(.addField(object: object, sector)) }
      }
      try await house.write(by: house.yamada) { tx in _ = try tx.change(.addField(object: "person", budget)) }
      let lead = try await Self.lead(house, ["sector": .text("製造"), "seats": .integer(30)])
      let plan = try await house.read(by: house.sato) { tx in try LeadConversion.plan(for: lead, choices: .init(), in: tx) }
      #expect(plan.uncarried == ["sector", "seats"])
      #expect(plan.proposals.contains { $0.source == "sector" && $0.target == .deal && $0.field == "sector" })
      try await house.beside { other in
        try await house.write(by: house.yamada) { tx throws in
          try tx.create(
            "conversion_mapping", Draft(["source_field": .text("sector"), "target_object": .text("deal"), "target_field": .text("sector")]))
        }
        let outcome = try await Self.convert(other, lead).value
        let carried = try await house.read(by: house.sato) { tx in try tx.get("deal", try #require(outcome.deal))["sector"] }
        #expect(carried == .text("製造"))
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a mapping that cannot work is refused when it is made`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let cases: [(String, String, String, [String])] = [
        ("shoe_size", "deal", "name", ["source_field:unknown_field"]), ("title", "deal", "shoe_size", ["target_field:unknown_field"]),
        ("birthday", "deal", "amount", ["target_field:type_mismatch"]),
        ("title", "deal", "won_at", ["target_field:read_only", "target_field:type_mismatch"]),
        ("email", "deal", "competitor", []), ("interest", "deal", "challenge", ["target_field:duplicate"]),
        ("account_id", "deal", "pipeline_id", ["target_field:type_mismatch"]),
        ("birthday", "deal", "decision_process", []), ("tags", "account", "rank", ["target_field:type_mismatch"]),
      ]
      for (source, target, field, wrong) in cases {
        let got = await refusals {
          try await house.write(by: house.yamada) { tx throws in
            try tx.create("conversion_mapping", Draft(["source_field": .text(source), "target_object": .text(target), "target_field": .text(field)]))
          }
        }
        #expect(got == wrong, "\(source) → \(target).\(field)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `many leads are converted in one operation, the wrong ones leave nothing`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let leads = [
        try await Self.lead(house), try await Self.lead(house, ["last_name": .text("佐々木"), "email": .text("sasaki@yamada.example.jp")]),
        try await Self.lead(house, by: house.suzuki), try await Self.lead(house, ["company_name": .text("佐藤商事"), "phone": .null]),
      ]
      let before = try await house.dump()
      let (results, operation) = try await house.operation(by: house.sato, as: LeadConversion.kind) { tx throws in
        try LeadConversion.convertEach(leads, choices: .init(), in: tx).map { (try? $0.get())?.account }
      }
      #expect(results.map { $0 != nil } == [true, true, false, true])
      #expect(results[0] == results[1], "the second lead of a company joins the account of the first")
      let listed = try await house.read(by: house.sato) { tx in try tx.operation(operation)?.summary }
      #expect(listed?["converted"] == 3 && listed?["failed"] == 1)
      try await house.undo(operation, by: house.sato)
      let differences = try await house.dump().differences(from: before)
      #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }
  }

  @Test(arguments: Engine.all)
  func `of two who convert at once one is told`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await Self.lead(house)
      try await house.beside { other in
        async let here = refusals { _ = try await Self.convert(house, lead) }
        async let there = refusals { _ = try await Self.convert(other, lead) }
        let both = await [here, there]
        #expect(both.filter(\.isEmpty).count == 1)
        #expect(both.contains(["state:already_converted"]))
      }
      #expect(try await house.read(by: house.sato) { tx in try tx.count("deal").value } == 1)
    }
  }
}
