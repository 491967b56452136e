package import Kernel
package import Metadata

/// パイプライン: one way of selling, with stages of its own.
package enum Pipeline: ObjectType {
  package static let name = Field<String>("name", "パイプライン名", "Pipeline name", nil, .required)
  package static let position = Field<Int>("position", "並び順", "Position", nil, .defaulting(.integer(0)))

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "pipeline", Label("パイプライン", "Pipeline"), collection: "pipelines", title: ["name"],
      fields: [name.definition, position.definition])
    object.visibility = .configuration(permission: "metadata")
    return object
  }()
}

/// ステージ: how far a deal is. Code asks for its kind, never for its name.
package enum Stage: ObjectType {
  package static let name = Field<String>("name", "ステージ名", "Stage name", nil, .required)
  package static let pipeline = Field<ID<Pipeline>>(
    "pipeline_id", "パイプライン", "Pipeline", LookupType(target: "pipeline"), .required, .indexed)
  package static let kind = Field<StageKind>("kind", "種別", "Kind", nil, .required)
  package static let position = Field<Int>("position", "並び順", "Position", nil, .defaulting(.integer(0)))
  package static let probability = Field<FixedDecimal>("probability", "確度", "Probability", PercentType())
  package static let guide = Field<String>("guide", "ガイド", "Guide", LongTextType())
  package static let requiredFields = Field<[String]>(
    "required_fields", "必須項目", "Required fields", MultiPicklistType(options: [], isOpen: true))
  package static let stalledAfterDays = Field<Int>("stalled_after_days", "停滞とみなす日数", "Stalled after days")

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "stage", Label("ステージ", "Stage"), collection: "stages", title: ["name"],
      fields: [
        name.definition, pipeline.definition, kind.definition, position.definition, probability.definition, guide.definition,
        requiredFields.definition, stalledAfterDays.definition,
      ])
    object.visibility = .configuration(permission: "metadata")
    return object
  }()
}

/// What a stage means for the deal.
package enum StageKind: String, PicklistValue, CaseIterable {
  case open, won, lost

  package var label: Label {
    switch self {
    case .open: Label("進行中", "Open")
    case .won: Label("受注", "Won")
    case .lost: Label("失注", "Lost")
    }
  }
}
