import HTTPTypes
import Kernel
import Metadata
import Records
import Sales
import WebKernel

/// `/deals/{id}/stage`: moves a deal, asking for exactly what the stage needs.
struct StageMoveRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      .page("/deals/{id}/stage", "stageForm", Label("段階を進める", "Move a deal on"), ask),
      Route(
        .post, "/deals/{id}/stage", name: "moveStage", .page, Label("段階を変える", "Change the stage of a deal"),
        produces: ["text/html", "application/json"], move),
    ]
  }

  private func ask(_ request: AppRequest) async throws -> Answer {
    let id: RecordID = try request.id("id")
    return try await door.show(request, crumbs: Self.crumbs(id)) { tx, ui in
      try StageMove(id, to: request.value("to"), in: tx).dealForm(ui, back: request.back(or: DealLinks.deal(id)))
    }
  }

  private func move(_ request: AppRequest) async throws -> Answer {
    let id: RecordID = try request.id("id")
    let back = request.back(or: DealLinks.deal(id))
    return try await door.act(
      request, as: "deal.stage", back: back, crumbs: Self.crumbs(id),
      refused: { tx, ui, problems in
        try StageMove(id, to: request.form["to"], in: tx).dealForm(ui, back: back, form: request.form, problems: problems)
      },
      { tx, ui in
        let move = try StageMove(id, to: request.form["to"], in: tx)
        var (draft, problems) = try request.form.draft(move.fields.filter(FieldControl.takes), in: tx)
        try Problems.check(problems)
        draft[Deal.stage] = move.to.id.as(Stage.self)
        do {
          try tx.update(Deal.object.name, id, draft, version: request.form["version"].flatMap { Int($0) })
        } catch Refusal.conflict(let conflicts) {
          throw Problems([Self.problem(of: conflicts)])
        }
        return StageMove.message(move.to, ui)
      })
  }

  /// The form comes back on the newest version: sending it once more decides.
  private static func problem(of conflicts: [FieldConflict]) -> Problem {
    let who = conflicts.compactMap(\.changedBy).first
    return Problem(
      "conflict", ja: "\(who.map { "\($0)さん" } ?? "ほかの人")が先にこの商談を直しました。内容を確かめて、よければもう一度押してください。",
      en: "\(who ?? "Somebody else") changed this deal first. Look again, and send it once more if it still holds.")
  }

  static func crumbs(_ id: RecordID) -> @Sendable (UI) -> [WebPage.Crumb] {
    { ui in [WebPage.Crumb(ui("商談", "Deals"), DealLinks.board), WebPage.Crumb(ui("この商談", "This deal"), DealLinks.deal(id))] }
  }
}
