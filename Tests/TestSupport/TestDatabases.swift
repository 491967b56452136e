package import Database
import DatabasePostgres
import DatabaseSQLite
import Foundation
import Kernel

package typealias Engine = Dialect.Engine

extension Engine {
  /// The engines that tests run on: `@Test(arguments: Engine.all)`. PostgreSQL when `ENISHI_TEST_POSTGRES` names a server
  /// (`bin/with-postgres` starts one), SQLite always.
  package static let all: [Engine] = TestServer.url == nil ? [.sqlite] : [.sqlite, .postgres]
}

/// An empty database of its own for one test.
package struct TestDatabase: Sendable {
  package let engine: Engine
  package let database: any Database
  /// What `database` was asked; other handles are not counted.
  package let log: QueryLog
  /// The SQLite file or the server's URL with its schema: what `--data` or `--database` would name.
  package let location: String

  /// A second handle on the same data, as another process has. Whoever opens it closes it.
  package func another() async throws -> any Database { try await Self.open(engine, at: location, log: nil) }

  fileprivate static func open(_ engine: Engine, at location: String, log: QueryLog?) async throws -> any Database {
    switch engine {
    case .sqlite: try await SQLiteDatabase.open(path: location, log: log)
    case .postgres: try await PostgresDatabase.open(url: location, connections: 4, log: log)
    }
  }
}

/// Runs `body` with an empty database (after `migrations`) that is gone afterwards.
@discardableResult
package func withDatabase<Value>(
  _ engine: Engine, migrations: [Migration] = [], _ body: (TestDatabase) async throws -> Value
) async throws -> Value {
  try await TestServer.gate.enter()
  let place = try TestPlace(engine)
  let outcome: Result<Value, any Error>
  do {
    let log = QueryLog()
    let database = try await TestDatabase.open(engine, at: place.location, log: log)
    let test = TestDatabase(engine: engine, database: database, log: log, location: place.location)
    do {
      if !migrations.isEmpty { try await Migrator(migrations).run(database, at: Instant(milliseconds: 1_795_000_000_000)) }
      log.clear()
      outcome = .success(try await body(test))
    } catch {
      outcome = .failure(error)
    }
    if engine == .postgres { try? await place.drop(from: database) }
    await database.close()
  } catch {
    outcome = .failure(error)
  }
  place.remove()
  await TestServer.gate.leave()
  return try outcome.get()
}

/// Where a test's database lives: a file in a temporary folder, or a schema on the test server.
private struct TestPlace {
  let location: String
  private let folder: URL?
  private let schema: Identifier?

  init(_ engine: Engine) throws {
    let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    switch engine {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      self.folder = folder
      schema = nil
      location = folder.appending(path: "enishi.db").path
    case .postgres:
      guard let server = TestServer.url else { throw DatabaseError.unavailable("ENISHI_TEST_POSTGRES names no server") }
      folder = nil
      schema = Identifier(name)
      location = server + (server.contains("?") ? "&" : "?") + "schema=\(name)"
    }
  }

  func drop(from database: any Database) async throws {
    guard let schema else { return }
    try await database.write { tx in _ = try tx.execute("DROP SCHEMA IF EXISTS \(schema) CASCADE") }
  }

  func remove() {
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }
}

/// The PostgreSQL server that tests use.
private enum TestServer {
  static let url = ProcessInfo.processInfo.environment["ENISHI_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
  /// Swift Testing starts all tests at once; a server has few connections.
  static let gate = TestGate(limit: 12)
}

/// Lets a few in at a time, in order of arrival.
private actor TestGate {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(limit: Int) { free = limit }

  func enter() async throws {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
