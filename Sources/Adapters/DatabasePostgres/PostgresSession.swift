import Database
import Foundation

/// A place in the pool: a connection that is opened when needed and opened again when it was lost.
final class PostgresSession {
  enum Mode: String {
    /// One consistent view for the whole body.
    case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case write = "BEGIN ISOLATION LEVEL READ COMMITTED"
  }

  private static let mostAttempts = 6
  private static let pauses: [TimeInterval] = [0.05, 0.2, 0.8]

  private let settings: PostgresSettings
  private var connection: PostgresConnection?

  init(_ settings: PostgresSettings) { self.settings = settings }

  /// Runs the body, and once more when the server refused it for the sake of others or of a changed schema.
  func perform<Value>(_ mode: Mode, log: QueryLog?, _ body: (any Transaction) throws -> Value) throws -> Value {
    var attempt = 1
    while true {
      let connection = try begin(mode)
      let tx = PostgresTransaction(connection, log: log)
      do {
        let value = try body(tx)
        try commit(tx, connection)
        return value
      } catch {
        if !connection.isLost { _ = try? connection.end("ROLLBACK") }
        if connection.isLost {
          self.connection = nil
          if !connection.hasBegun, attempt == 1 {  // it was lost while nobody used it: nobody needs to notice
            attempt += 1
            continue
          }
        }
        guard attempt < Self.mostAttempts, case .engine(let code, _, _)? = tx.failure ?? error as? DatabaseError else {
          throw error
        }
        switch code {
        case "40001", "40P01": break  // serialization failure, deadlock: somebody else went first
        case "0A000" where attempt == 1, "26000" where attempt == 1: try connection.forgetStatements()  // the schema changed
        default: throw error
        }
        attempt += 1
        Thread.sleep(forTimeInterval: .random(in: 0.001...0.005) * Double(1 << attempt))
      }
    }
  }

  /// Two processes may find it missing at once: then the other one made it.
  func makeSchema() throws {
    do {
      try perform(.write, log: nil) { tx in
        let known = try tx.first("SELECT 1 FROM pg_namespace WHERE nspname = \(settings.schema.name)")
        if known == nil { try tx.execute("CREATE SCHEMA IF NOT EXISTS \(settings.schema)") }
      }
    } catch DatabaseError.unique {}
  }

  /// When the body caught a refusal without a savepoint there is nothing left to commit, and it must hear of it.
  private func commit(_ tx: PostgresTransaction, _ connection: PostgresConnection) throws {
    if connection.isAborted, let failure = tx.failure { throw failure }
    guard try connection.end("COMMIT") else { throw DatabaseError.unavailable("the server rolled the transaction back") }
  }

  private func begin(_ mode: Mode) throws -> PostgresConnection {
    let open = try connection ?? connect()
    connection = open
    open.begin(mode.rawValue)
    return open
  }

  private func connect() throws -> PostgresConnection {
    for pause in Self.pauses {
      do {
        return try PostgresConnection(settings)
      } catch {
        Thread.sleep(forTimeInterval: pause)
      }
    }
    return try PostgresConnection(settings)
  }
}
