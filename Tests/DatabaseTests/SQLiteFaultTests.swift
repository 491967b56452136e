import Database
import DatabaseSQLite
import Foundation
import Kernel
import TestSupport
import Testing

/// What only a file can do to us: be full, be held by somebody else, not be there.
@Suite struct SQLiteFaultTests {
  private static let files = Migration("0001-file") { _ in ["CREATE TABLE file (id BIGINT PRIMARY KEY, content BLOB)"] }

  @Test func `a full disk is said to be full, keeps nothing of the body, and can be used again`() async throws {
    try await withDatabase(.sqlite, migrations: [Self.files]) { test in
      // A file that may not grow stands for a disk that is full.
      _ = try await test.database.write { tx in try tx.query("PRAGMA max_page_count = 40") }
      await #expect {
        try await test.database.write { tx in
          try tx.execute("INSERT INTO file VALUES (\(1), \(SQLValue.blob([1, 2, 3])))")
          try tx.execute("INSERT INTO file VALUES (\(2), \(SQLValue.blob([UInt8](repeating: 1, count: 1_000_000))))")
        }
      } throws: { error in
        if case DatabaseError.full = error { true } else { false }
      }
      try await test.database.write { tx in try tx.execute("INSERT INTO file VALUES (\(3), \(SQLValue.blob([4])))") }
      let ids = try await test.database.read { tx in try tx.query("SELECT id FROM file").map { try $0.int(0) } }
      #expect(ids == [3])
    }
  }

  @Test func `a folder that is not there, or a file that is no database, is unavailable`() async throws {
    let text = FileManager.default.temporaryDirectory.appending(path: "enishi-no-database-\(UUID().uuidString)").path
    try Data(repeating: 65, count: 10_000).write(to: URL(fileURLWithPath: text))
    defer { try? FileManager.default.removeItem(atPath: text) }
    for path in ["/nowhere/enishi.db", text] {
      await #expect("\(path)") { _ = try await SQLiteDatabase.open(path: path) } throws: { error in
        if case DatabaseError.unavailable = error { true } else { false }
      }
    }
  }

  @Test func `a long body makes others wait for one commit, not for a failure`() async throws {
    try await withDatabase(.sqlite, migrations: [Self.files]) { test in
      let other = try await test.another()
      async let long: Void = test.database.write { tx in
        try tx.execute("INSERT INTO file VALUES (\(1), NULL)")
        Thread.sleep(forTimeInterval: 0.3)
      }
      async let short: Int = other.write { tx in try tx.execute("INSERT INTO file VALUES (\(2), NULL)") }
      _ = try await (long, short)
      let count = try await other.read { tx in try tx.scalar("SELECT count(*) FROM file") }
      #expect(count == .integer(2))
      await other.close()
    }
  }
}
