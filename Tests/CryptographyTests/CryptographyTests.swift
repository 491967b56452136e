import Cryptography
import Foundation
import Kernel
import Testing

@Suite struct CryptographyTests {
  private let cryptography = Kernel.Cryptography.swiftCrypto

  /// FIPS 180-4, examples of NIST; computed again with `sha256sum`.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `SHA-256 gives the published digests`(_ text: String, _ digest: String) {
    let hex = cryptography.sha256(Array(text.utf8)).map { byte in
      String(byte, radix: 16).count == 1 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    #expect(hex.joined() == digest)
  }

  /// RFC 2202, test cases 1, 2 and 6.
  @Test(arguments: [
    ([UInt8](repeating: 0x0b, count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
    (Array("Jefe".utf8), "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    (
      [UInt8](repeating: 0xaa, count: 80), "Test Using Larger Than Block-Size Key - Hash Key First",
      "aa4ae5e15272d00e95705637ce8a3b55ed402112"
    ),
  ])
  func `HMAC-SHA-1 gives the published codes`(_ key: [UInt8], _ message: String, _ code: String) {
    let hex = cryptography.hmacSHA1(key, Array(message.utf8)).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    #expect(hex.joined() == code)
  }

  @Test func `random bytes are as many as asked for and never the same`() {
    #expect(cryptography.randomBytes(0).isEmpty)
    let (one, other) = (cryptography.randomBytes(32), cryptography.randomBytes(32))
    #expect(one.count == 32)
    #expect(one != other)
  }

  @Test func `a password is recognised by its hash, another one is not`() throws {
    let hash = try cryptography.hashPassword("縁の下の力持ち 2026")
    #expect(hash.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
    #expect(try cryptography.verifyPassword("縁の下の力持ち 2026", hash))
    #expect(try !cryptography.verifyPassword("縁の下の力持ち 2027", hash))
    #expect(try !cryptography.verifyPassword("", hash))
  }

  @Test func `the same password has another hash each time`() throws {
    #expect(try cryptography.hashPassword("ひらけごま") != cryptography.hashPassword("ひらけごま"))
  }

  @Test func `the same letters count whether the keyboard composed them or not`() throws {
    let hash = try cryptography.hashPassword("ぱすわーど")
    #expect(try cryptography.verifyPassword("ぱすわーど".decomposedStringWithCanonicalMapping, hash))
  }

  /// Made with Python: hashlib.scrypt(b"correct horse", salt=b"0123456789abcdef", n=2**15, r=8, p=1, dklen=32, maxmem=2**26)
  @Test func `a hash made by other software is understood`() throws {
    let hash = "$scrypt$ln=15,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$puHF8wsl4P5tR3JANsCleZiOQes+05KY2PoHbUEpMGQ"
    #expect(try cryptography.verifyPassword("correct horse", hash))
    #expect(try !cryptography.verifyPassword("correct house", hash))
  }

  @Test(arguments: [
    "", "password", "$scrypt$", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA", "$scrypt$ln=30,r=8,p=1$MDEy$MDEyMzQ1Njc4OWFiY2RlZg",
    "$scrypt$ln=15,r=8$MDEy$MDEyMzQ1Njc4OWFiY2RlZg", "$scrypt$ln=15,r=8,p=1$!!$MDEyMzQ1Njc4OWFiY2RlZg",
    "$scrypt$ln=15,r=8,p=1$MDEy$",
  ])
  func `what is no hash, or one too costly to try, is an error`(_ text: String) {
    #expect(throws: (any Error).self) { try cryptography.verifyPassword("縁", text) }
  }

  @Test func `what is sealed opens with its key, at its place, unchanged, and looks different each time`() throws {
    let key = (0..<32).map { UInt8($0) }
    let house = Kernel.Cryptography.swiftCrypto(key: key)
    let secret = Array("縁の鍵".utf8)
    let sealed = try house.seal(secret, "two_factor:佐藤")
    #expect(try house.unseal(sealed, "two_factor:佐藤") == secret)
    #expect(try house.seal(secret, "two_factor:佐藤") != sealed)
    #expect(throws: (any Error).self) { try house.unseal(sealed, "two_factor:鈴木") }
    #expect(throws: (any Error).self) { try Kernel.Cryptography.swiftCrypto(key: key.reversed()).unseal(sealed, "two_factor:佐藤") }
    for at in sealed.indices {
      var changed = sealed
      changed[at] ^= 1
      #expect(throws: (any Error).self) { try house.unseal(changed, "two_factor:佐藤") }
    }
    for text in [[], [1], secret, Array(sealed.dropLast(20))] { #expect(throws: (any Error).self) { try house.unseal(text, "two_factor:佐藤") } }
  }

  /// Made with Python: b"\x01" + nonce + AESGCM(bytes(range(32))).encrypt(nonce, b"secret", b"place"), nonce = bytes(range(12))
  @Test func `what other software sealed opens`() throws {
    let house = Kernel.Cryptography.swiftCrypto(key: (0..<32).map { UInt8($0) })
    let sealed: [UInt8] = [
      1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 52, 103, 181, 105, 160, 145, 230, 221, 126, 243, 67, 156, 220, 62, 22, 159, 78, 114, 186, 188, 229,
      163,
    ]
    #expect(try house.unseal(sealed, "place") == Array("secret".utf8))
  }
}
