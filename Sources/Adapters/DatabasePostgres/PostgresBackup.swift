import Database
import Foundation

/// A consistent copy of the organisation's schema by PostgreSQL's own `pg_dump`, in its custom format for `pg_restore`.
/// It appears under its name only when it is complete.
enum PostgresBackup {
  static func dump(_ settings: PostgresSettings, to path: String) throws {
    let unfinished = path + ".unfinished"
    defer { try? FileManager.default.removeItem(atPath: unfinished) }
    let dump = Process()
    dump.executableURL = try program()
    dump.arguments = ["--format=custom", "--no-password", "--schema=\(settings.schema.name)", "--file=\(unfinished)"]
    dump.environment = ProcessInfo.processInfo.environment.merging(try settings.environment()) { _, ours in ours }
    let complaints = Pipe()
    dump.standardError = complaints
    dump.standardInput = FileHandle.nullDevice
    try dump.run()
    let said = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    dump.waitUntilExit()
    guard dump.terminationStatus == 0 else { throw DatabaseError.unavailable("pg_dump: \(said)") }
    guard rename(unfinished, path) == 0 else {
      throw DatabaseError.unavailable("\(path): \(String(cString: strerror(errno)))")
    }
  }

  private static func program() throws -> URL {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    let candidates = folders.map { "\($0)/pg_dump" }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw DatabaseError.unavailable("A backup needs pg_dump: install postgresql-client on this machine")
    }
    return URL(fileURLWithPath: found)
  }
}
