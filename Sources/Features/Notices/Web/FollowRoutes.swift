import Kernel
import Metadata
import Notices
import RecordPages
import Records
import WebKernel

/// フォローする / フォロー中: the button on the pages of records.
struct FollowRoutes: Sendable {
  let door: WebDoor

  var routes: [Route] {
    [.post("/{objects}/{id}/follow", "follow", Label("フォローする・やめる", "Follow or stop following"), follow)]
  }

  private func follow(_ request: AppRequest) async throws -> Answer {
    let (collection, id): (String, RecordID) = (try request.parameter("objects"), try request.id("id"))
    let isOn = request.form["on"] == "1"
    return try await door.write(request, as: "follow") { tx, ui in
      try Follow.set(isOn, try RecordPlace(collection, in: tx).object.name, id, in: tx)
      return .redirect(
        to: RecordLinks.record(collection, id),
        Flash(isOn ? ui("フォローしました。動きがあればお知らせします", "You follow this record now") : ui("フォローをやめました", "You no longer follow this record")))
    }
  }
}

extension RecordPanel {
  static let follow = RecordPanel(.buttons, order: 10, for: Follow.objects) { record, tx, ui in
    let isOn = try Follow.isFollowing(record, in: tx)
    let address = RecordLinks.record(record, try tx.object(record.object))
    let tip = isOn ? ui("動きがあればお知らせします。押すとやめます", "You are told of what happens. Press to stop") : ui("動きがあればお知らせします", "Be told of what happens")
    return """
      <form method="post" action="\(address)/follow">\(ui.csrf)<input type="hidden" name="on" value="\(isOn ? "0" : "1")">\
      \(HTML.button(isOn ? ui("フォロー中", "Following") : ui("フォローする", "Follow"), icon: isOn ? "check" : "bell", .ghost, attributes: "title=\"\(tip)\""))</form>
      """
  }
}
