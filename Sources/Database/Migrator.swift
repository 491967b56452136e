package import Kernel

/// Brings a database from whatever version it has to the newest, each step in a transaction of its own.
///
/// Several processes may start at once: a step is done by exactly one of them, the others wait for it and go on.
package struct Migrator: Sendable {
  private let migrations: [Migration]

  /// In the order of running. Throws when two have the same name.
  package init(_ migrations: [Migration]) throws {
    var names: Set<String> = []
    for migration in migrations where !names.insert(migration.name).inserted {
      throw MigrationProblem.sameName(migration.name)
    }
    self.migrations = migrations
  }

  /// The names of the steps still to do. Throws when the database was already used by a newer program.
  package func plan(_ database: any Database) async throws -> [String] {
    let applied = try await database.write { tx in
      try Self.makeTable(in: tx)
      return try Self.applied(in: tx)
    }
    return try pending(applied).map(\.name)
  }

  /// Does what `plan` says and returns the names of the steps this process did.
  @discardableResult
  package func run(_ database: any Database, at now: Instant) async throws -> [String] {
    var done: [String] = []
    let names = try await plan(database)
    for migration in migrations where names.contains(migration.name) {
      let isMine = try await database.write { tx in
        try Self.makeTable(in: tx)
        let applied = try Self.applied(in: tx)
        _ = try pending(applied)
        if applied.contains(migration.name) { return false }
        try Self.apply(migration, in: tx, at: now)
        return true
      }
      if isMine { done.append(migration.name) }
    }
    return done
  }

  private func pending(_ applied: Set<String>) throws -> [Migration] {
    let unknown = applied.subtracting(migrations.map(\.name))
    guard unknown.isEmpty else { throw MigrationProblem.databaseIsNewer(unknown.sorted()) }
    return migrations.filter { !applied.contains($0.name) }
  }

  private static func apply(_ migration: Migration, in tx: any Transaction, at now: Instant) throws {
    do {
      for statement in migration.statements(tx.dialect) { try tx.execute(statement) }
    } catch let error as DatabaseError {
      if error.isTransient { throw error }
      throw MigrationProblem.failed(migration.name, error)
    }
    try tx.execute("INSERT INTO schema_migration (name, applied_at) VALUES (\(migration.name), \(now))")
  }

  /// Takes the lock first: everything after it sees what other processes have done.
  private static func makeTable(in tx: any Transaction) throws {
    try tx.lock(0x6d69_6772_6174_6531)
    let (text, instant) = (tx.dialect.type(.text), tx.dialect.type(.instant))
    try tx.execute(
      "CREATE TABLE IF NOT EXISTS schema_migration (name \(text) PRIMARY KEY, applied_at \(instant) NOT NULL)")
  }

  private static func applied(in tx: any Transaction) throws -> Set<String> {
    try Set(tx.query("SELECT name FROM schema_migration").map { try $0.text(0) })
  }
}

/// Why the schema could not be brought up to date. The database is as it was before the step named.
package enum MigrationProblem: Error, Sendable {
  case failed(String, DatabaseError)
  /// The database has steps this program does not know: an older program must not touch it.
  case databaseIsNewer([String])
  case sameName(String)
}

extension MigrationProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let name, let error): "The migration \(name) failed and was undone: \(error)"
    case .databaseIsNewer(let names):
      "The database was made by a newer version (\(names.joined(separator: ", "))). Start that version, or restore a backup."
    case .sameName(let name): "Two migrations are called \(name)."
    }
  }
}
