package import Database
import Foundation

/// One organisation's database in one schema of a PostgreSQL server. Each connection of the pool has a thread of its own,
/// and is opened only when all others are busy.
package final class PostgresDatabase: Database {
  package let dialect = Dialect.postgres

  private typealias Job = @Sendable (PostgresSession) -> Void

  private let settings: PostgresSettings
  private let log: QueryLog?
  private let sessions: Workers<Job>

  private init(_ settings: PostgresSettings, connections: Int, log: QueryLog?) {
    self.log = log
    self.settings = settings
    sessions = Workers(name: "enishi.postgres", limit: connections) { jobs in
      let session = PostgresSession(settings)
      while let job = jobs.next() { job(session) }
    }
  }

  /// `url` is what libpq understands (`postgres://user:password@host:5432/name?sslmode=require`) and may name the
  /// organisation's schema with `schema=`; the schema is made when there is none.
  package static func open(
    url: String, connections: Int = 8, statementTimeout: Duration? = nil, log: QueryLog? = nil
  ) async throws -> PostgresDatabase {
    let settings = try PostgresSettings(url: url, statementTimeout: statementTimeout)
    let database = PostgresDatabase(settings, connections: max(1, connections), log: log)
    do {
      try await database.run { session in try session.makeSchema() }
      return database
    } catch {
      await database.close()
      throw error
    }
  }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await run { [log] session in try session.perform(.read, log: log, body) }
  }

  @discardableResult
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await run { [log] session in try session.perform(.write, log: log, body) }
  }

  package func backup(to path: String) async throws {
    try await blocking { [settings] in try PostgresBackup.dump(settings, to: path) }
  }

  package func close() async { await sessions.close() }

  deinit {
    // Somebody who forgot to close still gets the connections ended.
    Task { [sessions] in await sessions.close() }
  }

  private func run<Value: Sendable>(_ body: @escaping @Sendable (PostgresSession) throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Value, any Error>) in
      let isAccepted = sessions.add { session in done.resume(with: Result { try body(session) }) }
      if !isAccepted { done.resume(throwing: DatabaseError.unavailable("the database was closed")) }
    }
  }
}
