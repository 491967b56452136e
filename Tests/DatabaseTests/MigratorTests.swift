import Database
import Kernel
import TestSupport
import Testing

@Suite struct MigratorTests {
  private static let now = Instant(milliseconds: 1_795_000_000_000)
  private static let first = Migration("0001-person") { _ in ["CREATE TABLE person (id BIGINT PRIMARY KEY)"] }
  private static let second = Migration("0002-mail") { dialect in
    ["ALTER TABLE person ADD COLUMN mail \(dialect.type(.text))", "CREATE INDEX person_mail ON person (mail)"]
  }
  private static let broken = Migration("0003-broken") { _ in
    ["CREATE TABLE half_done (id BIGINT)", "ALTER TABLE nowhere ADD COLUMN x BIGINT"]
  }

  @Test(arguments: Engine.all)
  func `what is planned is done once, in order`(_ engine: Engine) async throws {
    try await withDatabase(engine) { test in
      let migrator = try Migrator([Self.first, Self.second])
      #expect(try await migrator.plan(test.database) == ["0001-person", "0002-mail"])
      #expect(try await migrator.run(test.database, at: Self.now) == ["0001-person", "0002-mail"])
      #expect(try await migrator.plan(test.database).isEmpty)
      #expect(try await migrator.run(test.database, at: Self.now).isEmpty)
      let applied = try await test.database.read { tx in
        try tx.query("SELECT name, applied_at FROM schema_migration ORDER BY name").map { (try $0.text(0), try $0.instant(1)) }
      }
      #expect(applied.map(\.0) == ["0001-person", "0002-mail"])
      #expect(applied.map(\.1) == [Self.now, Self.now])
    }
  }

  @Test(arguments: Engine.all)
  func `a step that fails is named and undone, those before it stay`(_ engine: Engine) async throws {
    try await withDatabase(engine) { test in
      let migrator = try Migrator([Self.first, Self.broken, Self.second])
      await #expect { try await migrator.run(test.database, at: Self.now) } throws: { error in
        if case MigrationProblem.failed("0003-broken", _) = error { true } else { false }
      }
      #expect(try await migrator.plan(test.database) == ["0003-broken", "0002-mail"])
      await #expect(throws: DatabaseError.self) {
        try await test.database.read { tx in _ = try tx.query("SELECT id FROM half_done") }
      }
    }
  }

  @Test(arguments: Engine.all)
  func `processes that start together do each step once`(_ engine: Engine) async throws {
    try await withDatabase(engine) { test in
      let steps =
        [Self.first, Self.second]
        + (3...12).map { number in
          let table = Identifier("t\(number)") ?? "t"
          return Migration("\(1000 + number)") { _ in ["CREATE TABLE \(table) (id BIGINT)"] }
        }
      let migrator = try Migrator(steps)
      let other = try await test.another()
      async let mine = migrator.run(test.database, at: Self.now)
      async let theirs = migrator.run(other, at: Self.now)
      let done = try await mine + theirs
      #expect(done.sorted() == steps.map(\.name).sorted())
      await other.close()
    }
  }

  @Test(arguments: Engine.all)
  func `a database of a newer version is left alone`(_ engine: Engine) async throws {
    try await withDatabase(engine, migrations: [Self.first, Self.second]) { test in
      let older = try Migrator([Self.first])
      await #expect { try await older.run(test.database, at: Self.now) } throws: { error in
        if case MigrationProblem.databaseIsNewer(["0002-mail"]) = error { true } else { false }
      }
    }
  }

  @Test func `two steps of one name are refused`() {
    #expect(throws: MigrationProblem.self) { try Migrator([Self.first, Self.first]) }
  }
}
