import HTTPTypes
import Kernel
import Notices
import Records
import WebKernel

/// `/notifications/stream`: how many are unread, and a toast for who was called or given something, while a page is looked at.
struct NotificationStream: Sendable {
  let door: WebDoor
  let feed: NotificationFeed
  var pause = Duration.seconds(1)
  /// Then the browser asks again.
  var longest = Duration.seconds(300)

  var routes: [Route] {
    [
      Route(
        .get, "/notifications/stream", name: "notificationStream", .page, Label("お知らせの知らせ", "News of notifications"),
        produces: [MediaTypes.events], listen)
    ]
  }

  private func listen(_ request: AppRequest) async throws -> Answer {
    let given = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] } ?? request.query.items.first { $0.name == "after" }?.value
    let listener = Listener(
      store: door.store, feed: feed, user: try request.signedIn().user, after: given.flatMap { ID(text: $0) })
    return EventStream(every: pause, longest: longest) { try await listener.look() }.answer()
  }

  /// One open page.
  private actor Listener {
    private let store: RecordStore
    private let feed: NotificationFeed
    private let user: ID<User>
    /// The youngest of which the page knows; of younger ones it is told by toast.
    private var after: ID<Notification>?
    private var told: NotificationFeed.Mark?

    init(store: RecordStore, feed: NotificationFeed, user: ID<User>, after: ID<Notification>?) {
      (self.store, self.feed, self.user, self.after) = (store, feed, user, after)
    }

    func look() async throws -> EventStream.Turn {
      guard let mark = try await feed.mark(of: user), mark != told else { return .nothing }
      let after = after
      let (unread, toasts) = try await store.read(for: .user(user)) { tx in
        let box = try NotificationBox(tx)
        let news = try after.map { try box.news(after: $0) } ?? []
        let loud = news.filter { [.mention, .assigned].contains($0.kind) }
        let words = try NotificationWords(loud, in: tx)
        return (try box.unread(), Self.toasts(loud.map(words.line), tx.actor.language))
      }
      told = mark
      self.after = max(after ?? ID(0), unread.newest ?? ID(0), ID(mark.newest))
      return .news(
        ServerEvent(
          id: self.after?.text,
          [
            "count": .integer(Int64(unread.count)), "shown": .string(MenuNews.shown(unread.count)),
            "toasts": .array(toasts),
          ]))
    }

    /// One at a time can be read; several are one sentence.
    private static func toasts(_ lines: [NotificationLine], _ language: Language) -> [JSON] {
      guard let line = lines.first else { return [] }
      guard lines.count == 1 else {
        return [toast(Label("新しいお知らせが\(lines.count)件あります", "\(lines.count) new notifications")[language], NotificationLinks.all, language)]
      }
      return [toast(line.text, NotificationLinks.open(line.notification.id), language)]
    }

    private static func toast(_ text: String, _ link: String, _ language: Language) -> JSON {
      ["text": .string(text), "link": .string(link), "label": .string(Label("見る", "Look")[language])]
    }
  }
}
