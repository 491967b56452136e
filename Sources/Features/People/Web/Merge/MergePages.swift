import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// 名寄せ of two records (screen 29): per field which value stays, what the one that remains will look like, and one button; and
/// 切り離す, which makes them two again.
struct MergePages: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      Route.page("/{objects}/{id}/merge/{other}", "mergePage", Label("名寄せ", "Merge two records"), show),
      Route.post("/{objects}/{id}/merge/{other}", "mergeRun", Label("1件にまとめる", "Merge"), run),
      Route.post("/{objects}/{id}/merge/{other}/separation", "mergeSeparate", Label("切り離す", "Cut a merge"), separate),
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
    let taking = Self.taking(request.form)
    return try await door.write(request, as: DuplicateMerge.kind) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let merged = try RecordMerge.plan(place.object.name, winner: id, loser: other, taking: taking, in: tx).run(in: tx)
      try DuplicateCheck.run(place.object.name, [merged.id], in: tx)
      return .redirect(to: RecordLinks.record(merged, place.object), Self.flash(merged, place.object, tx, ui))
    }
  }

  private func separate(_ request: AppRequest) async throws -> Answer {
    let (collection, id, other) = try Self.parameters(request)
    let back = LocalAddress.checked(request.form["back"])
    return try await door.write(request, as: "record.separation") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let outcome = try RecordSeparation.run(place.object.name, other, from: id, in: tx)
      let title = try tx.titles(of: place.object.name, [other])[other] ?? ""
      let kept = outcome.kept.count
      return .redirect(
        to: back,
        Flash(
          kept == 0
            ? ui("「\(title)」を切り離しました", "“\(title)” is a record of its own again")
            : ui("「\(title)」を切り離しました。あとから変わった\(kept)件はそのままです", "“\(title)” is a record of its own again; \(kept) that changed since stay")))
    }
  }

  /// What was chosen per field.
  static func taking(_ form: Form) -> [String: RecordMerge.Side] {
    var taking: [String: RecordMerge.Side] = [:]
    for name in form.names where name.hasPrefix("take.") {
      taking[String(name.dropFirst(5))] = form[name].flatMap(RecordMerge.Side.init(rawValue:))
    }
    return taking
  }

  static func flash(_ merged: Record, _ object: ObjectDefinition, _ tx: RecordTransaction, _ ui: UI) -> Flash {
    let title = tx.title(of: merged, object)
    return Flash(ui("「\(title)」にまとめました", "Merged into “\(title)”"), undo: tx.operation.text)
  }

  private static func parameters(_ request: AppRequest) throws -> (String, RecordID, RecordID) {
    (try request.parameter("objects"), try request.id("id"), try request.id("other"))
  }
}
