import Database
import Foundation

/// A consistent copy of a database that others go on writing to. It appears under its name only when it is complete and on
/// the disk.
enum SQLiteBackup {
  static func copy(_ source: String, to path: String) throws {
    let unfinished = path + ".unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    do {
      let file = try SQLiteFile(path: source, role: .reader)
      defer { file.close() }
      try file.copy(to: unfinished)
      try flush(unfinished)
      guard rename(unfinished, path) == 0 else { throw failure(path) }
      try flush((path as NSString).deletingLastPathComponent)
    } catch {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw error
    }
  }

  private static func flush(_ path: String) throws {
    let file = open(path.isEmpty ? "." : path, O_RDONLY)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> DatabaseError {
    errno == ENOSPC ? .full : .unavailable("\(path): \(String(cString: strerror(errno)))")
  }
}
