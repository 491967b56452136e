/// The few cryptographic operations the house needs, given by an adapter so that no rule knows a library.
package struct Cryptography: Sendable {
  /// SHA-256 (FIPS 180-4), 32 bytes.
  package let sha256: @Sendable ([UInt8]) -> [UInt8]
  /// HMAC-SHA-1 (RFC 2104), 20 bytes: what authenticator apps make one-time codes with (RFC 6238).
  package let hmacSHA1: @Sendable (_ key: [UInt8], _ message: [UInt8]) -> [UInt8]
  /// Cryptographically secure random bytes.
  package let randomBytes: @Sendable (Int) -> [UInt8]
  /// Makes what must be kept readable for the house unreadable for everybody else: AES-256-GCM (NIST SP 800-38D) under the key of the house,
  /// bound to `place`, so that what is kept for one cannot be put in the place of another.
  package let seal: @Sendable (_ secret: [UInt8], _ place: String) throws -> [UInt8]
  /// The secret again; throws when it was sealed with another key or for another place, or was changed.
  package let unseal: @Sendable (_ sealed: [UInt8], _ place: String) throws -> [UInt8]
  /// scrypt (RFC 7914) with a fresh salt, as a string that carries its own parameters. Blocks for about 0.1 s.
  package let hashPassword: @Sendable (String) throws -> String
  /// Whether the password made that hash. Same time whether it did or not.
  package let verifyPassword: @Sendable (_ password: String, _ hash: String) throws -> Bool

  package init(
    sha256: @escaping @Sendable ([UInt8]) -> [UInt8], hmacSHA1: @escaping @Sendable ([UInt8], [UInt8]) -> [UInt8],
    randomBytes: @escaping @Sendable (Int) -> [UInt8], seal: @escaping @Sendable ([UInt8], String) throws -> [UInt8],
    unseal: @escaping @Sendable ([UInt8], String) throws -> [UInt8], hashPassword: @escaping @Sendable (String) throws -> String,
    verifyPassword: @escaping @Sendable (String, String) throws -> Bool
  ) {
    self.sha256 = sha256
    self.hmacSHA1 = hmacSHA1
    self.randomBytes = randomBytes
    self.seal = seal
    self.unseal = unseal
    self.hashPassword = hashPassword
    self.verifyPassword = verifyPassword
  }
}
