import Database
package import Kernel
import Metadata
package import Records

/// The notifications of whoever asks: only those about records they may see now.
package struct NotificationBox {
  package enum Filter: String, Sendable, CaseIterable {
    case all, unread
    /// Where somebody called me.
    case mine
  }

  /// How many are not read yet, as far as that is worth counting.
  package struct Unread: Sendable, Hashable {
    package static let most = 99
    package let count: Int
    /// The youngest of them.
    package let newest: ID<Notification>?
  }

  /// Where a page ended.
  package struct Cursor: Sendable, Hashable {
    let at: Instant
    let id: ID<Notification>

    init(_ last: Notification) { (at, id) = (last.at, last.id) }

    /// Reads `text`; `nil` when it is none.
    package init?(text: String) {
      let parts = text.split(separator: "-")
      guard parts.count == 2, let at = Int64(parts[0]), let id = ID<Notification>(text: parts[1]) else { return nil }
      (self.at, self.id) = (Instant(milliseconds: at), id)
    }

    package var text: String { "\(at.milliseconds)-\(id.text)" }
  }

  private let tx: RecordTransaction
  private let user: ID<User>

  package init(_ tx: RecordTransaction) throws {
    guard let user = tx.actor.userID else { throw Refusal.notFound }
    (self.tx, self.user) = (tx, user.as(User.self))
  }

  /// Newest first.
  package func page(_ filter: Filter, limit: Int, after: Cursor? = nil) throws -> Page<Notification> {
    let older: SQL = after.map { "(at < \($0.at) OR (at = \($0.at) AND id < \($0.id)))" } ?? .true_
    let rows = try tx.transaction.query(
      """
      SELECT \(Notification.columns) FROM notification
      WHERE \(mine) AND \(condition(filter)) AND \(older) ORDER BY at DESC, id DESC LIMIT \(limit + 1)
      """
    ).map(Notification.init(row:))
    return Page(rows: Array(rows.prefix(limit)), next: rows.count > limit ? Cursor(rows[limit - 1]).text : nil)
  }

  /// One statement over an index of what is unread, and at most one hundred rows of it.
  package func unread(_ filter: Filter = .all) throws -> Unread {
    let row = try tx.transaction.first(
      """
      SELECT count(*), max(id) FROM (
        SELECT id FROM notification WHERE \(mine) AND read_at IS NULL AND \(condition(filter)) ORDER BY id DESC
        LIMIT \(Unread.most + 1)) AS unread
      """)
    return Unread(count: try row?.int(0) ?? 0, newest: try row?.optionalID(1))
  }

  /// Unread ones younger than another, oldest first.
  package func news(after: ID<Notification>, limit: Int = 10) throws -> [Notification] {
    try tx.transaction.query(
      """
      SELECT \(Notification.columns) FROM notification
      WHERE \(mine) AND read_at IS NULL AND id > \(after) ORDER BY id LIMIT \(limit)
      """
    ).map(Notification.init(row:))
  }

  /// One of mine; those of others do not exist.
  package func get(_ id: ID<Notification>) throws -> Notification {
    let row = try tx.transaction.first("SELECT \(Notification.columns) FROM notification WHERE \(mine) AND id = \(id)")
    guard let row else { throw Refusal.notFound }
    return try Notification(row: row)
  }

  /// Reading twice is reading once.
  @discardableResult
  package func read(_ id: ID<Notification>) throws -> Notification {
    _ = try get(id)
    try tx.transaction.execute("UPDATE notification SET read_at = \(tx.now) WHERE id = \(id) AND user_id = \(user) AND read_at IS NULL")
    return try get(id)
  }

  /// - Parameter upTo: the youngest that was seen; what came since stays unread.
  /// - Returns: how many.
  @discardableResult
  package func readAll(upTo: ID<Notification>? = nil) throws -> Int {
    try tx.transaction.execute(
      "UPDATE notification SET read_at = \(tx.now) WHERE user_id = \(user) AND read_at IS NULL AND id <= \(upTo?.raw ?? Int64.max)")
  }

  // MARK: What is seen

  private var mine: SQL { "user_id = \(user) AND \(visible)" }

  private func condition(_ filter: Filter) -> SQL {
    switch filter {
    case .all: .true_
    case .unread: "read_at IS NULL"
    case .mine: "kind = \(Notification.Kind.mention.rawValue)"
    }
  }

  /// About no single record, or about one that the reader may see now.
  private var visible: SQL {
    let objects = tx.schema.objects.values.filter(\.takesFiles).sorted { $0.name < $1.name }
    let ways = objects.compactMap { object -> SQL? in
      guard let table = Identifier(object.table) else { return nil }
      let reach = tx.access.predicate(on: object, alias: "seen")
      return "(notification.object = \(object.name) AND EXISTS (SELECT 1 FROM \(table) seen WHERE seen.id = notification.record_id AND \(reach)))"
    }
    return "(\((["notification.record_id IS NULL"] + ways).joined(" OR ")))"
  }
}
