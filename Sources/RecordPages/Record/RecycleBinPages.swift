import Kernel
import Metadata
import Records
import WebKernel

/// ごみ箱 of a collection: what was deleted in the last 30 days, and the way back.
struct RecycleBinPages: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [
      Route.page("/{objects}/trash", "recycleBin", Label("ごみ箱", "Recycle bin"), show),
      Route.post("/{objects}/trash", "recycleBinRestore", Label("ごみ箱から戻す", "Restore"), restore),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let collection = try request.parameter("objects")
    return try await door.page(request) { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      let all = try tx.recycleBin(place.object.name, limit: 200)
      let records = all.filter { place.recordType == nil || $0.record.recordType == place.recordType?.name }
      let mayRestore = tx.actor.rights.scope(.delete, on: place.object.name) > .none
      let label = ui.plural(place.label)
      let rows = records.html { one -> HTML in
        let title = tx.title(of: one.record, place.object)
        let until = one.deletedAt.day(offset: ui.moment.zoneOffset) + 30
        return """
          <div>\(HTML.avatar(title, id: one.record.id.raw, square: place.object.titleFields.count == 1))<span class="who grow"><span class="clip"><b class="clip">\(title)</b>\
          <small>\(ui("\(ui.near(one.deletedAt))に削除・\(ui.shortDate(until))まで戻せます", "Deleted \(ui.near(one.deletedAt)), can be restored until \(ui.shortDate(until))"))</small></span></span>\
          \(if: mayRestore, "<form method=\"post\" action=\"/\(collection)/trash\">\(ui.csrf)<input type=\"hidden\" name=\"ids\" value=\"\(one.record.id.text)\">\(HTML.button(ui("戻す", "Restore"), icon: "undo", size: .small))</form>")</div>
          """
      }
      return WebPage(
        ui("\(label)のごみ箱", "Recycle bin: \(label)"), section: nil, crumbs: [.init(label, RecordLinks.list(collection))],
        help:
          "<p>\(ui("削除した記録は30日間ここに残ります。戻すと、関係する記録とのつながりも元どおりです。", "Deleted records stay here for 30 days. Restoring brings their ties back, too."))</p>",
        body: """
          <header class="page__head"><h1>\(ui("ごみ箱", "Recycle bin"))</h1></header>
          \(if: records.isEmpty, HTML.empty(ui("ごみ箱は空です", "The recycle bin is empty"), ui("削除したものは30日間ここに残り、戻せます。", "What you delete stays here for 30 days."), icon: "trash", action: HTML.linkButton(ui("一覧へ", "To the list"), RecordLinks.list(collection))))\
          \(if: !records.isEmpty, "<section class=\"card\" aria-label=\"\(label)\"><div class=\"rows\">\(rows)</div></section>")
          """)
    }
  }

  private func restore(_ request: AppRequest) async throws -> Answer {
    let collection = try request.parameter("objects")
    let ids = request.form.all("ids").compactMap { RecordID(text: $0) }
    return try await door.write(request, as: "record.restore") { tx, ui in
      let place = try RecordPlace(collection, in: tx)
      guard !ids.isEmpty else { throw Refusal.notFound }
      try tx.restore(place.object.name, ids)
      tx.summary = [.init("restored", .integer(Int64(ids.count)))]
      let back = ids.count == 1 ? RecordLinks.record(collection, ids[0]) : "\(RecordLinks.list(collection))/trash"
      return .redirect(to: back, Flash(ui("ごみ箱から戻しました", "Restored"), undo: tx.operation.text))
    }
  }
}
