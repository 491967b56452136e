import Foundation

/// Proves that a form was shown by us to this browser. Each page shows the secret under a fresh mask, so that compressing
/// the page tells nothing about it (BREACH).
package enum CSRFToken {
  package static let field = "csrf"
  package static let header = "X-CSRF-Token"

  /// The secret as it stands in one page. `secret`: hexadecimal digits.
  package static func masked(_ secret: String) -> String {
    let bytes = Array(secret.utf8)
    var generator = SystemRandomNumberGenerator()
    let mask = bytes.map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    return hex(mask) + hex(zip(bytes, mask).map { $0 ^ $1 })
  }

  /// Whether what came back was made from the secret. Looks at every byte.
  package static func holds(_ given: String?, for secret: String) -> Bool {
    guard let given, let bytes = unhex(given), bytes.count == secret.utf8.count * 2, !secret.isEmpty else { return false }
    let half = bytes.count / 2
    let unmasked = zip(bytes[..<half], bytes[half...]).map { $0 ^ $1 }
    return zip(unmasked, secret.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// 32 random hexadecimal digits.
  package static func fresh() -> String {
    var generator = SystemRandomNumberGenerator()
    return hex((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func unhex(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2), digits.count <= 512 else { return nil }
    var bytes: [UInt8] = []
    for at in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[at]), let low = value(digits[at + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    default: nil
    }
  }
}
