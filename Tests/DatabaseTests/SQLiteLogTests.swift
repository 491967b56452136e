import Database
import DatabaseSQLite
import Foundation
import Testing

/// The log that SQLite writes before its file.
@Suite struct SQLiteLogTests {
  @Test func `a long log is folded into the file while the database stays open`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "enishi.sqlite")
    let database = try await SQLiteDatabase.open(path: file.path)
    try await database.write { tx in try tx.execute("CREATE TABLE file (id BIGINT PRIMARY KEY, content BLOB)") }
    let megabytes = 32
    for step in 0..<megabytes {
      // Fewer pages in all than the writer waits for until it folds itself.
      let rows = (0..<256).map { [.integer(Int64(step * 256 + $0)), .blob([UInt8](repeating: 1, count: 3_900))] as [SQLValue] }
      try await database.write { tx in try tx.insert(into: "file", ["id", "content"], rows: rows) }
    }
    func size() throws -> Int { try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0 }
    for _ in 0..<600 where try size() < 16 << 20 { try await Task.sleep(for: .milliseconds(50)) }
    #expect(try size() >= 16 << 20)
    let count = try await database.read { tx in try tx.scalar("SELECT count(*) FROM file") }
    #expect(count == .integer(Int64(megabytes * 256)))
    await database.close()
  }
}
