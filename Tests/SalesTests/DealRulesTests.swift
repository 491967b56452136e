import Kernel
import Metadata
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing

/// The stage decides.
@Suite struct DealRulesTests {
  static func stages(_ house: House) async throws -> [String: ID<Stage>] {
    try await house.read(by: house.yamada) { tx throws in
      Dictionary(uniqueKeysWithValues: try tx.configuration("stage").map { ($0[Stage.name] ?? "", $0.id.as(Stage.self)) })
    }
  }

  @Test(arguments: Engine.all)
  func `a deal starts at the first stage and a stage sets probability, dates and what is needed`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let stages = try await Self.stages(house)
      let deal = try await house.deal(by: house.sato, "プレス機", ["amount": .integer(1_000_000)])
      #expect(deal[Deal.stage] == stages["アプローチ"])
      #expect(deal[Deal.probability] == FixedDecimal(units: 1000, scale: 2))
      #expect(deal[Deal.stageEnteredAt] == house.clock.now)
      func move(_ stage: String, _ values: [String: Value] = [:]) async -> [String] {
        await refusals {
          try await house.write(by: house.sato) { tx throws in
            var draft = Draft(values)
            draft[Deal.stage] = stages[stage]
            try tx.update("deal", deal.id, draft)
          }
        }
      }
      func now() async throws -> Record { try await house.read(by: house.sato) { tx in try tx.get("deal", deal.id) } }
      house.clock.advance(.seconds(86_400))
      let cases: [(String, [String: Value], [String])] = [
        ("提案", [:], []), ("受注", [:], ["closes_on:required_for_stage"]), ("失注", [:], ["lost_reason:required_for_stage"]),
        ("失注", ["lost_reason": .text("price")], []), ("提案", ["probability": .decimal(FixedDecimal(units: 5500, scale: 2))], []),
        ("受注", ["closes_on": .day(Day(number: 20_800))], []),
      ]
      for (stage, values, wrong) in cases { #expect(await move(stage, values) == wrong, "\(stage)") }
      let won = try await now()
      #expect(won[Deal.wonAt] == house.clock.now && won[Deal.lostAt] == nil && won[Deal.lostReason] == nil)
      let kinds = try await house.read(by: house.sato) { tx in try tx.timeline("deal", deal.id, kinds: ["deal."]).rows.map(\.kind) }
      #expect(kinds.filter { $0 == "deal.stage_changed" }.count == 4)
      #expect(kinds.contains("deal.won") && kinds.contains("deal.lost"))
    }
  }

  @Test(arguments: Engine.all)
  func `another pipeline begins at its beginning`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let other = try await house.write(by: house.yamada) { tx throws in
        let pipeline = try tx.create("pipeline", Draft(["name": .text("保守"), "position": .integer(2)]))
        let first = try tx.create(
          "stage",
          Draft([
            "name": .text("見積"), "pipeline_id": pipeline.reference, "kind": .text("open"),
            "probability": .decimal(FixedDecimal(units: 5000, scale: 2)),
          ]))
        return (pipeline, first)
      }
      let deal = try await house.deal(by: house.sato, "プレス機")
      let moved = try await house.write(by: house.sato) { tx in try tx.update("deal", deal.id, Draft(["pipeline_id": other.0.reference])) }
      #expect(moved["stage_id"] == other.1.reference)
      #expect(moved[Deal.probability] == FixedDecimal(units: 5000, scale: 2))
      let made = try await house.deal(by: house.sato, "保守契約", ["pipeline_id": other.0.reference])
      #expect(made["stage_id"] == other.1.reference)
    }
  }

  @Test(arguments: Engine.all)
  func `a deal's history tells how long it was where`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let stages = try await Self.stages(house)
      let start = house.clock.now
      let deal = try await house.deal(by: house.sato, "プレス機")
      for (days, stage) in [(3, "ヒアリング"), (5, "見積")] {
        house.clock.advance(.seconds(86_400 * days))
        try await house.write(by: house.sato) { tx throws in
          var draft = Draft()
          draft[Deal.stage] = stages[stage]
          try tx.update("deal", deal.id, draft)
        }
      }
      let history = try await house.read(by: house.sato) { tx in try StageHistory.of(deal.id.as(Deal.self), in: tx).stays }
      #expect(history.map(\.stage) == ["アプローチ", "ヒアリング", "見積"].map { stages[$0] })
      #expect(history.map(\.from) == [start, start + .seconds(86_400 * 3), start + .seconds(86_400 * 8)])
      #expect(history.last?.until == nil)
    }
  }
}
