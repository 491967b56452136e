import Kernel
import Metadata
import RecordPages
import Records
import WebKernel

/// 名寄せ of two records (screen 29): per field which value stays, what the one that remains will look like, and one button.
struct MergePages: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      Route.page("/{objects}/{id}/merge/{other}", "mergePage", Label("名寄せ", "Merge two records"), show),
      Route.post("/{objects}/{id}/merge/{other}", "mergeRun", Label("1件にまとめる", "Merge"), run),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let (collection, id, other) = try Self.parameters(request)
    return try await door.fragment(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      do {
        let merge = try RecordMerge.plan(place.object.name, winner: id, loser: other, in: tx)
        return try door.dressed(try MergeScreen(merge, place, in: tx, ui).page, ui, tx)
      } catch let problems as Problems where problems.all.contains(where: { $0.code == "contact_into_lead" }) {
        return .redirect(to: "/\(collection)/\(other.text)/merge/\(id.text)")
      }
    }
  }

  private func run(_ request: AppRequest) async throws -> Answer {
    let (collection, id, other) = try Self.parameters(request)
    let form = request.form
    return try await door.write(request, as: "record.merge") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let plan = try RecordMerge.plan(place.object.name, winner: id, loser: other, in: tx)
      var taking: [String: RecordMerge.Side] = [:]
      for choice in plan.choices {
        if let side = form["take.\(choice.field)"].flatMap(RecordMerge.Side.init(rawValue:)) { taking[choice.field] = side }
        if let strict = MergeScreen.strict(choice) { taking[choice.field] = strict }
      }
      let merged = try RecordMerge.plan(place.object.name, winner: id, loser: other, taking: taking, in: tx).run(in: tx)
      let title = tx.title(of: merged, place.object)
      return .redirect(
        to: RecordLinks.record(merged, place.object), Flash(ui("「\(title)」にまとめました", "Merged into “\(title)”"), undo: tx.operation.text))
    }
  }

  private static func parameters(_ request: AppRequest) throws -> (String, RecordID, RecordID) {
    (try request.parameter("objects"), try request.id("id"), try request.id("other"))
  }
}
