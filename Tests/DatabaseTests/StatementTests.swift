import Database
import Kernel
import TestSupport
import Testing

/// What statements promise beside transactions: counts, scans that stop, errors with meaning, logs and plans.
@Suite struct StatementTests {
  private static let tables = Migration("0001-account") { dialect in
    [
      """
      CREATE TABLE account (
        id BIGINT PRIMARY KEY, name \(dialect.type(.text)) NOT NULL,
        corporate_number \(dialect.type(.text)))
      """,
      "CREATE UNIQUE INDEX account_corporate_number ON account (corporate_number)",
    ]
  }

  private static func fill(_ database: any Database, upTo last: Int) async throws {
    try await database.write { tx in
      try tx.insert(into: "account", ["id", "name"], rows: (1...last).map { [.integer(Int64($0)), .text("取引先\($0)")] })
    }
  }

  @Test(arguments: Engine.all)
  func `execute says how many rows it touched`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 10)
      let counts = try await test.database.write { tx in
        [
          try tx.execute("UPDATE account SET name = name WHERE id <= \(4)"),
          try tx.execute("DELETE FROM account WHERE id = \(99)"),
          try tx.execute("CREATE TABLE industry (id BIGINT)"),
          try tx.execute("DELETE FROM account"),
        ]
      }
      #expect(counts == [4, 0, 0, 10])
    }
  }

  @Test(arguments: Engine.all)
  func `a scan goes through all rows, or stops where it is told`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 1200)
      let (all, some) = try await test.database.read { tx in
        var all: [Int] = []
        try tx.forEach("SELECT id FROM account WHERE id > \(0) ORDER BY id") { row in
          all.append(try row.int(0))
          return true
        }
        var some: [Int] = []
        try tx.forEach("SELECT id FROM account WHERE id > \(0) ORDER BY id") { row in
          some.append(try row.int(0))
          return some.count < 3
        }
        return (all, some)
      }
      #expect(all == Array(1...1200))
      #expect(some == [1, 2, 3])
    }
  }

  @Test(arguments: Engine.all)
  func `inside a scan other questions can be asked, even the same one`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 3)
      let pairs = try await test.database.read { tx in
        var pairs: [String] = []
        let scan: SQL = "SELECT id FROM account ORDER BY id"
        try tx.forEach(scan) { outer in
          try tx.forEach(scan) { inner in
            pairs.append("\(try outer.int(0))\(try inner.int(0))")
            return true
          }
          return true
        }
        return pairs
      }
      #expect(pairs == ["11", "12", "13", "21", "22", "23", "31", "32", "33"])
    }
  }

  @Test(arguments: Engine.all)
  func `a row that is refused says why`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await test.database.write { tx in
        _ = try tx.execute("INSERT INTO account VALUES (\(1), \("山田製作所"), \("1010001000001"))")
      }
      func problem(_ sql: SQL) async -> String {
        do {
          try await test.database.write { tx in _ = try tx.execute(sql) }
          return "none"
        } catch DatabaseError.unique(let constraint) {
          return constraint.contains("corporate_number") ? "unique corporate_number" : "unique"
        } catch DatabaseError.notNull(let column) {
          return column.contains("name") ? "notNull name" : "notNull"
        } catch DatabaseError.engine(_, _, let sql) {
          return "engine: \(sql)"
        } catch {
          return "\(error)"
        }
      }
      #expect(await problem("INSERT INTO account VALUES (\(2), \("佐藤商事"), \("1010001000001"))") == "unique corporate_number")
      #expect(await problem("INSERT INTO account VALUES (\(1), \("佐藤商事"), \("1010001000002"))") == "unique")
      #expect(await problem("INSERT INTO account (id) VALUES (\(3))") == "notNull name")
      #expect(await problem("SELECT \("秘密") FROM nowhere") == "engine: SELECT ? FROM nowhere")
      #expect(await problem("SELEC \(1)") == "engine: SELEC ?")
    }
  }

  @Test(arguments: Engine.all)
  func `a column of another kind than asked for is an error`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 1)
      await #expect { try await test.database.read { tx in try tx.query("SELECT name FROM account")[0].integer(0) } } throws: {
        if case DatabaseError.column(0, _) = $0 { true } else { false }
      }
    }
  }

  @Test(arguments: Engine.all)
  func `statements are counted, without their values`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      #expect(test.log.count == 0)
      try await Self.fill(test.database, upTo: 30)
      _ = try await test.database.read { tx in
        try tx.forEach("SELECT name FROM account WHERE id = \(5)") { _ in true }
        return try tx.savepoint { try tx.scalar("SELECT count(*) FROM account") }
      }
      #expect(test.log.count == 3)
      #expect(test.log.statements[1] == "SELECT name FROM account WHERE id = ?")
    }
  }

  @Test(arguments: Engine.all)
  func `a plan tells the index it uses`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      let plan = try await test.database.read { tx in
        try tx.explain("SELECT id FROM account WHERE corporate_number = \("1010001000001")")
      }
      #expect(plan.contains("account_corporate_number"))
    }
  }

  @Test(arguments: Engine.all)
  func `statements go on working after a column was added elsewhere`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 2)
      let all: SQL = "SELECT * FROM account ORDER BY id"
      let before = try await test.database.write { tx in try tx.query(all)[0].values.count }
      let other = try await test.another()
      try await other.write { tx in _ = try tx.execute("ALTER TABLE account ADD COLUMN industry \(tx.dialect.type(.text))") }
      await other.close()
      let after = try await test.database.write { tx in try tx.query(all)[0].values.count }
      #expect((before, after) == (3, 4))
    }
  }

  @Test(arguments: Engine.all)
  func `more different statements than are kept prepared do no harm`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.tables]) { test in
      try await Self.fill(test.database, upTo: 3)
      let sum = try await test.database.read { tx in
        var sum = 0
        for round in 0..<2 {
          for at in 0..<700 {
            let name = Identifier("n\(at)") ?? "n"
            sum += try tx.query("SELECT count(*) AS \(name) FROM account WHERE id > \(round)")[0].int(0)
          }
        }
        return sum
      }
      #expect(sum == 700 * 3 + 700 * 2)
    }
  }
}
