import Kernel
import Metadata
import Records
import Sales

/// 保守更新: the second way in which the demo company sells, and deals of every age in it: fresh, stalled, past their day.
struct DemoRenewals {
  /// One deal, made so many business days before the story ends.
  struct Plan {
    let left: Int
    let seller: Int
    let stage: Int
    let name: String
    let amount: Int64
    /// From the day it is made.
    let closesIn: Int
    var action: String?
    var actionIn = 0
  }

  static let plans = [
    Plan(left: 34, seller: 0, stage: 1, name: "年間保守 12台", amount: 1_620_000, closesIn: 30, action: "更新条件の確認", actionIn: 9),
    Plan(left: 12, seller: 0, stage: 2, name: "抽出機リース満了 入替相談", amount: 4_380_000, closesIn: 60, action: "決裁者との面談", actionIn: 16),
    Plan(
      left: 9, seller: 0, stage: 1, name: "本社・全国支店および関連会社における全自動エスプレッソマシン保守契約の一括更新ならびに新機種への段階的入替", amount: 1_284_500_000,
      closesIn: 120, action: "稟議に添える比較資料の作成", actionIn: 13),
    Plan(left: 6, seller: 0, stage: 0, name: "浄水器フィルター定期交換", amount: 240_000, closesIn: 40),
    Plan(left: 5, seller: 1, stage: 1, name: "年間保守 3台", amount: 486_000, closesIn: 25, action: "見積書を提出", actionIn: 5),
    Plan(left: 28, seller: 1, stage: 2, name: "保守プランの格上げ", amount: 920_000, closesIn: 50),
    Plan(left: 4, seller: 2, stage: 0, name: "給茶機の保守引継ぎ", amount: 360_000, closesIn: 35, action: "現地調査", actionIn: 7),
    Plan(left: 18, seller: 3, stage: 1, name: "客室用カプセル機 保守更新", amount: 1_100_000, closesIn: 15, action: "電話で状況確認", actionIn: 10),
    Plan(left: 7, seller: 4, stage: 2, name: "年間保守 8台", amount: 1_080_000, closesIn: 20, action: "契約書の確認", actionIn: 8),
  ]

  private static let steps: [(name: String, kind: StageKind, percent: Int64, stalledAfter: Int?)] = [
    ("案内", .open, 40, 14), ("条件調整", .open, 60, 14), ("更新合意", .open, 90, 21), ("更新", .won, 100, nil), ("解約", .lost, 0, nil),
  ]

  /// Makes the pipeline; returns its open stages in their order.
  static func create(in tx: RecordTransaction) throws -> [ID<Stage>] {
    var draft = Draft()
    draft[Pipeline.name] = "保守更新"
    draft[Pipeline.position] = 1
    let pipeline = try tx.create(Pipeline.self, draft).id.as(Pipeline.self)
    return try steps.enumerated().compactMap { position, step in
      var draft = Draft()
      draft[Stage.name] = step.name
      draft[Stage.pipeline] = pipeline
      draft[Stage.kind] = step.kind
      draft[Stage.position] = position
      draft[Stage.probability] = FixedDecimal(units: step.percent * 100, scale: 2)
      draft[Stage.stalledAfterDays] = step.stalledAfter
      // What has been agreed has a day.
      if step.name == "更新合意" { draft[Stage.requiredFields] = [Deal.closesOn.name, Deal.amount.name] }
      let stage = try tx.create(Stage.self, draft).id.as(Stage.self)
      return step.kind == .open ? stage : nil
    }
  }

  static func draft(_ plan: Plan, on day: Day, in stages: [ID<Stage>]) -> Draft {
    var draft = Draft()
    draft[Deal.name] = plan.name
    draft[Deal.stage] = stages[plan.stage]
    draft[Deal.amount] = Yen(plan.amount)
    draft[Deal.grossProfit] = Yen(plan.amount * 4 / 10)
    draft[Deal.closesOn] = day + plan.closesIn
    draft[Deal.forecastRank] = [ForecastRank.c, .b, .a][plan.stage]
    if let action = plan.action {
      draft[Deal.nextAction] = action
      draft[Deal.nextActionOn] = day + plan.actionIn
    }
    return draft
  }
}
