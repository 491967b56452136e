import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// 名寄せ: two records become one and, if need be, two again.
@Suite struct MergeTests {
  @Test(arguments: Engine.all)
  func `the winner keeps what it has, takes what it lacks and what was chosen`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let a = try await house.person(by: house.sato, ["last_name": .text("髙橋"), "title": .text("課長"), "email": .text("ichiro@yamada.example.jp")])
      let b = try await house.person(by: house.sato, ["last_name": .text("高橋"), "title": .text("部長"), "phone": .text("044-123-4567")])
      let deal = try await house.deal(by: house.sato, "プレス機", ["primary_person_id": b.reference])
      let preview = try await house.read(by: house.sato) { tx in
        try RecordMerge.plan("person", winner: a.id, loser: b.id, taking: ["title": .loser], in: tx)
      }
      let sides = Dictionary(uniqueKeysWithValues: preview.choices.map { ($0.field, $0.take) })
      #expect(sides == ["last_name": .winner, "title": .loser, "phone": .loser])
      #expect(preview.moved.map { "\($0.key.name) \($0.value)" } == ["deals 1"])
      let (merged, operation) = try await house.operation(by: house.sato, as: "merge") { tx throws in
        try RecordMerge.plan("person", winner: a.id, loser: b.id, taking: ["title": .loser], in: tx).run(in: tx)
      }
      #expect(merged["last_name"] == .text("髙橋"))
      #expect(merged["title"] == .text("部長"))
      #expect(merged["phone"] == .text("044-123-4567"))
      try await house.read(by: house.sato) { tx throws in
        #expect(throws: Refusal.self) { try tx.get("person", b.id) }
        #expect(try tx.get("deal", deal.id)["primary_person_id"] == a.reference)
        #expect(try tx.winner(of: b.id) == a.id)
        let told = try tx.timeline("person", a.id).rows.map { "\($0.kind) \($0.recordID == b.id)" }
        #expect(told.contains("person.created true") && told.contains("person.created false") && told.contains("deal.created false"))
        #expect(try tx.recycleBin("person").isEmpty, "what was merged is not thrown away")
      }
      #expect(await refusals { try await house.write(by: house.sato) { tx in try tx.restore("person", [b.id]) } } == ["state:merged"])
      let outcome = try await house.undo(operation, by: house.sato)
      #expect(outcome.kept.isEmpty)
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.get("deal", deal.id)["primary_person_id"] == b.reference)
        #expect(try tx.get("person", a.id)["title"] == .text("課長"))
        #expect(try tx.winner(of: b.id) == nil)
        #expect(try !tx.timeline("person", a.id).rows.contains { $0.recordID == b.id && $0.kind == "person.created" })
      }
    }
  }

  @Test(arguments: Engine.all)
  func `two different corporate numbers are never one company`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let a = try await house.account(by: house.sato, "株式会社山田", ["corporate_number": .text("1180301018771")])
      let b = try await house.account(by: house.sato, "株式会社山田", ["corporate_number": .text("7000012050002")])
      let c = try await house.account(by: house.sato, "㈱山田")
      for (winner, loser) in [(a, b), (b, a)] {
        let wrong = await refusals {
          try await house.write(by: house.sato) { tx in try RecordMerge.plan("account", winner: winner.id, loser: loser.id, in: tx).run(in: tx) }
        }
        #expect(wrong == ["corporate_number:different_corporate_numbers"])
      }
      let merged = try await house.write(by: house.sato) { tx in try RecordMerge.plan("account", winner: c.id, loser: a.id, in: tx).run(in: tx) }
      #expect(merged["corporate_number"] == .text("1180301018771"))
      #expect(
        await refusals {
          try await house.write(by: house.sato) { tx in try RecordMerge.plan("account", winner: c.id, loser: c.id, in: tx).run(in: tx) }
        } == [":same_record"])
    }
  }

  @Test(arguments: Engine.all)
  func `a contact is not merged into a lead, nor what one may not edit`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋")])
      let contact = try await house.person(by: house.sato, "contact", ["last_name": .text("高橋")])
      let colleague = try await house.person(by: house.ito, ["last_name": .text("高橋")])
      let stranger = try await house.person(by: house.suzuki, ["last_name": .text("高橋")])
      let cases: [(Record, Record, [String])] = [
        (lead, contact, ["record_type:contact_into_lead"]), (lead, colleague, ["forbidden"]), (lead, stranger, ["not_found"]), (contact, lead, []),
      ]
      for (winner, loser, wrong) in cases {
        let got = await refusals {
          try await house.write(by: house.sato) { tx in try RecordMerge.plan("person", winner: winner.id, loser: loser.id, in: tx).run(in: tx) }
        }
        #expect(got == wrong)
      }
    }
  }

  @Test(arguments: Engine.all)
  func `children, parents and chains of merges find their way`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let a = try await house.account(by: house.sato, "山田製作所")
      let b = try await house.account(by: house.sato, "山田製作所 川崎", ["phone": .text("044-123-4567")])
      let c = try await house.account(by: house.sato, "ヤマダ製作所", ["parent_id": b.reference])
      let child = try await house.account(by: house.sato, "山田サービス", ["parent_id": b.reference])
      let first = try await house.operation(by: house.sato) { tx in try RecordMerge.plan("account", winner: c.id, loser: b.id, in: tx).run(in: tx) }
      #expect(first.value["parent_id"].isNull, "nobody is the parent of himself")
      let second = try await house.operation(by: house.sato) { tx in try RecordMerge.plan("account", winner: a.id, loser: c.id, in: tx).run(in: tx) }
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.get("account", child.id)["parent_id"] == a.reference)
        #expect(try tx.owners(of: [Identity(kind: "phone", key: "0441234567")], object: "account").values.flatMap { $0 } == [a.id])
        let told = Set(try tx.timeline("account", a.id).rows.map(\.recordID))
        #expect(told.isSuperset(of: [a.id, b.id, c.id]))
      }
      try await house.undo(second.id, by: house.sato)
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.owners(of: [Identity(kind: "phone", key: "0441234567")], object: "account").values.flatMap { $0 } == [c.id])
      }
      try await house.undo(first.id, by: house.sato)
      try await house.read(by: house.sato) { tx throws in
        #expect(try tx.owners(of: [Identity(kind: "phone", key: "0441234567")], object: "account").values.flatMap { $0 } == [b.id])
        #expect(try tx.get("account", c.id)["parent_id"] == b.reference)
      }
    }
  }
}
