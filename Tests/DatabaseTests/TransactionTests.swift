import Database
import Dispatch
import Kernel
import TestSupport
import Testing

private struct Refused: Error, Equatable {}

private let customers = Migration("0001-customer") { dialect in
  [
    """
    CREATE TABLE customer (
      id BIGINT PRIMARY KEY, name \(dialect.type(.text)) NOT NULL, rank \(dialect.type(.text)),
      mail \(dialect.type(.text)) CONSTRAINT customer_mail_key UNIQUE)
    """
  ]
}

private func add(_ id: Int, _ name: String, to tx: any Transaction) throws {
  try tx.execute("INSERT INTO customer (id, name) VALUES (\(id), \(name))")
}

private func names(in database: any Database) async throws -> [String] {
  try await database.read { tx in try tx.query("SELECT name FROM customer ORDER BY id").map { try $0.text(0) } }
}

@Suite struct TransactionTests {
  @Test(arguments: Engine.all)
  func `what a write returned is seen by the next read`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      for round in 1...50 {
        try await test.database.write { tx in try add(round, "山田製作所", to: tx) }
        let count = try await test.database.read { tx in try tx.scalar("SELECT count(*) FROM customer") }
        #expect(count == .integer(Int64(round)))
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a body that throws leaves nothing behind and its error arrives unchanged`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      await #expect(throws: Refused()) {
        try await test.database.write { tx in
          try add(1, "山田製作所", to: tx)
          throw Refused()
        }
      }
      let kept = try await names(in: test.database)
      #expect(kept.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `one body of many at once that throws undoes only itself`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
        for id in 1...16 {
          group.addTask {
            do {
              try await test.database.write { tx in
                try add(id, "顧客\(id)", to: tx)
                if id == 7 { throw Refused() }
              }
              return (id, true)
            } catch {
              return (id, false)
            }
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      #expect(outcomes.filter { !$0.value }.map(\.key) == [7])
      let kept = try await names(in: test.database)
      #expect(kept == (1...16).filter { $0 != 7 }.map { "顧客\($0)" })
    }
  }

  @Test(arguments: Engine.all)
  func `a savepoint that throws is undone and the rest goes on`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      try await test.database.write { tx in
        try add(1, "山田製作所", to: tx)
        try? tx.savepoint {
          try add(2, "佐藤商事", to: tx)
          try tx.savepoint { try add(3, "鈴木工業", to: tx) }
          throw Refused()
        }
        try tx.savepoint { try add(4, "高橋物産", to: tx) }
      }
      #expect(try await names(in: test.database) == ["山田製作所", "高橋物産"])
    }
  }

  @Test(arguments: Engine.all)
  func `after a refused row in a savepoint the transaction goes on`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      try await test.database.write { tx in
        try add(1, "山田製作所", to: tx)
        try? tx.savepoint { try add(1, "山田製作所", to: tx) }
        try add(2, "佐藤商事", to: tx)
      }
      #expect(try await names(in: test.database) == ["山田製作所", "佐藤商事"])
    }
  }

  @Test(arguments: Engine.all)
  func `a read cannot write`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      await #expect(throws: DatabaseError.self) {
        try await test.database.read { tx in try add(1, "山田製作所", to: tx) }
      }
      let kept = try await names(in: test.database)
      #expect(kept.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `a read sees one moment however long it lasts`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      let counts = try await test.database.read { tx in
        let before = try tx.scalar("SELECT count(*) FROM customer")
        let written = DispatchSemaphore(value: 0)
        Task {
          try await test.database.write { tx in try add(1, "山田製作所", to: tx) }
          written.signal()
        }
        #expect(written.wait(timeout: .now() + 10) == .success)
        return [before, try tx.scalar("SELECT count(*) FROM customer")]
      }
      #expect(counts == [.integer(0), .integer(0)])
      #expect(try await names(in: test.database).count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `writers that count up the same row lose no step`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      try await test.database.write { tx in
        try tx.execute("CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL)")
        try tx.execute("INSERT INTO counter (id, n) VALUES (1, 0)")
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...64 {
          group.addTask {
            try await test.database.write { tx in _ = try tx.execute("UPDATE counter SET n = n + 1 WHERE id = \(1)") }
          }
        }
        try await group.waitForAll()
      }
      let n = try await test.database.read { tx in try tx.scalar("SELECT n FROM counter") }
      #expect(n == .integer(64))
    }
  }

  @Test(arguments: Engine.all)
  func `two handles on the same data take turns and see each other`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      let other = try await test.another()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in 1...40 {
          let database = id.isMultiple(of: 2) ? test.database : other
          group.addTask { try await database.write { tx in try add(id, "顧客\(id)", to: tx) } }
        }
        try await group.waitForAll()
      }
      #expect(try await names(in: test.database).count == 40)
      #expect(try await names(in: other).count == 40)
      await other.close()
    }
  }

  @Test(arguments: Engine.all)
  func `tables made in a transaction that throws do not stay`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      await #expect(throws: Refused()) {
        try await test.database.write { tx in
          try tx.execute("CREATE TABLE industry (id BIGINT PRIMARY KEY)")
          try tx.execute("ALTER TABLE customer ADD COLUMN industry_id BIGINT")
          throw Refused()
        }
      }
      await #expect(throws: DatabaseError.self) {
        try await test.database.read { tx in _ = try tx.query("SELECT industry_id FROM customer") }
      }
      try await test.database.write { tx in _ = try tx.execute("CREATE TABLE industry (id BIGINT PRIMARY KEY)") }
    }
  }

  @Test(arguments: Engine.all)
  func `a closed database says so`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [customers]) { test in
      let other = try await test.another()
      await other.close()
      await #expect { try await names(in: other) } throws: { error in
        if case DatabaseError.unavailable = error { true } else { false }
      }
    }
  }
}
