package import Database
import Foundation
package import Kernel
package import Records

/// API トークン: lets a program act for a user, within scopes, until it expires or is revoked. Only its hash is kept; the
/// token itself is shown once.
package struct APIToken: Sendable {
  package let id: ID<APIToken>
  package let user: ID<User>
  package let name: String
  package let scopes: TokenScopes
  package let createdAt: Instant
  /// To the hour.
  package let lastUsedAt: Instant?
  package let expiresAt: Instant?
  package let revokedAt: Instant?

  /// Lets secret scanners recognise a token that went astray.
  package static let prefix = "enishi_"
  private static let columns: SQL = "id, user_id, name, scopes, created_at, last_used_at, expires_at, revoked_at"

  private init(row: Row) throws {
    id = try row.id(0)
    user = try row.id(1)
    name = try row.text(2)
    scopes = try TokenScopes(try row.text(3))
    createdAt = try row.instant(4)
    lastUsedAt = try row.optionalInstant(5)
    expiresAt = try row.optionalInstant(6)
    revokedAt = try row.optionalInstant(7)
  }

  /// Makes a token and returns it in clear text, this once.
  package static func create(
    for user: ID<User>, name: String, scopes: TokenScopes, expiresAt: Instant? = nil, store: RecordStore, in tx: any Transaction
  ) throws -> String {
    let random = Data(store.cryptography.randomBytes(32)).base64EncodedString()
    let secret = prefix + random.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    let id: ID<APIToken> = store.ids.next()
    try tx.execute(
      """
      INSERT INTO api_token (id, user_id, name, token_hash, scopes, created_at, expires_at)
      VALUES (\(id), \(user), \(name), \(hash(secret, store.cryptography)), \(scopes.text), \(store.now()), \(expiresAt))
      """)
    return secret
  }

  /// Newest first; of one user, or of all.
  package static func list(of user: ID<User>? = nil, in tx: any Transaction) throws -> [APIToken] {
    let whose: SQL = user.map { "user_id = \($0)" } ?? .true_
    return try tx.query("SELECT \(columns) FROM api_token WHERE \(whose) ORDER BY id DESC").map(APIToken.init(row:))
  }

  /// False when there is none, or it was revoked before. Running servers notice within `TokenAuthentication.memory`.
  package static func revoke(_ id: ID<APIToken>, at now: Instant, in tx: any Transaction) throws -> Bool {
    try tx.execute("UPDATE api_token SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL") > 0
  }

  /// The token whose hash this is, if it still holds and its user is active.
  static func find(hash: String, at now: Instant, in tx: any Transaction) throws -> APIToken? {
    try tx.first(
      """
      SELECT \(columns) FROM api_token
      WHERE token_hash = \(hash) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > \(now))
        AND EXISTS (SELECT 1 FROM app_user WHERE app_user.id = api_token.user_id
          AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL)
      """
    ).map(APIToken.init(row:))
  }

  static func hash(_ secret: String, _ cryptography: Cryptography) -> String {
    let hex = Array("0123456789abcdef".utf8)
    return String(
      decoding: cryptography.sha256(Array(secret.utf8)).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] }, as: UTF8.self)
  }
}
