import Database
import Foundation
import Kernel
import Records

/// How often somebody may try within a quarter of an hour. What is counted are pairs of account and place, never an account
/// alone, so that nobody can lock somebody else out; a browser in which the owner has signed in before has a count of its own.
///
/// Attempts are counted before they are checked, so that many at once are not more than allowed, and forgiven when they succeed.
struct SignInLimit: Sendable, Hashable {
  let key: String
  let attempts: Int
  var window = Duration.seconds(900)

  /// Everything that counts against one attempt; the narrowest first.
  static func password(account: String, from origin: Origin, isKnownDevice: Bool, _ cryptography: Cryptography) -> [SignInLimit] {
    if isKnownDevice, let device = origin.device {
      return [SignInLimit(key: hashed("device", [account, device], cryptography), attempts: 10)]
    }
    let place = place(origin.address)
    return [
      SignInLimit(key: hashed("account", [account, place], cryptography), attempts: 5),
      SignInLimit(key: hashed("place", [place], cryptography), attempts: 30),
    ]
  }

  /// Only who knows the password gets as far as the code, so here all strangers are counted together.
  static func code(user: ID<User>, from origin: Origin, isKnownDevice: Bool, _ cryptography: Cryptography) -> SignInLimit {
    let who = isKnownDevice ? origin.device ?? "" : ""
    return SignInLimit(key: hashed("code", [user.text, who], cryptography), attempts: 10)
  }

  /// Mails with a link, per user.
  static func resetMail(of user: ID<User>) -> SignInLimit {
    SignInLimit(key: "reset:\(user.text)", attempts: 3, window: .seconds(3600))
  }

  /// Requests for such mails, per place.
  static func resetRequest(from origin: Origin, _ cryptography: Cryptography) -> SignInLimit {
    SignInLimit(key: hashed("reset-place", [place(origin.address)], cryptography), attempts: 20)
  }

  // MARK: Counting

  enum Verdict: Sendable, Hashable {
    /// Go on; so many more after this one.
    case passed(left: Int)
    case refused(until: Instant)
  }

  func count(at now: Instant, in tx: any Transaction) throws -> Verdict {
    let row = try tx.first(
      """
      INSERT INTO sign_in_failure (key, failures, ends_at) VALUES (\(key), 1, \(now + window))
      ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN sign_in_failure.ends_at <= \(now) THEN 1 ELSE sign_in_failure.failures + 1 END,
        ends_at = CASE WHEN sign_in_failure.ends_at <= \(now) THEN excluded.ends_at ELSE sign_in_failure.ends_at END
      RETURNING failures, ends_at
      """)
    guard let row else { throw DatabaseError.column(0, expected: "a row") }
    let counted = try row.int(0)
    return counted > attempts ? .refused(until: try row.instant(1)) : .passed(left: attempts - counted)
  }

  /// All of them; the first that refuses ends it.
  static func count(_ limits: [SignInLimit], at now: Instant, in tx: any Transaction) throws -> Verdict {
    var left = Int.max
    for limit in limits {
      switch try limit.count(at: now, in: tx) {
      case .passed(let more): left = min(left, more)
      case .refused(let until): return .refused(until: until)
      }
    }
    return .passed(left: left)
  }

  /// The attempt succeeded: the narrowest count begins anew, the others do not count this one.
  static func forgive(_ limits: [SignInLimit], in tx: any Transaction) throws {
    for (at, limit) in limits.enumerated() {
      if at == 0 {
        try tx.execute("DELETE FROM sign_in_failure WHERE key = \(limit.key)")
      } else {
        try tx.execute("UPDATE sign_in_failure SET failures = failures - 1 WHERE key = \(limit.key) AND failures > 0")
      }
    }
  }

  // MARK: Keys

  private static func hashed(_ kind: String, _ parts: [String], _ cryptography: Cryptography) -> String {
    "\(kind):" + Secret.fingerprint(parts.joined(separator: "\n"), cryptography)
  }

  /// One address of IPv4; of IPv6 the network of one subscriber (its first 64 bits), because everybody there has countless ones.
  static func place(_ address: String?) -> String {
    guard let address else { return "local" }
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return address }
    let bytes = withUnsafeBytes(of: six) { Array($0) }
    let isFour = bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return isFour ? bytes.suffix(4).map(String.init).joined(separator: ".") : bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
  }
}
