package import Kernel
package import Metadata
import People
package import Records

/// What is known of deals beyond their fields: the stage decides probability, closing and what must be filled in.
package struct DealRules: RecordRules {
  package init() {}

  package var object: String { Deal.object.name }

  /// A new deal starts at the first stage of the first pipeline; a changed stage sets its probability and its dates.
  package func derive(_ record: inout Record, from old: Record?, in tx: RecordTransaction) throws {
    let pipelines = try Pipelines(in: tx)
    // Into another pipeline without saying where: to its beginning.
    let isElsewhere = record[Deal.pipeline] != old?[Deal.pipeline] && record[Deal.stage] == old?[Deal.stage]
    if record[Deal.stage] == nil || isElsewhere {
      let pipeline = record[Deal.pipeline].flatMap(pipelines.pipeline) ?? pipelines.first
      record[Deal.pipeline] = pipeline?.id.as(Pipeline.self)
      record[Deal.stage] = pipeline.flatMap { pipelines.stages(of: $0.id).first }?.id.as(Stage.self)
    }
    guard let stage = record[Deal.stage].flatMap(pipelines.stage), record[Deal.stage] != old?[Deal.stage] else { return }
    record[Deal.pipeline] = stage[Stage.pipeline]
    record[Deal.stageEnteredAt] = tx.now
    if record["probability"] == old?["probability"] ?? .null { record[Deal.probability] = stage[Stage.probability] }
    record[Deal.wonAt] = stage[Stage.kind] == .won ? tx.now : nil
    record[Deal.lostAt] = stage[Stage.kind] == .lost ? tx.now : nil
    if stage[Stage.kind] != .lost, old?[Deal.lostReason] == record[Deal.lostReason] { record[Deal.lostReason] = nil }
  }

  /// A won deal needs its amount and day, a lost one its reason; a stage may ask for more. Only when it is entered: what is
  /// stored stays editable.
  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    let pipelines = try Pipelines(in: tx)
    guard let stage = record[Deal.stage].flatMap(pipelines.stage), record[Deal.stage] != old?[Deal.stage] else { return [] }
    let object = try tx.object(self.object)
    let name = stage[Stage.name] ?? ""
    return Self.needed(by: stage).compactMap { needed in
      guard let field = object.field(needed), record[needed].isNull else { return nil }
      return Problem(
        field: needed, "required_for_stage", ja: "「\(name)」に進めるには「\(field.label.ja)」を入力してください。",
        en: "Enter “\(field.label.en)” to move the deal to “\(name)”.")
    }
  }

  /// The fields that must be filled in to enter a stage.
  package static func needed(by stage: Record) -> [String] {
    var needed = stage[Stage.requiredFields] ?? []
    switch stage[Stage.kind] {
    case .won: needed += [Deal.amount.name, Deal.closesOn.name]
    case .lost: needed += [Deal.lostReason.name]
    case .open, nil: break
    }
    return Array(Set(needed)).sorted()
  }

  package func timeline(of record: Record) -> TimelineLinks {
    TimelineLinks(person: record[Deal.primaryPerson]?.as(AnyRecord.self), account: record[Deal.account]?.as(AnyRecord.self))
  }

  package func events(of mutation: Mutation, in tx: RecordTransaction) throws -> [EventDraft] {
    let isNew = mutation.kind == .create
    guard isNew || (mutation.kind == .update && mutation.changed.contains(Deal.stage.name)) else { return [] }
    let stage = mutation.record[Deal.stage].flatMap(try Pipelines(in: tx).stage)
    let payload: JSON = [
      "from": mutation.old?[Deal.stage].map { .string($0.text) } ?? .null,
      "to": mutation.record[Deal.stage].map { .string($0.text) } ?? .null,
      "amount": mutation.record[Deal.amount].map { .integer($0.amount) } ?? .null,
    ]
    var kinds = isNew ? [] : ["deal.stage_changed"]
    switch stage?[Stage.kind] {
    case .won: kinds.append("deal.won")
    case .lost: kinds.append("deal.lost")
    case .open, nil: break
    }
    return kinds.map {
      EventDraft($0, object: object, record: mutation.record.id, links: timeline(of: mutation.record), payload: payload)
    }
  }
}
