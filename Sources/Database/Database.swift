/// One organisation's database, whichever engine keeps it.
///
/// Bodies are synchronous and run on the engine's own threads: nothing is awaited inside a transaction.
package protocol Database: Sendable {
  var dialect: Dialect { get }

  /// A consistent view; the body cannot write. Many run at once.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value

  /// All or nothing. When this returns, the writes have reached the disk: a power cut does not lose them.
  /// SQLite gathers waiting bodies into one commit, each in a savepoint of its own: one that throws undoes only itself.
  /// PostgreSQL runs bodies at READ COMMITTED on a connection of their own and retries those that the engine
  /// refused for a serialization failure or deadlock, so a body may run more than once and has no other effects.
  @discardableResult
  func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value

  /// A copy of the whole database, consistent, while others go on working.
  func backup(to path: String) async throws

  /// Ends all connections. Nothing may be asked afterwards.
  func close() async
}

/// What can be done inside one transaction.
package protocol Transaction: AnyObject {
  var dialect: Dialect { get }

  func query(_ sql: SQL) throws -> [Row]

  /// The rows of a SELECT one by one without keeping them, for exports and scans. `each` returns false to stop, and may
  /// ask for other things meanwhile.
  func forEach(_ sql: SQL, _ each: (Row) throws -> Bool) throws

  /// Returns how many rows were touched.
  @discardableResult func execute(_ sql: SQL) throws -> Int

  /// Many rows into one table by the engine's fastest way inside a transaction (SQLite: one prepared statement;
  /// PostgreSQL: COPY or unnest). Every row has as many values as there are columns, and no constraint may fail.
  func insert(into table: Identifier, _ columns: [Identifier], rows: [[SQLValue]]) throws

  /// Runs `body` so that its writes vanish when it throws, and the rest of the transaction goes on. A statement whose
  /// refusal is caught needs one around it: PostgreSQL gives up the whole transaction otherwise.
  func savepoint<Value>(_ body: () throws -> Value) throws -> Value
}

extension Transaction {
  package func first(_ sql: SQL) throws -> Row? { try query(sql).first }

  /// The only value of the only row; throws when there is no row.
  package func scalar(_ sql: SQL) throws -> SQLValue {
    guard let row = try first(sql) else { throw DatabaseError.column(0, expected: "a row") }
    return row[0]
  }
}

/// What can go wrong below the rules.
package enum DatabaseError: Error, Sendable {
  /// A unique index refused the row; names the index or columns as far as the engine tells.
  case unique(constraint: String)
  case foreignKey(constraint: String)
  case notNull(column: String)
  /// The disk or the quota is full: nothing of the transaction was kept.
  case full
  /// The server or file cannot be reached at the moment; trying again later may work.
  case unavailable(String)
  /// Another process held the database longer than we wait.
  case busy
  /// Anything else the engine said, with the statement's text (never its values).
  case engine(code: String, message: String, sql: String)
  /// A result column was not of the kind the code expects.
  case column(Int, expected: String)
  /// A value that cannot be kept on every engine, such as text with a NUL: refused before the engine saw it.
  case notStorable(String)
}

extension DatabaseError {
  /// Whether the same request may succeed when it is made again later.
  package var isTransient: Bool {
    switch self {
    case .busy, .unavailable: true
    case .engine(let code, _, _): code == "40001" || code == "40P01"  // refused for the sake of another transaction
    default: false
    }
  }
}
