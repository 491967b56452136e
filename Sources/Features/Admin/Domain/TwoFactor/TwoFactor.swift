package import Database
package import Kernel
package import Records

/// 2段階ログイン of one user: the key shared with an app on the telephone, and ten recovery codes for the day it is lost.
///
/// A key counts once a code of it was typed. Each code and each recovery code opens once. The database keeps keys sealed.
package struct TwoFactor: Sendable {
  package let user: ID<User>
  private let sealed: [UInt8]
  package let confirmedAt: Instant?
  private let lastStep: Int64

  package static func of(_ user: ID<User>, in tx: any Transaction) throws -> TwoFactor? {
    try tx.first("SELECT secret, confirmed_at, last_step FROM two_factor WHERE user_id = \(user)").map { row in
      TwoFactor(user: user, sealed: try row.blob(0), confirmedAt: try row.optionalInstant(1), lastStep: try row.integer(2))
    }
  }

  package var isOn: Bool { confirmedAt != nil }

  /// Throws when the key of the house is not the one it was sealed with.
  package func key(_ cryptography: Cryptography) throws -> [UInt8] { try cryptography.unseal(sealed, Self.place(user)) }

  private static func place(_ user: ID<User>) -> String { "two_factor:\(user.text)" }

  /// The key in groups of four, for typing.
  package static func text(of key: [UInt8]) -> String {
    let text = Array(Base32Text.encode(key))
    return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: " ")
  }

  /// What the drawing says (Key Uri Format of Google Authenticator); short, so that its squares are large. SHA-1, six digits and
  /// thirty seconds are what apps take when nothing is said.
  package static func address(of key: [UInt8], house: String, mail: String) -> String {
    let issuer = encoded(house.isEmpty ? "Enishi" : house)
    return "otpauth://totp/\(encoded(mail))?secret=\(Base32Text.encode(key))&issuer=\(issuer)"
  }

  private static func encoded(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF")
    return text.utf8.map { plain.contains($0) ? String(UnicodeScalar($0)) : "%\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
  }

  // MARK: Enrolment

  /// A new key that does not count yet. Refused while one counts: that one must be taken off first.
  package static func begin(for user: ID<User>, _ cryptography: Cryptography, in tx: any Transaction) throws {
    if try of(user, in: tx)?.isOn == true {
      throw Refusal.state(
        Problem("two_factor_on", ja: "2段階ログインはもう使われています。", en: "Two-step sign-in is on already."))
    }
    try tx.execute("DELETE FROM two_factor WHERE user_id = \(user)")
    let sealed = try cryptography.seal(cryptography.randomBytes(keyLength), place(user))
    try tx.execute("INSERT INTO two_factor (user_id, secret, last_step) VALUES (\(user), \(SQLValue.blob(sealed)), 0)")
  }

  /// The first code makes the key count. Returns the recovery codes, which are shown this once; `nil`: not the code.
  package static func confirm(
    _ typed: String, for user: ID<User>, at now: Instant, _ cryptography: Cryptography, in tx: any Transaction
  ) throws -> [String]? {
    guard let factor = try of(user, in: tx), !factor.isOn, try factor.take(typed, at: now, cryptography, in: tx) else { return nil }
    try tx.execute("UPDATE two_factor SET confirmed_at = \(now) WHERE user_id = \(user)")
    return try RecoveryCode.renew(for: user, cryptography, in: tx)
  }

  /// In place of all earlier ones; nothing to renew while two steps are off.
  package static func renewCodes(for user: ID<User>, _ cryptography: Cryptography, in tx: any Transaction) throws -> [String] {
    guard try of(user, in: tx)?.isOn == true else { throw Refusal.notFound }
    return try RecoveryCode.renew(for: user, cryptography, in: tx)
  }

  /// 160 bits (RFC 4226 §4).
  private static let keyLength = 20

  /// Seals the keys that earlier versions kept in clear text.
  package static func sealAll(_ cryptography: Cryptography, in tx: any Transaction) throws {
    for row in try tx.query("SELECT user_id, secret FROM two_factor WHERE length(secret) = \(keyLength)") {
      let user: ID<User> = try row.id(0)
      let sealed = try cryptography.seal(try row.blob(1), place(user))
      try tx.execute("UPDATE two_factor SET secret = \(SQLValue.blob(sealed)) WHERE user_id = \(user)")
    }
  }

  /// Whether the key of the house opens what is sealed; `nil`: nothing is.
  package static func isReadable(_ cryptography: Cryptography, in tx: any Transaction) throws -> Bool? {
    guard let row = try tx.first("SELECT user_id FROM two_factor ORDER BY user_id LIMIT 1"), let factor = try of(try row.id(0), in: tx) else {
      return nil
    }
    return (try? factor.key(cryptography)) != nil
  }

  package static func remove(from user: ID<User>, in tx: any Transaction) throws {
    try tx.execute("DELETE FROM two_factor WHERE user_id = \(user)")
    try tx.execute("DELETE FROM recovery_code WHERE user_id = \(user)")
  }

  // MARK: Signing in

  /// Whether what was typed is a code of the app, or a recovery code. Uses it up.
  package func opens(_ typed: String, at now: Instant, _ cryptography: Cryptography, in tx: any Transaction) throws -> Bool {
    if try take(typed, at: now, cryptography, in: tx) { return true }
    return try RecoveryCode.use(typed, of: user, at: now, cryptography, in: tx)
  }

  /// The condition on `last_step` lets one of two who type the same code at the same moment in.
  private func take(_ typed: String, at now: Instant, _ cryptography: Cryptography, in tx: any Transaction) throws -> Bool {
    // Without the key of the house no code can be computed; recovery codes still open.
    guard let key = try? key(cryptography), let step = OneTimeCode(key: key, cryptography).step(of: typed, at: now, after: lastStep) else {
      return false
    }
    return try tx.execute("UPDATE two_factor SET last_step = \(step) WHERE user_id = \(user) AND last_step < \(step)") > 0
  }
}
