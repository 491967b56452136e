import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Values that follow from others: formulas, roll-ups, running numbers.
@Suite struct ComputedFieldTests {
  private static func add(_ field: FieldDefinition, to object: String, _ house: House) async throws {
    try await house.write(by: house.yamada) { tx in _ = try tx.change(.addField(object: object, field)) }
  }

  @Test(arguments: Engine.all)
  func `formulas follow their inputs and each other, and undo takes them along`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await Self.add(
        FieldDefinition("margin_rest", Label("残り", "Rest"), FormulaType("amount - gross_profit", result: .integer)), to: "deal", house)
      try await Self.add(FieldDefinition("margin_double", Label("二倍", "Double"), FormulaType("margin_rest * 2", result: .integer)), to: "deal", house)
      let deal = try await house.deal(by: house.sato, "プレス機", ["amount": .integer(1000), "gross_profit": .integer(300)])
      #expect(deal["margin_double"] == .integer(1400))
      let (changed, operation) = try await house.operation(by: house.sato) { tx in try tx.update("deal", deal.id, Draft(["amount": .integer(2000)])) }
      #expect(changed["margin_rest"] == .integer(1700))
      #expect(changed["margin_double"] == .integer(3400))
      #expect(
        await refusals { try await house.write(by: house.sato) { tx in try tx.update("deal", deal.id, Draft(["margin_rest": .integer(1)])) } } == [
          "margin_rest:read_only"
        ])
      // Another input changes meanwhile: the formula is computed again, not reported.
      try await house.write(by: house.takahashi) { tx in try tx.update("deal", deal.id, Draft(["gross_profit": .integer(500)])) }
      let outcome = try await house.undo(operation, by: house.sato)
      #expect(outcome.kept.isEmpty)
      let after = try await house.read(by: house.sato) { tx in try tx.get("deal", deal.id) }
      #expect(after["margin_rest"] == .integer(500))
      #expect(after["margin_double"] == .integer(1000))
    }
  }

  @Test(arguments: Engine.all)
  func `roll-ups follow creation, change of parent, deletion, return and undo`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let won: JSON = ["field": "stage.kind", "is": "eq", "value": "open"]
      try await Self.add(
        FieldDefinition("deal_count", Label("商談数", "Deals"), RollUpType(.count, over: "deals", result: .integer)), to: "account", house)
      try await Self.add(
        FieldDefinition("open_amount", Label("進行中", "Open"), RollUpType(.sum, of: "amount", over: "deals", where: won, result: .integer)),
        to: "account", house)
      try await Self.add(
        FieldDefinition("next_close", Label("直近", "Next"), RollUpType(.min, of: "closes_on", over: "deals", result: .day)), to: "account", house)
      let a = try await house.account(by: house.sato, "山田製作所")
      let b = try await house.account(by: house.sato, "佐藤商事")
      func rolled(_ account: Record) async throws -> [Value] {
        try await house.read(by: house.sato) { tx throws in
          let record = try tx.get("account", account.id)
          return [record["deal_count"], record["open_amount"], record["next_close"]]
        }
      }
      let day = Day(number: 20_800)
      let (deal, creation) = try await house.operation(by: house.sato) { tx throws in
        try tx.create("deal", Draft(["name": .text("プレス機"), "account_id": a.reference, "amount": .integer(700), "closes_on": .day(day)]))
      }
      // 鈴木's deal counts as well, though 佐藤 does not see it.
      try await house.write(by: house.yamada) { tx throws in
        try tx.create(
          "deal",
          Draft(["name": .text("旋盤"), "account_id": a.reference, "amount": .integer(300), "owner_id": .reference(house.suzuki.as(AnyRecord.self))]))
      }
      #expect(try await rolled(a) == [.integer(2), .integer(1000), .day(day)])
      let (_, move) = try await house.operation(by: house.sato) { tx in try tx.update("deal", deal.id, Draft(["account_id": b.reference])).version }
      #expect(try await rolled(a) == [.integer(1), .integer(300), .null])
      #expect(try await rolled(b) == [.integer(1), .integer(700), .day(day)])
      let (_, deletion) = try await house.operation(by: house.sato) { tx in try tx.delete("deal", [deal.id]) }
      #expect(try await rolled(b) == [.integer(0), .integer(0), .null])
      try await house.undo(deletion, by: house.sato)
      #expect(try await rolled(b)[0] == .integer(1))
      try await house.undo(move, by: house.sato)
      #expect(try await rolled(a) == [.integer(2), .integer(1000), .day(day)])
      try await house.undo(creation, by: house.sato)
      #expect(try await rolled(a) == [.integer(1), .integer(300), .null])
    }
  }

  @Test(arguments: Engine.all)
  func `a roll-up counts right when two processes add at once`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await Self.add(
        FieldDefinition("deal_count", Label("商談数", "Deals"), RollUpType(.count, over: "deals", result: .integer)), to: "account", house)
      let account = try await house.account(by: house.sato, "山田製作所")
      try await house.beside { other in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for at in 1...12 {
            let here = at.isMultiple(of: 2) ? house : other
            group.addTask { _ = try await here.deal(by: here.sato, "商談 \(at)", ["account_id": account.reference]) }
          }
          try await group.waitForAll()
        }
      }
      let count = try await house.read(by: house.sato) { tx in try tx.get("account", account.id)["deal_count"] }
      #expect(count == .integer(12))
    }
  }

  @Test(arguments: Engine.all)
  func `running numbers have no gaps in what is kept and start again with the year`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await Self.add(
        FieldDefinition("number", Label("番号", "Number"), AutoNumberType(format: "D-{YYYY}-{SEQ:3}"), traits: [.unique]), to: "deal", house)
      let first = try await house.deal(by: house.sato, "一")
      _ = await refusals { try await house.deal(by: house.sato, "二", ["account_id": .reference(RecordID(1))]) }
      let second = try await house.write(by: house.sato) { tx throws in
        try tx.createEach("deal", ["三", "四"].map { NewRecord(draft: Draft(["name": .text($0)])) }).map { try $0.get()["number"] }
      }
      #expect([first["number"]] + second == [.text("D-2026-001"), .text("D-2026-002"), .text("D-2026-003")])
      house.clock.advance(.seconds(86_400 * 60))
      let next = try await house.deal(by: house.sato, "五")
      #expect(next["number"] == .text("D-2027-001"))
    }
  }

  @Test(arguments: Engine.all)
  func `a new formula or roll-up is computed for what is there already, in steps`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let account = try await house.account(by: house.sato, "山田製作所")
      for at in 1...3 { try await house.deal(by: house.sato, "商談 \(at)", ["account_id": account.reference, "amount": .integer(Int64(at) * 100)]) }
      let actions = try await house.write(by: house.yamada) { tx throws in
        try tx.change(.addField(object: "deal", FieldDefinition("double", Label("二倍", "Double"), FormulaType("amount * 2", result: .integer))))
          .actions
          + (try tx.change(
            .addField(
              object: "account", FieldDefinition("total", Label("合計", "Total"), RollUpType(.sum, of: "amount", over: "deals", result: .integer)))
          ).actions)
      }
      for action in actions {
        var after: RecordID? = RecordID(0)
        while let start = after {
          after = try await house.records.write(for: .system("backfill"), as: OperationKind("backfill")) { tx in
            try tx.backfill(action, after: start, limit: 2)
          }
        }
      }
      let (doubles, total) = try await house.read(by: house.sato) { tx throws in
        (try tx.list("deal", sort: "amount").rows.map { $0["double"] }, try tx.get("account", account.id)["total"])
      }
      #expect(doubles == [.integer(200), .integer(400), .integer(600)])
      #expect(total == .integer(600))
    }
  }
}
