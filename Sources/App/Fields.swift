import Jobs
package import Kernel
import Metadata
import Records

/// Custom fields from the command line.
package struct Fields: Sendable {
  /// The plan, done or only shown.
  package struct Outcome: Sendable {
    package let json: JSON
    package let lines: [Label]
  }

  let services: Services

  package init(services: Services) { self.services = services }

  package func add(_ json: JSON, to object: String, onlyPlan: Bool) async throws -> Outcome {
    var field = try FieldDefinition(json: json)
    field.isCustom = true
    return try await change(.addField(object: object, field), onlyPlan: onlyPlan)
  }

  package func retire(_ name: String, of object: String, onlyPlan: Bool) async throws -> Outcome {
    try await change(.retireField(object: object, name: name), onlyPlan: onlyPlan)
  }

  private func change(_ change: SchemaChange, onlyPlan: Bool) async throws -> Outcome {
    let queue = services.queue
    let kind = OperationKind("metadata.change", source: "cli")
    let plan =
      try await onlyPlan
      ? services.records.read(for: .system("command line")) { tx in try tx.plan(change) }
      : services.records.write(for: .system("command line"), as: kind) { tx in
        let plan = try tx.change(change)
        for case .recompute(let field, let object) in plan.actions {
          try queue.enqueue(BackfillJob.job(object: object.name, field: field.name), in: tx.transaction)
        }
        return plan
      }
    try plan.check()
    return Outcome(
      json: .object((plan.json.members ?? []) + [JSON.Member("done", .boolean(!onlyPlan))]),
      lines: plan.actions.map(\.sentence) + plan.warnings.map(\.message))
  }
}
