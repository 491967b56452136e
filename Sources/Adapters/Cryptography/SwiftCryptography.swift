import Crypto
import CryptoExtras
import Foundation
package import Kernel

extension Kernel.Cryptography {
  /// By swift-crypto, with a key that is gone with the process: for what seals nothing that is kept.
  package static let swiftCrypto = swiftCrypto(key: random(32))

  /// By swift-crypto.
  ///
  /// - Parameter key: 32 bytes, what the house seals its secrets with.
  package static func swiftCrypto(key: [UInt8]) -> Kernel.Cryptography {
    let box = SealedSecret(key: key)
    return Kernel.Cryptography(
      sha256: { bytes in Array(SHA256.hash(data: bytes)) },
      hmacSHA1: { key, message in
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: key)))
      },
      randomBytes: random, seal: box.seal, unseal: box.unseal,
      hashPassword: { password in
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
        return try PasswordHash(of: password, salt: salt, cost: .standard).text
      },
      verifyPassword: { password, text in
        let kept = try PasswordHash(text)
        let given = try PasswordHash(of: password, salt: kept.salt, cost: kept.cost)
        return isSame(given.key, kept.key)
      })
  }

  /// getrandom(2) on Linux.
  package static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// Looks at every byte, so that the time tells nothing about where two keys differ.
  private static func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
