import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// What an actor may not see does not exist, anywhere.
@Suite struct ScopeTests {
  /// A company of 鈴木's with a person, a deal and a note, all about プレス機.
  struct Secret: Sendable {
    let account: Record, person: Record, deal: Record, note: Record

    init(_ house: House) async throws {
      account = try await house.account(by: house.suzuki, "鈴木精機株式会社", ["phone": .text("03-1234-5678")])
      person = try await house.person(
        by: house.suzuki,
        ["last_name": .text("髙橋"), "first_name": .text("秘子"), "email": .text("hiko@suzuki.example.jp"), "account_id": account.reference])
      deal = try await house.deal(
        by: house.suzuki, "プレス機の更新",
        ["account_id": account.reference, "primary_person_id": person.reference, "amount": .integer(5_000_000)])
      let (account, person) = (account, person)
      note = try await house.write(by: house.suzuki) { tx throws in
        try tx.create("note", Draft(["text": .text("予算は確保済み"), "person_id": person.reference, "account_id": account.reference]))
      }
    }
  }

  /// Colleagues themselves are found by everybody.
  private static let objects = ["account", "person", "deal", "note"]

  @Test(arguments: Engine.all)
  func `a colleague's records are nowhere`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let secret = try await Secret(house)
      for outsider in [house.sato, house.ito] {
        try await house.read(by: outsider) { tx throws in
          for (object, record) in [("account", secret.account), ("person", secret.person), ("deal", secret.deal), ("note", secret.note)] {
            #expect(throws: Refusal.self) { try tx.get(object, record.id) }
            #expect(throws: Refusal.self) { try tx.timeline(object, record.id) }
            #expect(try tx.list(object).rows.isEmpty)
            #expect(try tx.count(object).value == 0)
            #expect(try tx.titles(of: object, [record.id]).isEmpty)
            #expect(try tx.aggregate(Aggregate(of: object, [.count])).groups.map(\.numbers) == [[.integer(0)]])
            #expect(try tx.recycleBin(object).isEmpty)
          }
          for text in ["鈴木精機", "高橋", "hiko", "0312345678", "プレス機", "予算"] { #expect(try tx.search(text, objects: Self.objects).isEmpty, "\(text)") }
          #expect(try tx.aggregate(Aggregate(of: "deal", by: [.init(["account", "name"])], [.sum(["amount"])])).groups.isEmpty)
        }
      }
      let seen = try await house.read(by: house.takahashi) { tx throws in
        try ["鈴木精機", "高橋", "hiko", "0312345678", "プレス機", "予算"].map { try tx.search($0, objects: Self.objects).isEmpty }
      }
      #expect(seen == Array(repeating: false, count: 6), "the manager finds them all")
    }
  }

  @Test(arguments: Engine.all)
  func `conditions and lists over relations see no further`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let secret = try await Secret(house)
      // 鈴木 hands the person to 佐藤; account and deal stay his.
      try await house.write(by: house.yamada) { tx throws in
        try tx.update("person", secret.person.id, Draft(["owner_id": .reference(house.sato.as(AnyRecord.self))]))
      }
      let conditions: [JSON] = [
        ["field": "account.name", "is": "contains", "value": "鈴木"], ["has": "deals"],
        ["has": "deals", "sum": ["field": "amount", "is": "gte", "value": 1_000_000]], ["has": "notes"],
      ]
      for condition in conditions {
        let (outside, inside) = (
          try await house.read(by: house.sato) { tx in try tx.list("person", where: condition).rows.count },
          try await house.read(by: house.takahashi) { tx in try tx.list("person", where: condition).rows.count }
        )
        #expect(outside == 0, "\(condition.text)")
        #expect(inside == 1, "\(condition.text)")
      }
      let kinds = try await house.read(by: house.sato) { tx in Set(try tx.timeline("person", secret.person.id).rows.map(\.object)) }
      #expect(kinds == ["person"], "events of the deal and the note stay hidden")
      let all = try await house.read(by: house.takahashi) { tx in Set(try tx.timeline("person", secret.person.id).rows.map(\.object)) }
      #expect(all == ["person", "deal", "note"])
    }
  }

  @Test(arguments: Engine.all)
  func `lookups to records out of sight do not exist`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let secret = try await Secret(house)
      let wrong = await refusals { try await house.deal(by: house.sato, "横取り", ["account_id": secret.account.reference]) }
      #expect(wrong == ["account_id:unknown_reference"])
    }
  }

  @Test(arguments: Engine.all)
  func `who may see but not edit is told so`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.ito, ["last_name": .text("田中")])
      // 佐藤 reads her team and edits her own; 鈴木 sits in another section.
      let edit: @Sendable (ID<User>) async -> [String] = { user in
        await refusals { try await house.write(by: user) { tx in try tx.update("person", lead.id, Draft(["title": .text("課長")])) } }
      }
      #expect(await edit(house.sato) == ["forbidden"])
      #expect(await edit(house.suzuki) == ["not_found"])
      #expect(await edit(house.takahashi) == [])
      #expect(await refusals { try await house.write(by: house.sato) { tx in try tx.delete("person", [lead.id]) } } == ["forbidden"])
      #expect(await refusals { try await house.write(by: house.suzuki) { tx in try tx.restore("person", [lead.id]) } } == ["not_found"])
    }
  }

  @Test(arguments: Engine.all)
  func `what is seen through others follows them up several steps`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let secret = try await Secret(house)
      var memo = ObjectDefinition(
        "note_reply", Label("返信", "Reply"), collection: "note-replies", title: ["text"],
        fields: [
          FieldDefinition("text", Label("内容", "Text"), TextType()), FieldDefinition("note_id", Label("メモ", "Note"), LookupType(target: "note")),
        ])
      memo.visibility = .inherited(from: ["note_id"])
      let reply = memo
      try await house.test.database.write { tx in _ = try TableSync(transaction: tx).run([reply]) }
      let store = RecordStore(
        database: house.test.database, objects: House.features.flatMap(\.objects) + [reply], rules: House.features.flatMap(\.rules),
        cryptography: house.records.cryptography, node: 3, now: { house.clock.now })
      try await store.write(for: .user(house.suzuki), as: OperationKind("test")) { tx throws in
        _ = try tx.create("note_reply", Draft(["text": .text("了解"), "note_id": secret.note.reference]))
      }
      func seen(_ user: ID<User>) async throws -> Int {
        try await store.read(for: .user(user)) { tx in try tx.count("note_reply").value }
      }
      #expect(try await seen(house.suzuki) == 1)
      #expect(try await seen(house.takahashi) == 1)
      #expect(try await seen(house.sato) == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `a changed role holds at once in every process`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let secret = try await Secret(house)
      try await house.beside { other in
        #expect(await refusals { _ = try await other.read(by: other.ito) { tx in try tx.get("person", secret.person.id) } } == ["not_found"])
        try await house.write(by: house.yamada) { tx throws in
          let roles = try tx.configuration("role")
          let manager = roles.first { $0[Role.name] == "manager" }
          var draft = Draft()
          draft[Role.rights] = manager?[Role.rights]
          let own = try #require(roles.first { $0[Role.name] == "own" })
          try tx.update(Role.self, own.id.as(Role.self), draft)
        }
        #expect(await refusals { _ = try await other.read(by: other.ito) { tx in try tx.get("person", secret.person.id) } } == [])
        try await house.write(by: house.yamada) { tx throws in
          try tx.update(User.self, house.ito, Draft(["deactivated_at": .instant(tx.now)]))
        }
        #expect(await refusals { _ = try await other.read(by: other.ito) { tx in try tx.count("person") } } == ["not_found"], "a user who is gone")
      }
    }
  }
}
