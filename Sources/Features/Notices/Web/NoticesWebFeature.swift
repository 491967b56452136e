import Kernel
import Metadata
import Notices
package import RecordPages
import Records
import WebKernel

extension WebFeature {
  /// お知らせ: what people should know of, live; following records; who is called in notes.
  ///
  /// - Parameter feed: one per process.
  package static func notices(_ feed: NotificationFeed) -> WebFeature {
    WebFeature(
      "notices",
      menu: [
        MenuEntry(
          "notifications", .top, Label("お知らせ", "Notifications"), icon: "bell", link: NotificationLinks.all,
          news: MenuNews(stream: NotificationLinks.stream) { tx in try NotificationBox(tx).unread().now })
      ],
      panels: [.follow], noteMarks: [mentions],
      myCards: [{ tx, ui in try NotificationSettingsCard(in: tx).html(ui, backTo: "/me") }],
      routes: { door in
        NotificationRoutes(door: door).routes + NotificationStream(door: door, feed: feed).routes + FollowRoutes(door: door).routes
      })
  }

  /// The names of today of those who are called in notes.
  static let mentions: NoteMarks = { notes, tx in
    let mentions = try Mention.all(of: notes, in: tx)
    guard !mentions.isEmpty else { return [:] }
    let names = Dictionary(try tx.configuration(User.object.name).map { ($0.id.raw, $0[User.name] ?? "") }) { first, _ in first }
    return mentions.mapValues { calls in
      calls.map { NoteMark(written: $0.written, shown: names[$0.user.raw] ?? $0.written, isMe: $0.user.raw == tx.actor.userID?.raw) }
    }
  }
}

/// The addresses of notifications, in one place.
enum NotificationLinks {
  static let all = "/notifications"
  static let list = "/notifications/list"
  static let stream = "/notifications/stream"
  static let settings = "/notifications/settings"
  static let readAll = "/notifications/read-all"

  static func filtered(_ filter: NotificationBox.Filter, after: String? = nil, in place: String = all) -> String {
    let items = [filter == .all ? nil : "show=\(filter.rawValue)", after.map { "after=\($0)" }].compactMap { $0 }
    return items.isEmpty ? place : "\(place)?\(items.joined(separator: "&"))"
  }

  /// Marks it read and leads to what it is about.
  static func open(_ id: ID<Notification>) -> String { "\(all)/\(id.text)" }

  static func read(_ id: ID<Notification>) -> String { "\(all)/\(id.text)/read" }
}

extension NotificationBox.Unread {
  var now: MenuNews.Now { MenuNews.Now(count: count, mark: newest?.text ?? "") }
}
