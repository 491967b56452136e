import Crypto
import Foundation

/// Secrets under one key: AES-256-GCM, written as the number of the format, nonce, ciphertext and tag.
struct SealedSecret: Sendable {
  /// Of this way of writing; another key or cipher will have another.
  private static let format: UInt8 = 1
  private let key: [UInt8]

  init(key: [UInt8]) { self.key = key }

  func seal(_ secret: [UInt8], _ place: String) throws -> [UInt8] {
    let box = try AES.GCM.seal(secret, using: SymmetricKey(data: key), authenticating: Array(place.utf8))
    return [Self.format] + Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  func unseal(_ sealed: [UInt8], _ place: String) throws -> [UInt8] {
    guard sealed.first == Self.format else { throw SealedSecretProblem.unreadable }
    let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
    return Array(try AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: Array(place.utf8)))
  }
}

/// What is kept is no sealed secret.
enum SealedSecretProblem: Error {
  case unreadable
}
