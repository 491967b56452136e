import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing

/// 商談ボード: sums over everything one may see, cards for the beginning.
@Suite struct DealBoardTests {
  @Test(arguments: Engine.all)
  func `the board groups what the actor sees, with weighted sums, marks and pages`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let stages = try await DealRulesTests.stages(house)
      let today = House.noon.day(offset: 32_400)
      let made: [(ID<User>, String, String, Int64?, Int?, Int?)] = [
        (house.sato, "A", "アプローチ", 1_000_005, nil, -1), (house.sato, "B", "アプローチ", 2_000_000, nil, 10),
        (house.ito, "C", "アプローチ", nil, nil, nil), (house.sato, "D", "提案", 3_000_000, 50, 0), (house.suzuki, "E", "提案", 9_000_000, nil, nil),
      ]
      for (owner, name, stage, amount, percent, days) in made {
        try await house.write(by: owner) { tx throws in
          var draft = Draft()
          draft[Deal.name] = name
          draft[Deal.stage] = stages[stage]
          if let amount { draft[Deal.amount] = Yen(amount) }
          if let percent { draft[Deal.probability] = FixedDecimal(units: Int64(percent) * 100, scale: 2) }
          if let days { draft[Deal.closesOn] = today + days }
          try tx.create(Deal.self, draft)
        }
      }
      try await house.write(by: house.sato) { tx throws in
        let lost = try tx.create("deal", Draft(["name": .text("失注済み"), "amount": .integer(7)]))
        var draft = Draft()
        draft[Deal.stage] = stages["失注"]
        draft[Deal.lostReason] = .price
        try tx.update("deal", lost.id, draft)
      }
      house.test.log.clear()
      let board = try await house.read(by: house.sato) { tx in try DealBoard.read(cards: 2, in: tx) }
      #expect(house.test.log.count <= 6, "\(house.test.log.statements)")
      #expect(board.columns.map { $0.stage[Stage.name] } == ["アプローチ", "ヒアリング", "提案", "見積", "稟議中", "内示"])
      #expect(board.columns.map(\.count) == [3, 0, 1, 0, 0, 0])
      #expect(board.columns[0].amount == Yen(3_000_005))
      #expect(board.columns[0].weighted == Yen(100_001 + 200_000), "1,000,005 × 10 % rounds up")
      #expect(board.columns[2].weighted == Yen(1_500_000))
      #expect(board.weighted == Yen(1_800_001))
      #expect(board.columns[0].cards.map { $0.deal[Deal.name] } == ["C", "A"])
      #expect(board.columns[0].cards.map(\.isOverdue) == [false, true])
      let rest = try await house.read(by: house.sato) { tx throws in
        var list = board.columns[0].list
        list.cursor = board.columns[0].next
        return try tx.list(list).rows.map { $0[Deal.name] }
      }
      #expect(rest == ["B"])
      #expect(try await house.read(by: house.takahashi) { tx in try DealBoard.read(in: tx).count } == 5)
      #expect(try await house.read(by: house.ito) { tx in try DealBoard.read(in: tx).count } == 1)
      house.clock.advance(.seconds(86_400 * 15))
      let later = try await house.read(by: house.sato) { tx in try DealBoard.read(in: tx) }
      #expect(later.columns[0].cards.allSatisfy { $0.isStalled && $0.daysInStage == 15 })
      #expect(later.columns[2].cards.allSatisfy { !$0.isStalled })
      let hidden = try await house.read(by: house.kobayashi) { tx in try DealBoard.read(in: tx) }
      #expect(hidden.count == 5 && hidden.amount == nil && hidden.weighted == nil)
      let big = try await house.read(by: house.takahashi) { tx throws in
        try DealBoard.read(where: try Condition(json: ["field": "amount", "is": "gte", "value": 3_000_000], on: "deal", in: tx.queryContext), in: tx)
          .count
      }
      #expect(big == 2)
    }
  }
}
