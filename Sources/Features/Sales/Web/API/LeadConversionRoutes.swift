import HTTPTypes
import Kernel
import Metadata
import People
import Records
import Sales
package import WebKernel

/// `POST /api/v1/leads/{id}/conversion`, with `?plan` to look first; `POST /api/v1/leads/conversion` for many at once.
package struct LeadConversionRoutes: Sendable {
  let door: RecordDoor

  package init(door: RecordDoor) { self.door = door }

  package var routes: [Route] {
    [
      Route(
        .post, "/api/v1/leads/{id}/conversion", name: "convertLead", .scope(.write),
        Label("見込み客を変換する（?plan で確認のみ）", "Convert a lead (?plan only shows what would happen)"),
        documentation: Self.documentation, convert),
      Route(
        .post, "/api/v1/leads/conversion", name: "convertLeads", .scope(.write),
        Label("見込み客をまとめて変換する", "Convert many leads in one operation"), documentation: Self.bulkDocumentation, convertAll),
    ]
  }

  private func convert(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Person.self)
    let bytes = try await request.bytes()
    let input = try LeadConversionInput(bytes.isEmpty ? .object([]) : JSON(parsing: bytes), isBulk: false)
    if request.query.items.contains(where: { $0.name == "plan" }) {
      return try await door.read(request) { tx in
        let plan = try LeadConversion.plan(for: id, choices: input.choices, in: tx)
        return .json(try LeadConversionAnswer(tx).json(plan))
      }
    }
    return try await door.write(request, LeadConversion.kind, bytes) { tx in
      let outcome = try LeadConversion.plan(for: id, choices: input.choices, in: tx).run(in: tx)
      return Answer.json(.created, LeadConversionAnswer.json(outcome)).with(.enishiOperation, tx.operation.text)
    }
  }

  /// All or none: one that cannot be converted is named and the others stay as they are.
  private func convertAll(_ request: AppRequest) async throws -> Answer {
    let bytes = try await request.bytes()
    let input = try LeadConversionInput(JSON(parsing: bytes), isBulk: true)
    return try await door.write(request, LeadConversion.kind, bytes) { tx in
      var problems: [Problem] = []
      var outcomes: [LeadConversionOutcome] = []
      for lead in input.leads {
        do {
          outcomes.append(try LeadConversion.plan(for: lead, choices: input.choices, in: tx).run(in: tx))
        } catch let error as Problems {
          problems += error.all.map { Problem(field: "\(lead.text).\($0.field ?? "")", $0.code, $0.message) }
        } catch Refusal.state(let problem) {
          problems.append(Problem(field: lead.text, problem.code, problem.message))
        }
      }
      try Problems.check(problems)
      return Answer.json(.created, ["data": .array(outcomes.map(LeadConversionAnswer.json))])
        .with(.enishiOperation, tx.operation.text)
    }
  }
}
