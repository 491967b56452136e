package import Kernel
package import Metadata

extension DealBoard.Card {
  /// What a deal's place and days say of it.
  package init(_ deal: Record, in stage: Record, at moment: Moment) {
    let days = deal[Deal.stageEnteredAt].map { max(0, moment.today - $0.day(offset: moment.zoneOffset)) } ?? 0
    self.init(
      deal: deal, daysInStage: days, isStalled: stage[Stage.stalledAfterDays].map { days > $0 } ?? false,
      isOverdue: deal[Deal.closesOn].map { $0 < moment.today } ?? false,
      isActionOverdue: deal[Deal.nextActionOn].map { $0 < moment.today } ?? false)
  }
}

extension DealBoard {
  /// The condition of the open deals that the cards mark as stalled or overdue, in any pipeline: for lists and the start page.
  package static func haltedCondition(_ stages: [Record], at moment: Moment) -> JSON {
    let stalled = stages.filter { $0[Stage.kind] == .open }.compactMap { stage -> JSON? in
      guard let days = stage[Stage.stalledAfterDays] else { return nil }
      let limit = (moment.today - days).start(offset: moment.zoneOffset)
      return [
        "all": [
          ["field": "stage_id", "is": "eq", "value": .string(stage.id.text)],
          ["field": "stage_entered_at", "is": "lt", "value": .string(limit.text)],
        ]
      ]
    }
    let overdue: JSON = ["field": "closes_on", "is": "lt", "value": .string(moment.today.text)]
    return ["all": [["field": "stage.kind", "is": "eq", "value": "open"], ["any": .array([overdue] + stalled)]]]
  }
}
