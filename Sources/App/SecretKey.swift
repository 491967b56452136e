import Cryptography
import Foundation
import Kernel

/// The key of the house, with which it seals secrets in its database: from the configuration, or from `secret.key` in the data folder,
/// which the first start makes. Servers that share a database share the key.
struct SecretKey: Sendable {
  static let length = 32
  let bytes: [UInt8]

  static func file(_ configuration: Configuration) -> String { "\(configuration.data)/secret.key" }

  /// The key there is; makes one where there is none.
  init(_ configuration: Configuration) throws {
    if let given = configuration.secretKey {
      bytes = try Self.read(given, "secret_key")
      return
    }
    let path = Self.file(configuration)
    if let text = try? String(contentsOfFile: path, encoding: .utf8) {
      bytes = try Self.read(text, path)
    } else {
      bytes = Kernel.Cryptography.random(Self.length)
      try Services.makeFolder(of: path)
      guard Self.write(bytes, to: path) else {
        throw Problems([
          Problem(
            field: path, "secret_key", ja: "鍵 \(path) を作れません。データフォルダの権限を確かめてください。", en: "The key \(path) cannot be made. Check the data folder.")
        ])
      }
    }
  }

  /// 64 hexadecimal digits, spaces and lines around them apart.
  static func read(_ text: String, _ place: String) throws -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map(\.hexDigitValue)
    let known = digits.compactMap { $0 }
    guard known.count == 2 * length, digits.count == known.count else {
      throw Problems([
        Problem(
          field: place, "secret_key", ja: "鍵（\(place)）は16進数\(2 * length)桁で指定してください。",
          en: "The key (\(place)) must be \(2 * length) hexadecimal digits.")
      ])
    }
    return stride(from: 0, to: known.count, by: 2).map { UInt8(known[$0] << 4 | known[$0 + 1]) }
  }

  /// Only the service's own account may read it.
  private static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let text = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
    return FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
  }

  // MARK: Backups

  /// Where the key of a backup lies: beside the copy of the database.
  static func file(ofBackup path: String) -> String { path + ".key" }

  /// Puts the key beside a backup, unless it comes from the configuration, which is kept elsewhere.
  static func backUp(_ configuration: Configuration, beside backup: String) throws {
    let (from, to) = (file(configuration), file(ofBackup: backup))
    guard configuration.secretKey == nil, FileManager.default.fileExists(atPath: from) else { return }
    try? FileManager.default.removeItem(atPath: to)
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }

  /// Takes the key of a backup; the one from before is kept under `aside`, because what was sealed with it needs it.
  static func restore(_ configuration: Configuration, from backup: String, aside: String) throws {
    let (from, to) = (file(ofBackup: backup), file(configuration))
    guard FileManager.default.fileExists(atPath: from), !FileManager.default.contentsEqual(atPath: from, andPath: to) else { return }
    if FileManager.default.fileExists(atPath: to) { try FileManager.default.moveItem(atPath: to, toPath: aside) }
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }
}
