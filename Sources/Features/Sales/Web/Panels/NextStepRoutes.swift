import HTTPTypes
import Kernel
import Metadata
import People
import Records
import Sales
import WebKernel

/// `/deals/{id}/next`: plans what comes next, or ticks off what was planned.
struct NextStepRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .page("/deals/{id}/next", "nextStepForm", Label("次の一手", "Next step"), ask),
      Route(
        .post, "/deals/{id}/next", name: "planNextStep", .page, Label("次の一手を決める", "Plan the next step"),
        produces: ["text/html", "application/json"], plan),
    ]
  }

  private func ask(_ request: AppRequest) async throws -> Answer {
    let id: RecordID = try request.id("id")
    return try await door.show(request, crumbs: StageMoveRoutes.crumbs(id)) { tx, ui in
      try NextStep(id, isDone: request.value("done") == "1", in: tx).dealForm(ui, back: request.back(or: DealLinks.deal(id)))
    }
  }

  private func plan(_ request: AppRequest) async throws -> Answer {
    let id: RecordID = try request.id("id")
    let back = request.back(or: DealLinks.deal(id))
    let isDone = request.form["done"] == "1"
    return try await door.act(
      request, as: "deal.next_step", back: back, crumbs: StageMoveRoutes.crumbs(id),
      refused: { tx, ui, problems in
        try NextStep(id, isDone: isDone, in: tx).dealForm(ui, back: back, form: request.form, problems: problems)
      },
      { tx, ui in
        let step = try NextStep(id, isDone: isDone, in: tx)
        var (draft, problems) = try request.form.draft(NextStep.fields, in: tx)
        try Problems.check(problems)
        // A day that was typed goes before a chip, one that only stood there does not.
        let isTyped = draft[Deal.nextActionOn] != nil && draft[Deal.nextActionOn] != step.deal[Deal.nextActionOn]
        if !isTyped, let quick = request.form["quick"].flatMap({ Day($0) }) { draft[Deal.nextActionOn] = quick }
        if isDone { try Self.remember(step, request.form.trimmed("result"), ui, in: tx) }
        try tx.update(Deal.object.name, id, draft)
        guard let next = draft[Deal.nextAction] else { return isDone ? ui("済みにしました", "Done") : ui("次の予定をなくしました", "Nothing is planned now") }
        let day = draft[Deal.nextActionOn].map { " " + ui.nearDay($0) } ?? ""
        return ui("次の一手を「\(next)\(day)」にしました", "Next: \(next)\(day)")
      })
  }

  /// What was done stays on the deal's line.
  private static func remember(_ step: NextStep, _ result: String, _ ui: UI, in tx: RecordTransaction) throws {
    let action = step.deal[Deal.nextAction] ?? ui("次の一手", "Next step")
    var note = Draft()
    note[Note.text] = ui("済み: \(action)", "Done: \(action)") + (result.isEmpty ? "" : "\n\(result)")
    note["deal_id"] = .reference(step.deal.id)
    note["account_id"] = step.deal[Deal.account.name]
    note["person_id"] = step.deal[Deal.primaryPerson.name]
    try tx.create(Note.self, note)
  }
}
