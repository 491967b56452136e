import Database
import DatabaseSQLite
import Foundation
import Kernel
import TestSupport
import Testing

@Suite struct BackupTests {
  private static let notes = Migration("0001-note") { dialect in
    ["CREATE TABLE note (id BIGINT PRIMARY KEY, text \(dialect.type(.text)))"]
  }

  private static func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-backup-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  @Test func `a copy of a file holds one moment although others go on writing`() async throws {
    try await withDatabase(.sqlite, migrations: [Self.notes]) { test in
      try await Self.withFolder { folder in
        // Every transaction adds two rows: a copy with an odd number would be torn.
        let writer = Task {
          for id in 0..<500 {
            try await test.database.write { tx in
              try tx.insert(
                into: "note", ["id", "text"],
                rows: [[.integer(Int64(id * 2)), .text("メモ")], [.integer(Int64(id * 2 + 1)), .text("メモ")]])
            }
          }
        }
        while try await test.database.read({ tx in try tx.scalar("SELECT count(*) FROM note") }) == .integer(0) {
          await Task.yield()
        }
        let path = folder.appending(path: "copy.db").path
        try await test.database.backup(to: path)
        try await writer.value

        let copy = try await SQLiteDatabase.open(path: path)
        let count = try await copy.read { tx in try tx.query("SELECT count(*) FROM note")[0].int(0) }
        #expect(count > 0 && count.isMultiple(of: 2))
        #expect(try await copy.read { tx in try tx.scalar("PRAGMA integrity_check") } == .text("ok"))
        await copy.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["copy.db"])
      }
    }
  }

  @Test(.enabled(if: Engine.all.contains(.postgres)))
  func `a copy of a schema is an archive pg_restore reads`() async throws {
    try await withDatabase(.postgres, migrations: [Self.notes]) { test in
      try await Self.withFolder { folder in
        let path = folder.appending(path: "copy.dump").path
        try await test.database.backup(to: path)
        let file = try #require(FileHandle(forReadingAtPath: path))
        let start = try file.read(upToCount: 5) ?? Data()
        #expect(String(decoding: start, as: UTF8.self) == "PGDMP")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a copy that cannot be written is an error and leaves nothing`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.notes]) { test in
      await #expect(throws: DatabaseError.self) { try await test.database.backup(to: "/nowhere/at/all/copy") }
    }
  }
}
