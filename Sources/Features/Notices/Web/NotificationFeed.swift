package import Database
import Kernel
import Notices
import Records

/// Tells the open pages of this process whether there is news for somebody: one statement a second for all of them together, and none
/// while no page is open. Works the same for one server and for many: what another one wrote is seen at the next look.
package actor NotificationFeed {
  /// What changes whenever somebody's unread notifications do.
  struct Mark: Sendable, Hashable {
    var count: Int64 = 0
    var newest: Int64 = 0
  }

  private static let pause = Duration.seconds(1)
  /// Whose page has not asked for so long is not looked up any more.
  private static let patience = Duration.seconds(10)

  private let database: any Database
  private var asked: [ID<User>: ContinuousClock.Instant] = [:]
  private var marks: [ID<User>: Mark] = [:]
  private var lookedAt: ContinuousClock.Instant?
  private var isLooking = false

  package init(database: any Database) { self.database = database }

  /// As of a second ago at most; `nil` where nobody has looked yet.
  func mark(of user: ID<User>) async throws -> Mark? {
    let now = ContinuousClock.now
    let isKnown = asked.updateValue(now, forKey: user) != nil
    if !isLooking, !isKnown || lookedAt.map({ now - $0 >= Self.pause }) ?? true { try await look(now) }
    return marks[user]
  }

  private func look(_ now: ContinuousClock.Instant) async throws {
    isLooking = true
    defer { isLooking = false }
    asked = asked.filter { now - $0.value < Self.patience }
    let users = asked.keys.sorted()
    let found = try await database.read { tx in
      try tx.query("SELECT user_id, count(*), max(id) FROM notification WHERE read_at IS NULL AND user_id IN (\(list: users)) GROUP BY user_id")
        .map { row in (try row.id(0) as ID<User>, Mark(count: try row.integer(1), newest: try row.integer(2))) }
    }
    marks = Dictionary(users.map { ($0, Mark()) }, uniquingKeysWith: { first, _ in first }).merging(found) { $1 }
    lookedAt = now
  }
}
