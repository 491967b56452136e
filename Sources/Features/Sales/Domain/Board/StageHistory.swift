package import Kernel
import Metadata
package import Records

/// ステージ履歴: through which stages a deal went, when and for how long, as its events tell.
package struct StageHistory: Sendable {
  package struct Stay: Sendable, Hashable {
    package let stage: ID<Stage>
    package let from: Instant
    /// `nil`: the deal is there now.
    package let until: Instant?
  }

  /// In the order of time.
  package let stays: [Stay]

  package static func of(_ deal: ID<Deal>, in tx: RecordTransaction) throws -> StageHistory {
    let record = try tx.get(Deal.self, deal)
    let changes = try tx.timeline(Deal.object.name, record.id, kinds: ["deal.stage_changed"], limit: 1000).rows.reversed()
    func stage(_ event: Event, _ end: String) -> ID<Stage>? { event.payload[end]?.string.flatMap { ID(text: $0) } }
    var stays: [Stay] = []
    var from = Instant(value: record["created_at"]) ?? tx.now
    for change in changes {
      if let left = stage(change, "from") { stays.append(Stay(stage: left, from: from, until: change.at)) }
      from = change.at
    }
    if let now = changes.last.flatMap({ stage($0, "to") }) ?? record[Deal.stage] { stays.append(Stay(stage: now, from: from, until: nil)) }
    return StageHistory(stays: stays)
  }
}
