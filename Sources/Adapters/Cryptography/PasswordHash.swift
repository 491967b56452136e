import Crypto
import CryptoExtras
import Foundation

/// A password's scrypt key (RFC 7914) with its salt and cost, written `$scrypt$ln=15,r=8,p=1$salt$key` (base64 without `=`).
struct PasswordHash {
  /// What it costs to try one password. Kept in each hash, so that it can be raised later.
  struct Cost: Equatable {
    /// Rounds are 2 to this power; memory is 128 · rounds · blockSize bytes.
    let roundsLog2: Int
    let blockSize: Int
    let parallelism: Int

    /// 32 MiB and about 0.15 s of one core.
    static let standard = Cost(roundsLog2: 15, blockSize: 8, parallelism: 1)

    /// A hash from elsewhere must not make us spend minutes or gigabytes.
    var isBearable: Bool { (10...20).contains(roundsLog2) && (1...16).contains(blockSize) && (1...16).contains(parallelism) }
  }

  let cost: Cost
  let salt: [UInt8]
  let key: [UInt8]

  init(of password: String, salt: [UInt8], cost: Cost) throws {
    self.cost = cost
    self.salt = salt
    // The same password typed on another system may come decomposed (NFD); NFC makes them one.
    let typed = Data(password.precomposedStringWithCanonicalMapping.utf8)
    key = try KDF.Scrypt.deriveKey(
      from: typed, salt: salt, outputByteCount: 32, rounds: 1 << cost.roundsLog2, blockSize: cost.blockSize,
      parallelism: cost.parallelism, maxMemory: 256 * (1 << cost.roundsLog2) * cost.blockSize
    ).withUnsafeBytes { [UInt8]($0) }
  }

  init(_ text: String) throws {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Self.cost(parts[2]), cost.isBearable,
      let salt = Self.bytes(parts[3]), let key = Self.bytes(parts[4]), key.count >= 16
    else { throw PasswordHashProblem.unreadable }
    self.cost = cost
    self.salt = salt
    self.key = key
  }

  var text: String {
    "$scrypt$ln=\(cost.roundsLog2),r=\(cost.blockSize),p=\(cost.parallelism)$\(Self.base64(salt))$\(Self.base64(key))"
  }

  private static func cost(_ text: Substring) -> Cost? {
    let numbers = zip(["ln=", "r=", "p="], text.split(separator: ",", omittingEmptySubsequences: false)).compactMap {
      name, part in
      part.hasPrefix(name) ? Int(part.dropFirst(name.count)) : nil
    }
    guard numbers.count == 3, text.filter({ $0 == "," }).count == 2 else { return nil }
    return Cost(roundsLog2: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("=", with: "")
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    return Data(base64Encoded: text + padding).map { [UInt8]($0) }
  }
}

/// A stored password hash that is none of ours, or asks for more work than we are willing to do.
enum PasswordHashProblem: Error {
  case unreadable
}
