import Database
package import Kernel
import Metadata
package import Records

/// メンバー: a user as the page of members shows them.
package struct Member: Sendable, Hashable {
  package enum State: Sendable, Hashable {
    case active
    /// Has a link but no password yet; `nil` when the link is over.
    case invited(until: Instant?)
    case deactivated
  }

  package let id: ID<User>
  package let name: String
  package let email: String
  package let role: RecordID?
  package let team: RecordID?
  package let version: Int
  package let hasTwoSteps: Bool
  package let seenAt: Instant?
  package let state: State

  /// Everybody, by name; three queries however many there are.
  package static func all(in tx: RecordTransaction) throws -> [Member] {
    let facts = try Dictionary(
      tx.transaction.query(
        """
        SELECT app_user.id, user_presence.seen_at, two_factor.confirmed_at, credential.changed_at,
          (SELECT max(expires_at) FROM account_link WHERE account_link.user_id = app_user.id AND kind = 'invitation'
            AND used_at IS NULL AND expires_at > \(tx.now))
        FROM app_user LEFT JOIN user_presence ON user_presence.user_id = app_user.id
          LEFT JOIN two_factor ON two_factor.user_id = app_user.id LEFT JOIN credential ON credential.user_id = app_user.id
        WHERE app_user.deleted_at IS NULL
        """
      ).map { (try $0.integer(0), $0) }, uniquingKeysWith: { first, _ in first })
    return try tx.configuration(User.object.name).map { try Member($0, facts[$0.id.raw]) }
      .sorted { ($0.state == .deactivated ? 1 : 0, $0.id) < ($1.state == .deactivated ? 1 : 0, $1.id) }
  }

  private init(_ user: Record, _ facts: Row?) throws {
    id = user.id.as(User.self)
    name = user[User.name] ?? ""
    email = user[User.email]?.text ?? ""
    role = user[User.role]?.as(AnyRecord.self)
    team = user[User.team]?.as(AnyRecord.self)
    version = user.version
    seenAt = try facts?.optionalInstant(1)
    hasTwoSteps = try facts?.optionalInstant(2) != nil
    if user[User.deactivatedAt] != nil {
      state = .deactivated
    } else if try facts?.optionalInstant(3) == nil {
      state = .invited(until: try facts?.optionalInstant(4))
    } else {
      state = .active
    }
  }
}
