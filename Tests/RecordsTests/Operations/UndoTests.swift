import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Undo leaves the database as before.
@Suite struct UndoTests {
  private struct Act: Sendable {
    let what: String
    let body: @Sendable (RecordTransaction, _ a: RecordID, _ b: RecordID) throws -> Void
  }

  private static let acts = [
    Act(what: "create") { tx, _, b in
      let person = try tx.create("person", recordType: "contact", Draft(["last_name": .text("新田"), "email": .text("nitta@example.jp")]))
      try tx.create("note", Draft(["text": .text("名刺交換"), "person_id": .reference(person.id)]))
    },
    Act(what: "update") { tx, a, _ in
      try tx.update(
        "person", a, Draft(["email": .text("other@example.jp"), "title": .null, "tags": .list(["重要", "展示会"]), "birthday": .day(Day(number: 3650))]))
    },
    Act(what: "delete") { tx, a, b in try tx.delete("person", [a, b]) },
    Act(what: "delete and restore") { tx, a, _ in
      try tx.delete("person", [a])
      try tx.restore("person", [a])
    },
    Act(what: "bulk update") { tx, _, _ in
      let step = try tx.bulkUpdate(ListQuery("person"), Draft(["lead_source": .text("展示会"), "title": .text("様")]))
      #expect(step.done.count == 2 && step.failures.isEmpty && step.next == nil)
    },
    Act(what: "bulk delete") { tx, _, _ throws in #expect(try tx.bulkDelete(ListQuery("person")).done.count == 2) },
    Act(what: "create, change and delete in one operation") { tx, a, _ in
      let person = try tx.create("person", recordType: "lead", Draft(["last_name": .text("新田")]))
      try tx.update("person", person.id, Draft(["title": .text("部長"), "account_id": .null]))
      try tx.update("person", a, Draft(["title": .text("一")]))
      try tx.update("person", a, Draft(["title": .text("二")]))
    },
    Act(what: "merge") { tx, a, b in try RecordMerge.plan("person", winner: a, loser: b, taking: ["title": .loser], in: tx).run(in: tx) },
    Act(what: "merge the other way") { tx, a, b in try RecordMerge.plan("person", winner: b, loser: a, in: tx).run(in: tx) },
  ]

  @Test(arguments: Engine.all)
  func `undo leaves every table as it was`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let account = try await house.account(by: house.sato, "山田製作所")
      let a = try await house.person(
        by: house.sato,
        [
          "last_name": .text("髙橋"), "first_name": .text("一郎"), "email": .text("ichiro@yamada.example.jp"), "title": .text("課長"),
          "account_id": account.reference,
        ])
      let b = try await house.person(
        by: house.sato, ["last_name": .text("高橋"), "phone": .text("044-123-4567"), "title": .text("部長"), "tags": .list(["重要"])])
      try await house.deal(by: house.sato, "プレス機", ["primary_person_id": b.reference, "account_id": account.reference])
      try await house.write(by: house.sato) { tx throws in
        try tx.create("note", Draft(["text": .text("二人いる"), "person_id": b.reference]))
        try tx.create("affiliation", Draft(["person_id": b.reference, "account_id": account.reference]))
      }
      let before = try await house.dump()
      for act in Self.acts {
        let (_, operation) = try await house.operation(by: house.sato, as: act.what) { tx in try act.body(tx, a.id, b.id) }
        house.clock.advance(.seconds(60))
        let outcome = try await house.undo(operation, by: house.sato)
        #expect(outcome.kept.isEmpty, "\(act.what)")
        #expect(outcome.undone > 0, "\(act.what)")
        let differences = try await house.dump().differences(from: before)
        #expect(differences.isEmpty, "\(act.what): \(differences.joined(separator: "\n"))")
      }
      let audit = try await house.test.database.read { try AuditChain(transaction: $0, cryptography: house.records.cryptography).verify().problems }
      #expect(audit.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `what others have changed since is kept and reported`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "title": .text("主任")])
      let (made, making) = try await house.operation(by: house.sato) { tx throws in
        try ["田中", "中村", "小川"].map { try tx.create("person", recordType: "lead", Draft(["last_name": .text($0)])).id }
      }
      let (_, changing) = try await house.operation(by: house.sato) { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("課長"), "city": .text("川崎市")])).version
      }
      try await house.write(by: house.takahashi) { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("部長")]))
        try tx.update("person", made[0], Draft(["title": .text("部長")]))
      }
      try await house.write(by: house.takahashi) { tx in try tx.create("note", Draft(["text": .text("要連絡"), "person_id": .reference(made[1])])) }
      let changed = try await house.undo(changing, by: house.sato)
      #expect(changed.kept.map { "\($0.field ?? ""):\($0.code)" } == ["title:changed_since"])
      let after = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(after["title"] == .text("部長"))
      #expect(after["city"].isNull)
      let created = try await house.undo(making, by: house.sato)
      #expect(created.undone == 1)
      #expect(Set(created.kept.map(\.code)) == ["changed_since", "in_use"])
      let left = try await house.read(by: house.sato) { tx in try tx.fetch(try tx.object("person"), made).map(\.id) }
      #expect(left == Array(made[0...1]))
    }
  }

  @Test(arguments: Engine.all)
  func `an undo has its limits`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let (lead, operation) = try await house.operation(by: house.sato, as: "record.create") { tx throws in
        try tx.create("person", recordType: "lead", Draft(["last_name": .text("高橋")])).id
      }
      #expect(await refusals { try await house.undo(operation, by: house.ito) } == ["not_found"], "nobody else's business")
      let seen = try await house.read(by: house.ito) { tx in try tx.operations().map(\.id) }
      #expect(seen.isEmpty)
      let (_, deletion) = try await house.operation(by: house.sato, as: "record.delete") { tx in try tx.delete("person", [lead]) }
      // 高橋 leads: managers may undo for others.
      let undo = try await house.operation(by: house.takahashi, as: "undo") { tx in try Undo(deletion, in: tx).run(in: tx) }
      #expect(undo.value.undone == 1)
      #expect(await refusals { try await house.undo(deletion, by: house.sato) } == ["state:already_undone"])
      #expect(await refusals { try await house.undo(undo.id, by: house.takahashi) } == ["state:is_undo"])
      let list = try await house.read(by: house.takahashi) { tx in try tx.operations(limit: 2) }
      #expect(list.map(\.kind) == ["undo", "record.delete"])
      #expect(list[0].undoes == deletion && list[1].undoneBy == undo.id && list[1].state == .undone)
      house.clock.advance(.seconds(86_400 * 30 + 1))
      #expect(await refusals { try await house.undo(operation, by: house.sato) } == ["state:too_old"])
    }
  }

  @Test(arguments: Engine.all)
  func `undo in steps does the same as at once`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let before = try await house.dump()
      let (_, operation) = try await house.operation(by: house.sato) { tx throws in
        for at in 1...5 {
          let person = try tx.create("person", recordType: "lead", Draft(["last_name": .text("見込 \(at)")]))
          try tx.update("person", person.id, Draft(["title": .text("部長")]))
        }
      }
      let undo: ID<Operation> = house.records.ids.next()
      try await house.records.write(for: .user(house.sato), as: OperationKind("undo"), continuing: undo) { tx in try tx.begin(state: .running) }
      var cursor: Int64? = .max
      var steps = 0
      while let at = cursor {
        cursor = try await house.records.write(for: .user(house.sato), as: OperationKind("undo"), continuing: undo) { tx throws in
          let step = try Undo(operation, in: tx).step(before: at, limit: 3, in: tx)
          if step.next == nil { try Undo(operation, in: tx).finish(in: tx) }
          return step.next
        }
        steps += 1
      }
      #expect(steps == 4)
      #expect(try await house.dump() == before)
    }
  }

  @Test(arguments: Engine.all)
  func `what lies in the recycle bin can be looked at and taken out`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.ito, ["last_name": .text("高橋"), "email": .text("t@example.jp")])
      try await house.write(by: house.ito) { tx in try tx.delete("person", [lead.id]) }
      let (mine, others) = (
        try await house.read(by: house.ito) { tx in try tx.recycleBin("person").map(\.record.id) },
        try await house.read(by: house.suzuki) { tx in try tx.recycleBin("person").count }
      )
      #expect(mine == [lead.id])
      #expect(others == 0)
      #expect(try await house.read(by: house.ito) { tx in try tx.search("高橋", objects: ["person"]).isEmpty })
      try await house.write(by: house.ito) { tx in try tx.restore("person", [lead.id]) }
      #expect(try await house.read(by: house.ito) { tx in try tx.search("高橋", objects: ["person"]).count } == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a deal whose win was undone was never won, as its timeline tells`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let deal = try await house.deal(by: house.sato, "プレス機")
      let won = try #require(try await house.read(by: house.sato) { try $0.configuration("stage") }.first { $0["kind"] == .text("won") })
      let (_, operation) = try await house.operation(by: house.sato, as: "win") { tx in
        try tx.update("deal", deal.id, Draft(["stage_id": won.reference, "amount": .integer(100), "closes_on": .day(Day(number: 20_000))]))
      }
      func told() async throws -> [String] {
        try await house.read(by: house.sato) { try $0.timeline("deal", deal.id).rows.map(\.kind) }
      }
      #expect(try await told().contains("deal.won"))
      house.clock.advance(.seconds(60))
      #expect(try await house.undo(operation, by: house.sato).kept.isEmpty)
      #expect(try await told() == ["deal.updated", "deal.created"])
    }
  }
}
