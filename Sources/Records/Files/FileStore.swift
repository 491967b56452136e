import Database
package import Foundation
package import Kernel

/// The bytes of uploaded files, in a folder beside the data: each under its SHA-256, so that the same file is kept once and
/// a broken one shows. Outside everything a web server serves. Blocking; call it outside transactions.
package struct FileStore: Sendable {
  package let folder: URL
  package let largest: Int
  private let sha256: @Sendable ([UInt8]) -> [UInt8]

  package static let usualLimit = 25 << 20

  /// Creates the folder where there is none.
  package init(folder: URL, cryptography: Cryptography, largest: Int = usualLimit) throws {
    self.folder = folder
    self.largest = largest
    sha256 = cryptography.sha256
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  init(like other: FileStore, folder: URL) {
    self.folder = folder
    largest = other.largest
    sha256 = other.sha256
  }

  /// Keeps the bytes; when this returns they have reached the disk. Throws `Problems` for empty and too large files, and
  /// `DatabaseError.full` when there is no room.
  package func put(_ bytes: [UInt8]) throws -> StoredFile {
    try Problems.check(problems(of: bytes))
    let digest = sha256(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let stored = StoredFile(digest: digest, count: bytes.count, kind: FileKind(bytes))
    let place = try place(of: digest)
    if FileManager.default.fileExists(atPath: place.path) {
      // Young again: it must not be swept away before its record is written.
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: place.path)
      return stored
    }
    do {
      try write(bytes, to: place)
    } catch {
      throw DatabaseError.whileWriting(error)
    }
    return stored
  }

  private func write(_ bytes: [UInt8], to place: URL) throws {
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    // Written elsewhere first: under its digest a file is whole or not there.
    let draft = folder.appending(path: "new-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: draft) }
    guard FileManager.default.createFile(atPath: draft.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw CocoaError(.fileWriteUnknown)
    }
    let handle = try FileHandle(forWritingTo: draft)
    try handle.write(contentsOf: Data(bytes))
    try handle.synchronize()
    try handle.close()
    do {
      try FileManager.default.moveItem(at: draft, to: place)
    } catch  where FileManager.default.fileExists(atPath: place.path) {
      return  // somebody else kept the same file at the same time
    }
  }

  /// The bytes of a digest. Throws `Refusal.notFound` when there are none, or when they are not what was put there.
  package func open(_ digest: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: try place(of: digest).path) else { throw Refusal.notFound }
    let bytes = [UInt8](data)
    guard sha256(bytes).map({ ($0 < 16 ? "0" : "") + String($0, radix: 16) }).joined() == digest else { throw Refusal.notFound }
    return bytes
  }

  /// Removes bytes that no record names any more (`RecordTransaction.unusedDigests`).
  package func delete(_ digest: String) throws {
    let path = try place(of: digest).path
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
  }

  private func problems(of bytes: [UInt8]) -> [Problem] {
    if bytes.isEmpty {
      return [Problem(field: "file", "empty", ja: "ファイルが空です。別のファイルを選んでください。", en: "The file is empty. Choose another.")]
    }
    guard bytes.count > largest else { return [] }
    let limit = largest >> 20
    return [
      Problem(
        field: "file", "too_large", ja: "ファイルが大きすぎます。\(limit) MB までにしてください。", en: "The file is too large. Keep it to \(limit) MB.")
    ]
  }

  /// Two levels, so that no folder grows beyond reason. Only digests lead to places.
  private func place(of digest: String) throws -> URL {
    guard digest.utf8.count == 64, digest.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      throw Refusal.notFound
    }
    return folder.appending(path: String(digest.prefix(2))).appending(path: digest)
  }
}

/// What the store has kept.
package struct StoredFile: Sendable, Hashable {
  /// SHA-256 in lower-case hexadecimal.
  package let digest: String
  package let count: Int
  package let kind: FileKind
}
