import Database
import Kernel
import Records

/// A browser in which somebody has signed in before. Its attempts are counted apart, so that strangers who try passwords
/// elsewhere cannot lock the owner out.
enum KnownDevice {
  static let lasting = Duration.seconds(365 * 86_400)

  static func isKnown(_ secret: String?, to user: ID<User>, _ cryptography: Cryptography, in tx: any Transaction) throws -> Bool {
    guard let secret else { return false }
    let fingerprint = Secret.fingerprint(secret, cryptography)
    return try tx.first("SELECT 1 FROM known_device WHERE secret_hash = \(fingerprint) AND user_id = \(user)") != nil
  }

  /// Remembers the browser for this user; its secret is a new one unless somebody of the house has it already, so that none
  /// can be planted.
  static func remember(
    _ secret: String?, for user: ID<User>, at now: Instant, _ cryptography: Cryptography, in tx: any Transaction
  ) throws -> String {
    var known: String?
    if let secret, try tx.first("SELECT 1 FROM known_device WHERE secret_hash = \(Secret.fingerprint(secret, cryptography)) LIMIT 1") != nil {
      known = secret
    }
    let kept = known ?? Secret.make(cryptography)
    try tx.execute(
      """
      INSERT INTO known_device (secret_hash, user_id, seen_at) VALUES (\(Secret.fingerprint(kept, cryptography)), \(user), \(now))
      ON CONFLICT (secret_hash, user_id) DO UPDATE SET seen_at = excluded.seen_at
      """)
    return kept
  }
}
