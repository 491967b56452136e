package import Kernel

/// 2段階ログインのコード: time-based one-time codes of six digits, a new one every 30 seconds (RFC 6238 with HMAC-SHA-1, as every
/// authenticator app makes them).
package struct OneTimeCode: Sendable {
  package static let seconds: Int64 = 30
  package static let digits = 6

  private let key: [UInt8]
  private let hmacSHA1: @Sendable ([UInt8], [UInt8]) -> [UInt8]

  package init(key: [UInt8], _ cryptography: Cryptography) {
    self.key = key
    hmacSHA1 = cryptography.hmacSHA1
  }

  package static func step(at now: Instant) -> Int64 { now.milliseconds / 1000 / seconds }

  /// The code of a time step (RFC 4226 §5.3).
  package func code(ofStep step: Int64, digits: Int = OneTimeCode.digits) -> String {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> Int64(56 - 8 * $0)) }
    let mac = hmacSHA1(key, counter)
    let offset = Int(mac[mac.count - 1] & 15)
    let number = mac[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let modulus = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
    let text = String(number % modulus)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The step whose code was typed: this one, the one before or the one after, as clocks differ. Steps up to `last` have been
  /// used, so that a code that somebody overheard opens nothing.
  package func step(of typed: String, at now: Instant, after last: Int64) -> Int64? {
    let typed = Self.folded(typed)
    let present = Self.step(at: now)
    return [present, present - 1, present + 1].first { step in step > last && Self.isSame(code(ofStep: step), typed) }
  }

  /// Digits as typed with an input method or in groups: ４２９ ０１３ is 429013.
  package static func folded(_ typed: String) -> String {
    String(typed.compactMap { $0.wholeNumberValue.map { number in Character(String(number % 10)) } })
  }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    return zip(a.utf8, b.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
