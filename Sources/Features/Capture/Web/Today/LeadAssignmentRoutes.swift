import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// 自分が担当 and 割り当てる: leads get an owner from the start page.
struct LeadAssignmentRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [.post("/today/assignment", "assignLeads", Label("見込み客の担当を決める", "Give leads an owner"), assign)]
  }

  private func assign(_ request: AppRequest) async throws -> Answer {
    let ids = request.form.all("ids").compactMap { RecordID(text: $0) }
    let wanted = request.form["owner"].flatMap { RecordID(text: $0) }
    return try await door.write(request, as: "lead.assignment") { tx, ui in
      guard !ids.isEmpty, let owner = wanted ?? tx.actor.userID?.as(AnyRecord.self) else { return .redirect(to: "/") }
      guard let user = try tx.configuration(User.object.name).first(where: { $0.id == owner }) else { throw Refusal.notFound }
      let draft = Draft(["owner_id": .reference(owner)])
      for result in try tx.updateEach(Person.object.name, ids.prefix(100).map { RecordChange(id: $0, draft: draft) }) { _ = try result.get() }
      let name = user[User.name] ?? ""
      return .redirect(
        to: wanted == nil ? "/" : "/?view=team",
        Flash(
          ui("\(ids.count)人の担当を \(name) にしました", "\(name) looks after \(ids.count) \(ids.count == 1 ? "lead" : "leads") now"), undo: tx.operation.text)
      )
    }
  }
}
