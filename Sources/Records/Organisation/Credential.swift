import Database
package import Kernel
import Metadata

/// Passwords, apart from the users: no list, API or export reads this table.
package struct Credential: Sendable {
  /// At least 12 characters; no rules about kinds of characters (NIST SP 800-63B §5.1.1.2).
  package static let shortest = 12

  package static func problems(of password: String) -> [Problem] {
    guard password.count < shortest else { return [] }
    return [
      Problem(
        field: "password", "too_short", ja: "パスワードは \(shortest) 文字以上にしてください。",
        en: "The password must have at least \(shortest) characters.")
    ]
  }
}

extension RecordTransaction {
  /// Sets the hash that `Cryptography.hashPassword` made; blocking, so it is made outside the transaction.
  package func setPassword(hash: String, of user: ID<User>) throws {
    try transaction.execute("DELETE FROM credential WHERE user_id = \(user)")
    try transaction.execute(
      "INSERT INTO credential (user_id, password_hash, changed_at) VALUES (\(user), \(hash), \(now))")
    noteAccount("password", of: user)
  }

  /// Writes into the audit trail what was done to an account besides its record: `two_steps.off`, `password.link`, `sign_in`.
  ///
  /// - Parameters:
  ///   - user: `nil` for an account that there is not.
  ///   - address: where it was done from, if that matters.
  package func noteAccount(_ kind: String, of user: ID<User>?, from address: String? = nil) {
    let after = address.map { JSON.object([.init("address", .string($0))]).text }
    trail.add(
      kind: kind, object: User.object.name, record: user?.as(AnyRecord.self) ?? RecordID(0), version: 0, fields: [], before: nil, after: after)
  }

  package func passwordHash(of user: ID<User>) throws -> String? {
    try transaction.first("SELECT password_hash FROM credential WHERE user_id = \(user)")?.text(0)
  }

  /// The active user of a mail address, whatever its case.
  package func user(email: EmailAddress) throws -> ID<User>? {
    try transaction.first(
      "SELECT id FROM app_user WHERE lower(email) = \(email.key) AND deleted_at IS NULL AND deactivated_at IS NULL"
    )?.id(0)
  }
}
