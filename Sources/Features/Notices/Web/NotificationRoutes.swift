import HTTPTypes
import Kernel
import Metadata
import Notices
import RecordPages
import Records
import WebKernel

/// The pages of notifications. Everybody has their own; those of others do not exist.
struct NotificationRoutes: Sendable {
  let door: WebDoor

  private static let page = 50

  var routes: [Route] {
    [
      .page("/notifications", "notifications", Label("お知らせ", "Notifications"), show),
      .page("/notifications/list", "notificationList", Label("お知らせの一覧", "The list of notifications"), list),
      .page("/notifications/{id}", "notificationOpen", Label("お知らせを開く", "Open a notification"), open),
      .post("/notifications/{id}/read", "notificationRead", Label("既読にする", "Mark as read"), read),
      .post("/notifications/read-all", "notificationReadAll", Label("すべて既読にする", "Mark all as read"), readAll),
      .post("/notifications/settings", "notificationSettings", Label("届け方を保存する", "Save what reaches me"), save),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    try await door.page(request) { tx, ui in try Self.screen(request, tx, ui).page }
  }

  /// The part of the page that is read anew when there is news.
  private func list(_ request: AppRequest) async throws -> Answer {
    try await door.fragment(request) { tx, ui in .html(.ok, try Self.screen(request, tx, ui).list) }
  }

  private static func screen(_ request: AppRequest, _ tx: RecordTransaction, _ ui: UI) throws -> NotificationPage {
    func query(_ name: String) -> String? { request.query.items.first { $0.name == name }?.value }
    let filter = query("show").flatMap(NotificationBox.Filter.init(rawValue:)) ?? .all
    let after = query("after").flatMap(NotificationBox.Cursor.init(text:))
    let box = try NotificationBox(tx)
    let page = try box.page(filter, limit: Self.page, after: after)
    let words = try NotificationWords(page.rows, marks: [WebFeature.mentions], in: tx)
    return NotificationPage(
      lines: page.rows.map(words.line), filter: filter, next: page.next, isFirst: after == nil, unread: try box.unread(),
      unreadMine: try box.unread(.mine), settings: try NotificationSettingsCard(in: tx).html(ui, backTo: NotificationLinks.all), ui: ui)
  }

  // MARK: Reading

  private func open(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Notification.self)
    return try await door.write(request, as: "notification.read") { tx, _ in
      let one = try NotificationBox(tx).read(id)
      return .redirect(to: try NotificationWords([one], in: tx).line(one).action?.link ?? NotificationLinks.all)
    }
  }

  private func read(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", Notification.self)
    return try await door.write(request, as: "notification.read") { tx, _ in
      try NotificationBox(tx).read(id)
      return .redirect(to: Self.back(request))
    }
  }

  private func readAll(_ request: AppRequest) async throws -> Answer {
    let newest = request.form["newest"].flatMap { ID<Notification>(text: $0) }
    return try await door.write(request, as: "notification.read") { tx, ui in
      let count = try NotificationBox(tx).readAll(upTo: newest)
      return .redirect(to: Self.back(request), Flash(ui("\(count)件を既読にしました", "\(count) marked as read")))
    }
  }

  private static func back(_ request: AppRequest) -> String {
    NotificationLinks.filtered(request.form["show"].flatMap(NotificationBox.Filter.init(rawValue:)) ?? .all)
  }

  private func save(_ request: AppRequest) async throws -> Answer {
    let settings = NotificationSettings(Set(request.form.all("kind").compactMap(Notification.Kind.init(rawValue:))))
    let back = LocalAddress.checked(request.form["back"], or: NotificationLinks.all)
    return try await door.write(request, as: "notification.settings") { tx, ui in
      if let user = request.caller?.user { try settings.save(for: user, in: tx.transaction) }
      return .redirect(to: back, Flash(ui("届け方を保存しました", "Saved what reaches you")))
    }
  }
}
