import API
package import Database
import Jobs
package import Kernel
package import Metadata
package import Records

/// What a database needs before the program can use it: migrations, tables of the standard objects, and on the very first
/// start what every organisation begins with.
package struct Installation: Sendable {
  package let database: any Database
  package let now: @Sendable () -> Instant

  package init(database: any Database, now: @escaping @Sendable () -> Instant) {
    self.database = database
    self.now = now
  }

  package static let objects: [ObjectDefinition] = Features.all.flatMap(\.objects)

  private func migrator() throws -> Migrator {
    try Migrator(
      Features.all.flatMap(\.migrations) + ExchangeFile.migrations + JobTables.migrations + APITables.migrations)
  }

  /// What `run` would do, for people: names of migrations and statements that add tables, columns and indexes.
  package func plan() async throws -> [String] {
    let migrations = try await migrator().plan(database)
    let changes = try await database.read { tx in
      try CustomFieldClashes(transaction: tx).plan(Self.objects)
        + TableSync(transaction: tx).plan(Self.objects).map { $0.text(placeholder: "?") }
    }
    return migrations + changes
  }

  /// Whether there is anything in the database to lose.
  package func isNew() async throws -> Bool {
    try await database.read { tx in try tx.columns(of: "operation").isEmpty }
  }

  /// Brings the database up to date. `backUp` runs before anything is changed, unless the database is new.
  package func run(backUp: @Sendable () async throws -> Void) async throws {
    let pending = try await plan()
    guard !pending.isEmpty else { return }
    if try await !isNew() { try await backUp() }
    try await migrator().run(database, at: now())
    try await database.write { tx in
      // Two processes that start together take turns; the second finds nothing left to do.
      try tx.lock(Self.lock)
      try CustomFieldClashes(transaction: tx).settle(Self.objects)
      try TableSync(transaction: tx).run(Self.objects)
    }
  }

  private static let lock: Int64 = 0x5441_424C  // "TABL"

  /// This process's number for ids: one more with every start, so that a clock set back makes no id twice.
  package func claimNode() async throws -> Int {
    try await database.write { tx in
      let value = try tx.scalar(
        """
        INSERT INTO setting (name, value) VALUES ('node', '1')
        ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT) RETURNING value
        """)
      guard case .text(let text) = value, let node = Int(text) else { throw DatabaseError.column(0, expected: "node") }
      return node & 1023
    }
  }

  /// Roles, a pipeline and the conversion mapping, once.
  package static func furnish(_ records: RecordStore) async throws {
    try await records.write(for: .system("installation"), as: OperationKind("installation")) { tx in
      try tx.transaction.lock(lock)
      guard try tx.configuration(Role.object.name).isEmpty else { return }
      for feature in Features.all { try feature.install(tx) }
    }
  }
}
