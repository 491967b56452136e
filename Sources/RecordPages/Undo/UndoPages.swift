import Jobs
import Kernel
import Records
package import WebKernel

/// 「元に戻す」 of a toast where no script runs it: takes back one operation and returns to where it was asked for. Of a large one it
/// shows how the undo is getting on.
package struct UndoPages: Sendable {
  private let door: WebDoor

  package init(door: WebDoor) { self.door = door }

  package var routes: [Route] {
    [
      Route.post("/undo/{operation}", "undoPage", Label("元に戻す", "Undo")) { request in
        let back = LocalAddress.checked(request.form["back"])
        let wanted: ID<Operation> = try request.id("operation")
        return try await door.write(request, as: "undo") { tx, ui in
          // Operations of others need the permission; without it they do not exist.
          guard let operation = try tx.operation(wanted),
            tx.actor.rights.may("operations") || operation.actorID == tx.actor.userID?.as(User.self)
          else { throw Refusal.notFound }
          let undo = try Undo(operation.id, in: tx)
          guard try !UndoJob.isNeeded(for: operation.id, in: tx.transaction) else {
            let job = try door.queue.enqueue(UndoJob.job(operation.id, actor: tx.actor.userID), in: tx.transaction)
            return .redirect(to: JobLinks.job(job, back: back))
          }
          let outcome = try undo.run(in: tx)
          tx.summary = [.init("undone", .integer(Int64(outcome.undone))), .init("kept", .integer(Int64(outcome.kept.count)))]
          let kept = outcome.kept.count
          return .redirect(
            to: back,
            Flash(
              kept == 0
                ? ui("元に戻しました", "Undone")
                : ui("元に戻しました。あとから変わった\(kept)件はそのままです", "Undone, except \(kept) that changed afterwards")))
        }
      }
    ]
  }
}
