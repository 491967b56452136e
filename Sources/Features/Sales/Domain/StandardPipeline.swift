import Kernel
import Metadata
package import Records

/// The pipeline every installation starts with; administrators change it as they like.
package enum StandardPipeline {
  private struct Step {
    let name: String
    let kind: StageKind
    let percent: Int64
    let stalledAfter: Int?
  }

  private static let steps = [
    Step(name: "アプローチ", kind: .open, percent: 10, stalledAfter: 14),
    Step(name: "ヒアリング", kind: .open, percent: 20, stalledAfter: 14),
    Step(name: "提案", kind: .open, percent: 40, stalledAfter: 21),
    Step(name: "見積", kind: .open, percent: 60, stalledAfter: 21),
    Step(name: "稟議中", kind: .open, percent: 75, stalledAfter: 30),
    Step(name: "内示", kind: .open, percent: 90, stalledAfter: 30),
    Step(name: "受注", kind: .won, percent: 100, stalledAfter: nil),
    Step(name: "失注", kind: .lost, percent: 0, stalledAfter: nil),
  ]

  /// Creates it unless there is a pipeline already.
  package static func create(in tx: RecordTransaction) throws {
    guard try tx.configuration(Pipeline.object.name).isEmpty else { return }
    var draft = Draft()
    draft[Pipeline.name] = "標準"
    let pipeline = try tx.create(Pipeline.self, draft)
    for (position, step) in steps.enumerated() {
      var draft = Draft()
      draft[Stage.name] = step.name
      draft[Stage.pipeline] = pipeline.id.as(Pipeline.self)
      draft[Stage.kind] = step.kind
      draft[Stage.position] = position
      draft[Stage.probability] = FixedDecimal(units: step.percent * 100, scale: 2)
      draft[Stage.stalledAfterDays] = step.stalledAfter
      try tx.create(Stage.self, draft)
    }
  }
}
