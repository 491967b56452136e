import Foundation
package import Kernel

/// A random secret that is given to one browser or put into one link, and whose fingerprint alone is kept.
package enum Secret {
  /// 256 bits as 43 characters that can stand in addresses and cookies.
  package static func make(_ cryptography: Cryptography) -> String {
    Data(cryptography.randomBytes(32)).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// SHA-256 in hexadecimal. A secret of 256 bits needs no salt and no slow hash.
  package static func fingerprint(_ secret: String, _ cryptography: Cryptography) -> String {
    hex(cryptography.sha256(Array(secret.utf8)))
  }

  /// What the forms of a session bring back: 32 hexadecimal digits.
  package static func forForms(_ cryptography: Cryptography) -> String { hex(cryptography.randomBytes(16)) }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
