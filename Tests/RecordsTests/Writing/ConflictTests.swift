import Database
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Two people, one record.
@Suite struct ConflictTests {
  @Test(arguments: Engine.all)
  func `different fields both survive and the same field shows both values`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "title": .text("主任")])
      try await house.write(by: house.sato) { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("課長")]), version: 1)
      }
      // 高橋 still looks at version 1 and changes another field.
      let merged = try await house.write(by: house.takahashi) { tx throws in
        try tx.update("person", lead.id, Draft(["department": .text("購買部")]), version: 1)
      }
      #expect(merged["title"] == .text("課長"))
      #expect(merged["department"] == .text("購買部"))
      await #expect {
        try await house.write(by: house.takahashi) { tx throws in
          try tx.update("person", lead.id, Draft(["title": .text("部長"), "city": .text("川崎市")]), version: 1)
        }
      } throws: { error in
        guard case .conflict(let fields)? = error as? Refusal, fields.count == 1, let field = fields.first else { return false }
        return field.field == "title" && field.current == "課長" && field.wanted == "部長" && field.changedBy == "佐藤 花子"
          && field.changedAt != nil
      }
      let after = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(after["city"].isNull, "a conflict writes nothing")
      // The same value twice is no conflict.
      let agreed = try await house.write(by: house.takahashi) { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("課長")]), version: 1)
      }
      #expect(agreed.version == 3)
    }
  }

  @Test(arguments: Engine.all)
  func `a record changed since cannot be deleted by somebody who has not seen it`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋")])
      try await house.write(by: house.sato) { tx in try tx.update("person", lead.id, Draft(["title": .text("課長")])) }
      let refused = await refusals { try await house.write(by: house.sato) { tx in try tx.delete("person", [lead.id], version: 1) } }
      #expect(refused == ["version:conflict"])
      try await house.write(by: house.sato) { tx in try tx.delete("person", [lead.id], version: 2) }
    }
  }

  @Test(arguments: Engine.all)
  func `two processes at once lose no write and count no number twice`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.write(by: house.yamada) { tx throws in
        _ = try tx.change(
          .addField(object: "account", FieldDefinition("code", Label("コード", "Code"), AutoNumberType(format: "A-{SEQ:4}"), traits: [.unique])))
      }
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋")])
      try await house.beside { other in
        let fields = ["title", "department", "city", "street", "building", "challenge", "interest", "sales_comment"]
        try await withThrowingTaskGroup(of: Void.self) { group in
          for (at, field) in fields.enumerated() {
            let here = at.isMultiple(of: 2) ? house : other
            group.addTask {
              _ = try await here.write(by: here.sato) { tx in try tx.update("person", lead.id, Draft([field: .text("値 \(at)")]), version: 1).version }
            }
            group.addTask { _ = try await here.account(by: here.sato, "取引先 \(at)") }
          }
          try await group.waitForAll()
        }
        let (record, codes) = try await house.read(by: house.sato) { tx throws in
          (try tx.get("person", lead.id), try tx.list("account", sort: "code", limit: 100).rows.map { $0["code"] })
        }
        #expect(fields.enumerated().allSatisfy { record[$1] == .text("値 \($0)") })
        #expect(record.version == 1 + fields.count)
        #expect(codes == (1...fields.count).map { .text("A-000\($0)") })
      }
    }
  }

  @Test(arguments: Engine.all)
  func `of two who take the same unique value at once one is told`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.beside { other in
        for round in 1...5 {
          async let here = refusals { try await house.write(by: house.yamada) { tx in try tx.create("tag", Draft(["name": .text("タグ \(round)")])) } }
          async let there = refusals { try await other.write(by: other.yamada) { tx in try tx.create("tag", Draft(["name": .text("タグ \(round)")])) } }
          let both = await [here, there]
          #expect(both.filter(\.isEmpty).count == 1)
          #expect(both.contains(["name:duplicate"]))
        }
      }
    }
  }

  @Test(arguments: Engine.all)
  func `many records are changed in one step with few statements`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let ids = try await house.write(by: house.sato) { tx throws in
        try tx.createEach("person", (1...300).map { NewRecord(recordType: "lead", draft: Draft(["last_name": .text("見込 \($0)")])) })
          .map { try $0.get().id }
      }
      house.test.log.clear()
      try await house.write(by: house.sato) { tx throws in
        let outcomes = try tx.updateEach(
          "person",
          ids.enumerated().map { RecordChange(id: $1, draft: Draft(["title": $0 == 0 ? .null : .text("役職 \($0)"), "department": .text("営業部")])) })
        #expect(outcomes.allSatisfy { (try? $0.get()) != nil })
      }
      #expect(house.test.log.count < 20, "\(house.test.log.statements.map { $0.prefix(60) })")
      let titles = try await house.read(by: house.sato) { tx throws in
        Set(try tx.list("person", where: ["field": "department", "is": "eq", "value": "営業部"], limit: 500).rows.map { $0["title"] })
      }
      #expect(titles.count == 300)
    }
  }

  @Test(arguments: Engine.all)
  func `a record named twice in one step is changed twice`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋")])
      let (_, operation) = try await house.operation(by: house.sato) { tx throws in
        try tx.updateEach(
          "person",
          [RecordChange(id: lead.id, draft: Draft(["title": .text("課長")])), RecordChange(id: lead.id, draft: Draft(["title": .text("部長")]))]
        ).count
      }
      let after = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(after["title"] == .text("部長"))
      #expect(after.version == 3)
      try await house.undo(operation, by: house.sato)
      let undone = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(undone["title"].isNull)
    }
  }
}
