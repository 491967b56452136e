package import Foundation
package import Kernel

extension FileStore {
  /// The digests of all files that nobody has put since then.
  package func digests(untouchedSince moment: Instant) throws -> [String] {
    let limit = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
    return try files().filter { file in
      try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate.map { $0 < limit } ?? false
    }.map(\.lastPathComponent)
  }

  /// Puts every file into a folder of a backup, too: as a link where it is the same disk, otherwise as a copy.
  package func copy(to backup: URL) throws {
    for file in try files() {
      let digest = file.lastPathComponent
      let target = backup.appending(path: String(digest.prefix(2))).appending(path: digest)
      guard !FileManager.default.fileExists(atPath: target.path) else { continue }
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      do {
        try FileManager.default.linkItem(at: file, to: target)
      } catch {
        // Whole under its name, or not there.
        let draft = backup.appending(path: "new-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: draft) }
        try FileManager.default.copyItem(at: file, to: draft)
        try FileManager.default.moveItem(at: draft, to: target)
      }
    }
  }

  /// Takes the files of a backup in. What is there already stays; a damaged file is left out and named.
  package func takeIn(_ backup: URL) throws -> [String] {
    let source = FileStore(like: self, folder: backup)
    return try source.files().compactMap { file in
      let digest = file.lastPathComponent
      do {
        return try put(try source.open(digest)).digest == digest ? nil : digest
      } catch Refusal.notFound {
        return digest
      }
    }
  }

  /// The files themselves, without what is being written.
  private func files() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.utf8.count == 2 }
      .flatMap { try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: [.contentModificationDateKey]) }
      .filter { $0.lastPathComponent.utf8.count == 64 }
  }
}
