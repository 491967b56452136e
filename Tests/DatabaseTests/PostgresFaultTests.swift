import Database
import DatabasePostgres
import Dispatch
import Foundation
import Kernel
import Synchronization
import TestSupport
import Testing

/// How often bodies were run.
private final class Runs: Sendable {
  private let runs = Mutex(0)

  var count: Int { runs.withLock { $0 } }

  func next() -> Int {
    runs.withLock { runs in
      runs += 1
      return runs
    }
  }
}

/// What only a server can do to us: lose connections, detect deadlocks, hold locks.
@Suite(.enabled(if: Engine.all.contains(.postgres))) struct PostgresFaultTests {
  private static let counters = Migration("0001-counter") { _ in
    ["CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)", "INSERT INTO counter VALUES (1, 0), (2, 0)"]
  }

  private func counts(_ database: any Database) async throws -> [Int] {
    try await database.read { tx in try tx.query("SELECT n FROM counter ORDER BY id").map { try $0.int(0) } }
  }

  @Test func `connections that were cut while idle are replaced unnoticed`() async throws {
    try await withDatabase(.postgres, migrations: [Self.counters]) { test in
      let single = try await PostgresDatabase.open(url: test.location, connections: 1)
      let process = try await single.read { tx in try tx.scalar("SELECT pg_backend_pid()::bigint") }
      _ = try await test.database.read { tx in try tx.scalar("SELECT pg_terminate_backend(\(process)::int, 5000)") }
      let next = try await single.read { tx in try tx.scalar("SELECT pg_backend_pid()::bigint") }
      #expect(next != process)
      await single.close()
    }
  }

  @Test func `a body whose connection is cut fails as unavailable, the next one works`() async throws {
    try await withDatabase(.postgres, migrations: [Self.counters]) { test in
      let single = try await PostgresDatabase.open(url: test.location, connections: 1)
      let runs = Runs()
      await #expect {
        try await single.write { tx in
          _ = runs.next()
          try tx.execute("UPDATE counter SET n = n + 1")
          _ = try tx.query("SELECT pg_terminate_backend(pg_backend_pid())")
          _ = try tx.query("SELECT 1")
        }
      } throws: { error in
        if case DatabaseError.unavailable = error { true } else { false }
      }
      #expect(runs.count == 1)
      let kept = try await counts(single)
      #expect(kept == [0, 0])
      await single.close()
    }
  }

  @Test func `bodies that deadlock are run again until both are done`() async throws {
    try await withDatabase(.postgres, migrations: [Self.counters]) { test in
      let runs = Runs()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (first, second) in [(1, 2), (2, 1)] {
          group.addTask {
            try await test.database.write { tx in
              let run = runs.next()
              try tx.execute("UPDATE counter SET n = n + 1 WHERE id = \(first)")
              if run <= 2 { Thread.sleep(forTimeInterval: 0.3) }  // both hold one before they want the other
              try tx.execute("UPDATE counter SET n = n + 1 WHERE id = \(second)")
            }
          }
        }
        try await group.waitForAll()
      }
      let kept = try await counts(test.database)
      #expect(kept == [2, 2])
      #expect(runs.count == 3)
    }
  }

  @Test func `a body that swallows a refusal is not taken for done`() async throws {
    try await withDatabase(.postgres, migrations: [Self.counters]) { test in
      await #expect {
        try await test.database.write { tx in
          try tx.execute("UPDATE counter SET n = 5")
          try? _ = tx.execute("INSERT INTO counter VALUES (1, 1)")
        }
      } throws: { error in
        if case DatabaseError.unique = error { true } else { false }
      }
      let kept = try await counts(test.database)
      #expect(kept == [0, 0])
    }
  }

  @Test func `a lock of one number is held by one transaction at a time`() async throws {
    try await withDatabase(.postgres, migrations: [Self.counters]) { test in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...20 {
          group.addTask {
            try await test.database.write { tx in
              try tx.lock(42)
              let n = try tx.query("SELECT n FROM counter WHERE id = 1")[0].int(0)
              try tx.execute("UPDATE counter SET n = \(n + 1) WHERE id = 1")
            }
          }
        }
        try await group.waitForAll()
      }
      let kept = try await counts(test.database)
      #expect(kept == [20, 0])
    }
  }

  @Test(arguments: ["postgres://enishi@127.0.0.1:1/none", "postgres://127.0.0.1/x?schema=Robert'--"])
  func `a server that is not there is unavailable`(_ url: String) async {
    await #expect { _ = try await PostgresDatabase.open(url: url) } throws: { error in
      if case DatabaseError.unavailable = error { true } else { false }
    }
  }
}
