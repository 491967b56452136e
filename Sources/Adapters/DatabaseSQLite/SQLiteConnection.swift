import Database

/// One connection to the file and the statements prepared on it. It stays on the thread that serves it.
final class SQLiteConnection {
  private let file: SQLiteFile
  private let statements = SQLiteStatements(limit: 300)

  init(_ file: SQLiteFile) { self.file = file }

  /// What is used with the connection inside one batch or one read.
  func use<Value>(log: QueryLog?, _ body: (SQLiteTransaction) throws -> Value) throws -> Value {
    try file.use { handle, pointer in
      try body(SQLiteTransaction(handle, pointer, statements: statements, log: log))
    }
  }

  func close() {
    statements.removeAll()
    file.close()
  }
}

/// The prepared statements of one connection.
final class SQLiteStatements {
  private var cache: StatementCache<SQLitePrepared>

  init(limit: Int) { cache = StatementCache(limit: limit) }

  func removeAll() { cache.removeAll() }

  func take(_ sql: SQL, on handle: SQLiteHandle) throws -> SQLitePrepared {
    if let found = cache.find(sql), !found.isInUse {
      found.isInUse = true
      return found
    }
    let made = try SQLitePrepared(sql.text(placeholder: "?"), shape: sql.shape, on: handle)
    _ = cache.keep(made, for: sql)
    return made
  }

  func giveBack(_ prepared: SQLitePrepared) { prepared.isInUse = false }
}
