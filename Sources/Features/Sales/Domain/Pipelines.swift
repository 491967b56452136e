package import Kernel
package import Metadata
package import Records

/// All pipelines and stages, in their order: small, read once per transaction.
package struct Pipelines {
  private let pipelines: [Record]
  private let stages: [Record]

  package init(in tx: RecordTransaction) throws {
    pipelines = Self.inOrder(try tx.configuration(Pipeline.object.name), by: Pipeline.position)
    stages = Self.inOrder(try tx.configuration(Stage.object.name), by: Stage.position)
  }

  package var all: [Record] { pipelines }
  package var first: Record? { pipelines.first }

  package func pipeline(_ id: ID<Pipeline>) -> Record? { pipelines.first { $0.id.raw == id.raw } }
  package func stage(_ id: ID<Stage>) -> Record? { stages.first { $0.id.raw == id.raw } }
  package func stages(of pipeline: RecordID) -> [Record] { stages.filter { $0[Stage.pipeline]?.raw == pipeline.raw } }

  package var allStages: [Record] { stages }
  /// The stage of a pipeline that means this; the first where there are several.
  package func stage(_ kind: StageKind, of pipeline: RecordID) -> Record? { stages(of: pipeline).first { $0[Stage.kind] == kind } }

  private static func inOrder(_ records: [Record], by position: Field<Int>) -> [Record] {
    records.sorted { ($0[position] ?? 0, $0.id) < ($1[position] ?? 0, $1.id) }
  }
}
