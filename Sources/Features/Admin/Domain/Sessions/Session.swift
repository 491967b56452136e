package import Database
package import Kernel
package import Records

/// セッション: somebody who signed in with one browser. The secret is the browser's; the database keeps its fingerprint.
///
/// A session ends by signing out, 12 hours after it was last used (or 30 days after it began, for who asked to stay signed in), when the
/// password changes, and when the user is deactivated.
package struct Session: Sendable, Hashable {
  package let id: ID<Session>
  package let user: ID<User>
  /// What its forms bring back.
  package let csrf: String
  package let userAgent: String
  package let address: String
  /// Whether it lasts 30 days.
  package let isKept: Bool
  package let createdAt: Instant
  /// To five minutes.
  package let seenAt: Instant
  package let expiresAt: Instant

  package static let idle = Duration.seconds(12 * 3600)
  package static let kept = Duration.seconds(30 * 86_400)
  /// How exact `seenAt` is.
  package static let touch = Duration.seconds(300)

  private static let columns: SQL = "id, user_id, csrf, user_agent, address, is_kept, created_at, seen_at, expires_at"

  private init(row: Row) throws {
    id = try row.id(0)
    user = try row.id(1)
    csrf = try row.text(2)
    userAgent = try row.text(3)
    address = try row.text(4)
    isKept = try row.boolean(5)
    createdAt = try row.instant(6)
    seenAt = try row.instant(7)
    expiresAt = try row.instant(8)
  }

  // MARK: Beginning

  /// What the browser is given.
  package struct Begun: Sendable {
    package let id: ID<Session>
    package let user: ID<User>
    package let secret: String
    package let isKept: Bool
  }

  /// Always a new secret: whatever session the browser brought along ends, so that nobody can wait in one planted there.
  package static func begin(
    of user: ID<User>, from origin: Origin, isKept: Bool, store: RecordStore, in tx: any Transaction
  ) throws -> Begun {
    let (now, cryptography) = (store.now(), store.cryptography)
    if let old = origin.session {
      try tx.execute("DELETE FROM user_session WHERE secret_hash = \(Secret.fingerprint(old, cryptography))")
    }
    let secret = Secret.make(cryptography)
    let id: ID<Session> = store.ids.next()
    try tx.execute(
      """
      INSERT INTO user_session (id, user_id, secret_hash, csrf, user_agent, address, is_kept, created_at, seen_at, expires_at)
      VALUES (\(id), \(user), \(Secret.fingerprint(secret, cryptography)), \(Secret.forForms(cryptography)),
        \(storable(origin.userAgent)), \(storable(origin.address)), \(isKept), \(now), \(now), \(now + (isKept ? kept : idle)))
      """)
    try notePresence(of: user, at: now, in: tx)
    return Begun(id: id, user: user, secret: secret, isKept: isKept)
  }

  /// A browser says what it likes about itself.
  private static func storable(_ text: String?) -> String {
    String((text ?? "").unicodeScalars.filter { $0.value >= 32 }.prefix(300).map(Character.init))
  }

  // MARK: Finding

  /// The session of a cookie, if it still holds: not over, of an active user, and begun with the present password.
  package static func find(_ secret: String, store: RecordStore, at now: Instant, in tx: any Transaction) throws -> Session? {
    try tx.first(
      """
      SELECT \(columns) FROM user_session
      WHERE secret_hash = \(Secret.fingerprint(secret, store.cryptography)) AND expires_at > \(now) AND \(holds)
      """
    ).map(Session.init(row:))
  }

  /// Newest first.
  package static func list(of user: ID<User>, at now: Instant, in tx: any Transaction) throws -> [Session] {
    try tx.query(
      "SELECT \(columns) FROM user_session WHERE user_id = \(user) AND expires_at > \(now) AND \(holds) ORDER BY seen_at DESC, id DESC"
    ).map(Session.init(row:))
  }

  private static let holds: SQL = """
    EXISTS (SELECT 1 FROM app_user JOIN credential ON credential.user_id = app_user.id
      WHERE app_user.id = user_session.user_id AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL
        AND credential.changed_at <= user_session.created_at)
    """

  /// Notes that it is in use, and lets an idle session last on. Once in five minutes is enough.
  package func isDueForTouch(at now: Instant) -> Bool { now - seenAt >= Self.touch }

  package func touch(at now: Instant, in tx: any Transaction) throws {
    let expires = isKept ? expiresAt : now + Self.idle
    try tx.execute("UPDATE user_session SET seen_at = \(now), expires_at = \(expires) WHERE id = \(id)")
    try Self.notePresence(of: user, at: now, in: tx)
  }

  private static func notePresence(of user: ID<User>, at now: Instant, in tx: any Transaction) throws {
    try tx.execute(
      """
      INSERT INTO user_presence (user_id, seen_at) VALUES (\(user), \(now))
      ON CONFLICT (user_id) DO UPDATE SET seen_at = excluded.seen_at
      """)
  }

  // MARK: Ending

  /// False when the user has no such session.
  @discardableResult
  package static func end(_ id: ID<Session>, of user: ID<User>, in tx: any Transaction) throws -> Bool {
    try tx.execute("DELETE FROM user_session WHERE id = \(id) AND user_id = \(user)") > 0
  }

  /// How many there were.
  @discardableResult
  package static func endAll(of user: ID<User>, except kept: ID<Session>? = nil, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM user_session WHERE user_id = \(user) AND id <> \(kept?.raw ?? 0)")
  }
}
