import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Everything that is wrong, at once.
@Suite struct ValidationTests {
  private struct Case: Sendable {
    let what: String
    let object: String
    var type: String?
    let values: [String: Value]
    let wrong: [String]
  }

  private static let nobody: Value = .reference(RecordID(4711))

  private static let creations = [
    Case(what: "nothing at all", object: "person", values: [:], wrong: ["last_name:required"]),
    Case(what: "no name", object: "account", values: ["phone": .text("03-1234-5678")], wrong: ["name:required"]),
    Case(
      what: "unknown, read-only and dangling fields together", object: "person",
      values: ["last_name": .text("高橋"), "shoe_size": .integer(27), "created_at": .instant(House.noon), "account_id": nobody],
      wrong: ["account_id:unknown_reference", "created_at:read_only", "shoe_size:unknown_field"]),
    Case(
      what: "a record type that does not exist", object: "person", type: "ghost", values: ["last_name": .text("高橋")],
      wrong: ["record_type:unknown_record_type"]),
    Case(
      what: "a record type where there are none", object: "account", type: "lead", values: ["name": .text("山田製作所")],
      wrong: ["record_type:unknown_record_type"]),
    Case(
      what: "no version may be written", object: "account", values: ["name": .text("山田製作所"), "version": .integer(9)], wrong: ["version:read_only"]),
    Case(
      what: "a closing day that no month has", object: "account", values: ["name": .text("山田製作所"), "closing_day": .integer(32)],
      wrong: ["closing_day:range"]),
    Case(what: "a note about nothing", object: "note", values: ["text": .text("電話あり")], wrong: ["person_id:required"]),
    Case(
      what: "the owner must exist", object: "account", values: ["name": .text("山田製作所"), "owner_id": nobody], wrong: ["owner_id:unknown_reference"]),
  ]

  @Test(arguments: Engine.all)
  func `what is wrong with a new record is said all at once`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      for test in Self.creations {
        let wrong = await refusals {
          try await house.write(by: house.yamada) { tx in try tx.create(test.object, recordType: test.type, Draft(test.values)) }
        }
        #expect(wrong.sorted() == test.wrong.sorted(), "\(test.what)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `of many drafts the right ones are kept and each wrong one says why`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let codes = try await house.write(by: house.yamada) { tx throws in
        let results = try tx.createEach(
          "person",
          [
            NewRecord(recordType: "lead", draft: Draft(["last_name": .text("佐藤")])), NewRecord(recordType: "lead", draft: Draft()),
            NewRecord(recordType: "ghost", draft: Draft(["x": .null])), NewRecord(recordType: "contact", draft: Draft(["last_name": .text("鈴木")])),
          ])
        return results.map { result -> [String] in
          switch result {
          case .success: []
          case .failure(let problems): problems.all.map { "\($0.field ?? ""):\($0.code)" }.sorted()
          }
        }
      }
      #expect(codes == [[], ["last_name:required"], ["last_name:required", "record_type:unknown_record_type", "x:unknown_field"], []])
      let count = try await house.read(by: house.yamada) { tx in try tx.count("person").value }
      #expect(count == 2)
    }
  }

  @Test(arguments: Engine.all)
  func `a record type has required fields and defaults of its own`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      var change = RecordTypeChange()
      change.requiredFields = ["company_name"]
      let required = change
      try await house.write(by: house.yamada) { tx throws in
        _ = try tx.change(.changeRecordType(object: "person", name: "lead", required))
      }
      let wrong = await refusals { try await house.person(by: house.sato, ["last_name": .text("高橋")]) }
      #expect(wrong == ["company_name:required"])
      let contact = try await house.person(by: house.sato, "contact", ["last_name": .text("高橋")])
      #expect(contact["lead_status"].isNull, "only leads have a lead status")
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "company_name": .text("山田製作所")])
      #expect(lead["lead_status"] == .text("new"))
      // What is stored stays editable; the field itself cannot be emptied.
      let emptied = await refusals {
        try await house.write(by: house.sato) { tx in try tx.update("person", lead.id, Draft(["company_name": .null])) }
      }
      #expect(emptied == ["company_name:required"])
    }
  }

  @Test(arguments: Engine.all)
  func `a unique value belongs to one record outside the recycle bin`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      func tag(_ name: String) async throws -> Record {
        try await house.write(by: house.yamada) { tx in try tx.create("tag", Draft(["name": .text(name)])) }
      }
      let important = try await tag("重要")
      #expect(await refusals { _ = try await tag("重要") } == ["name:duplicate"])
      let both = try await house.write(by: house.yamada) { tx throws in
        try tx.createEach("tag", ["展示会", "展示会", "紹介"].map { NewRecord(draft: Draft(["name": .text($0)])) }).map { (try? $0.get()) != nil }
      }
      #expect(both == [true, false, true])
      try await house.write(by: house.yamada) { tx in try tx.delete("tag", [important.id]) }
      _ = try await tag("重要")
      let back = await refusals { try await house.write(by: house.yamada) { tx in try tx.restore("tag", [important.id]) } }
      #expect(back == ["name:duplicate"])
      let own = await refusals {
        try await house.write(by: house.yamada) { tx in try tx.update("tag", try tx.list("tag").rows[0].id, Draft(["colour": .text("red")])) }
      }
      #expect(own.isEmpty, "one's own value is not taken")
    }
  }

  @Test(arguments: Engine.all)
  func `who may create only what is his own cannot create for others`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let cases: [(who: ID<User>, owner: ID<User>, isAllowed: Bool)] = [
        (house.sato, house.sato, true), (house.sato, house.ito, false), (house.takahashi, house.sato, true),
        (house.takahashi, house.yamada, false), (house.yamada, house.sato, true),
      ]
      for test in cases {
        let wrong = await refusals {
          try await house.account(by: test.who, "山田製作所", ["owner_id": .reference(test.owner.as(AnyRecord.self))])
        }
        #expect(wrong == (test.isAllowed ? [] : ["owner_id:owner_out_of_reach"]))
      }
    }
  }

  @Test(arguments: Engine.all)
  func `configuration is read by everybody and written with its permission`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let stages = try await house.read(by: house.ito) { tx in try tx.count("stage").value }
      #expect(stages == 8)
      #expect(await refusals { try await house.write(by: house.sato) { tx in try tx.create("tag", Draft(["name": .text("VIP")])) } } == ["forbidden"])
    }
  }

  @Test(arguments: Engine.all)
  func `parents of accounts cannot go round in a circle`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let a = try await house.account(by: house.sato, "山田ホールディングス")
      let b = try await house.account(by: house.sato, "山田製作所", ["parent_id": a.reference])
      let wrong = await refusals {
        try await house.write(by: house.sato) { tx in try tx.update("account", a.id, Draft(["parent_id": b.reference])) }
      }
      #expect(wrong == ["parent_id:cycle"])
    }
  }
}
