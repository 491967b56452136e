package import Database
package import Kernel
package import Records

/// 予備コード: ten codes of ten letters for the day the telephone is lost. Each opens once; their fingerprints alone are kept.
package enum RecoveryCode {
  package static let count = 10

  /// New ones in place of the old. Shown this once: `7KQ2M-9XW4P`.
  static func renew(for user: ID<User>, _ cryptography: Cryptography, in tx: any Transaction) throws -> [String] {
    try tx.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
    let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")  // Crockford: none that look alike
    return try (0..<count).map { _ in
      let code = String(cryptography.randomBytes(10).map { letters[Int($0 & 31)] })
      try tx.execute("INSERT INTO recovery_code (user_id, code_hash) VALUES (\(user), \(hash(code, of: user, cryptography)))")
      return "\(code.prefix(5))-\(code.suffix(5))"
    }
  }

  static func use(_ typed: String, of user: ID<User>, at now: Instant, _ cryptography: Cryptography, in tx: any Transaction) throws -> Bool {
    let code = typed.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard code.count == 10 else { return false }
    return try tx.execute(
      """
      UPDATE recovery_code SET used_at = \(now)
      WHERE user_id = \(user) AND code_hash = \(hash(code, of: user, cryptography)) AND used_at IS NULL
      """) > 0
  }

  /// How many are left.
  package static func left(of user: ID<User>, in tx: any Transaction) throws -> Int {
    try tx.first("SELECT count(*) FROM recovery_code WHERE user_id = \(user) AND used_at IS NULL")?.int(0) ?? 0
  }

  private static func hash(_ code: String, of user: ID<User>, _ cryptography: Cryptography) -> String {
    Secret.fingerprint("\(user.text)\n\(code)", cryptography)
  }
}
