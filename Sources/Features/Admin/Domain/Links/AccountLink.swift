package import Database
package import Kernel
package import Records

/// A link that opens one thing once: the set-up of a new house, a new password, an invitation, the second step of a sign-in.
/// The database keeps the fingerprint of its secret.
package struct AccountLink: Sendable {
  package enum Kind: String, Sendable {
    case setup, reset, invitation
    case secondStep = "second_step"

    var lasting: Duration {
      switch self {
      case .setup: .seconds(86_400)
      case .reset: .seconds(30 * 60)
      case .invitation: .seconds(7 * 86_400)
      case .secondStep: .seconds(600)
      }
    }
  }

  package let kind: Kind
  /// `nil` for the set-up.
  package let user: ID<User>?
  package let expiresAt: Instant

  /// Makes a link and returns its secret. Earlier ones of the same kind for the same user stop working, but for second steps, which
  /// belong to one browser each.
  package static func make(_ kind: Kind, for user: ID<User>?, store: RecordStore, in tx: any Transaction) throws -> String {
    if kind != .secondStep { try withdraw(kind, of: user, in: tx) }
    let secret = Secret.make(store.cryptography)
    let now = store.now()
    try tx.execute(
      """
      INSERT INTO account_link (secret_hash, kind, user_id, created_at, expires_at)
      VALUES (\(Secret.fingerprint(secret, store.cryptography)), \(kind.rawValue), \(user), \(now), \(now + kind.lasting))
      """)
    return secret
  }

  package static func withdraw(_ kind: Kind, of user: ID<User>?, in tx: any Transaction) throws {
    let whose: SQL = user.map { "user_id = \($0)" } ?? "user_id IS NULL"
    try tx.execute("DELETE FROM account_link WHERE kind = \(kind.rawValue) AND \(whose) AND used_at IS NULL")
  }

  /// `nil` when there is no such link, it is too old, was used, or its user is no longer active.
  package static func find(_ secret: String, _ kind: Kind, store: RecordStore, in tx: any Transaction) throws -> AccountLink? {
    try tx.first(
      """
      SELECT user_id, expires_at FROM account_link
      WHERE secret_hash = \(Secret.fingerprint(secret, store.cryptography)) AND kind = \(kind.rawValue)
        AND used_at IS NULL AND expires_at > \(store.now()) AND (user_id IS NULL OR EXISTS (SELECT 1 FROM app_user
          WHERE app_user.id = account_link.user_id AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL))
      """
    ).map { AccountLink(kind: kind, user: try $0.optionalID(0), expiresAt: try $0.instant(1)) }
  }

  /// Uses it up; of two at the same moment one gets it. Throws `Refusal.notFound` when it opens nothing any more.
  @discardableResult
  package static func use(_ secret: String, _ kind: Kind, store: RecordStore, in tx: any Transaction) throws -> AccountLink {
    guard let link = try find(secret, kind, store: store, in: tx) else { throw Refusal.notFound }
    let used = try tx.execute(
      """
      UPDATE account_link SET used_at = \(store.now())
      WHERE secret_hash = \(Secret.fingerprint(secret, store.cryptography)) AND kind = \(kind.rawValue) AND used_at IS NULL
      """)
    guard used > 0 else { throw Refusal.notFound }
    return link
  }
}
