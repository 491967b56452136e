import Database
import Foundation
import GRDBSQLite

/// One transaction, or one savepoint of a commit shared by several, on an SQLite connection.
///
/// Statements are bound and read through the C interface: decoding rows is what lists and exports spend their time on.
final class SQLiteTransaction: Transaction {
  let dialect = Dialect.sqlite

  private let handle: SQLiteHandle
  private let connection: OpaquePointer
  private let statements: SQLiteStatements
  private let log: QueryLog?

  init(_ handle: SQLiteHandle, _ connection: OpaquePointer, statements: SQLiteStatements, log: QueryLog?) {
    self.handle = handle
    self.connection = connection
    self.statements = statements
    self.log = log
  }

  /// False when the engine gave the whole transaction up, as it may when the disk is full.
  var isAlive: Bool { sqlite3_get_autocommit(connection) == 0 }

  /// How many pages the connection has written to the log in its life.
  var pagesWritten: Int {
    var (pages, highest): (Int32, Int32) = (0, 0)
    sqlite3_db_status(connection, SQLITE_DBSTATUS_CACHE_WRITE, &pages, &highest, 0)
    return Int(pages)
  }

  func query(_ sql: SQL) throws -> [Row] {
    var rows: [Row] = []
    try forEach(sql) { row in
      rows.append(row)
      return true
    }
    return rows
  }

  func forEach(_ sql: SQL, _ each: (Row) throws -> Bool) throws {
    log?.record(sql)
    try withStatement(sql) { statement in
      try bind(sql.binds, to: statement, of: sql)
      guard try step(statement, of: sql) else { return }
      let columns = sqlite3_column_count(statement)  // only right after the first step: the schema may have changed
      repeat {
        guard try each(SQLiteColumns.row(statement, columns: columns)) else { return }
      } while try step(statement, of: sql)
    }
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    log?.record(sql)
    return try run(sql)
  }

  func insert(into table: Identifier, _ columns: [Identifier], rows: [[SQLValue]]) throws {
    guard let first = rows.first else { return }
    precondition(first.count == columns.count, "a row of \(table.name) has \(first.count) values for \(columns.count) columns")
    let sql: SQL = "INSERT INTO \(table) (\(columns)) VALUES (\(list: first))"
    log?.record(sql)
    try withStatement(sql) { statement in
      var memory = RowMemory()
      defer { sqlite3_clear_bindings(statement) }
      for row in rows {
        guard try memory.bind(row, to: statement) == SQLITE_OK else { throw failure(of: sql) }
        _ = try step(statement, of: sql)
        sqlite3_reset(statement)
      }
    }
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try run("SAVEPOINT body")  // the name means the innermost: savepoints nest under one name
    do {
      let value = try body()
      try run("RELEASE body")
      return value
    } catch {
      if isAlive {
        try run("ROLLBACK TO body")
        try run("RELEASE body")
      }
      throw error
    }
  }

  /// A statement that does not count in the log.
  @discardableResult
  func run(_ sql: SQL) throws -> Int {
    let before = sqlite3_total_changes64(connection)
    try withStatement(sql) { statement in
      try bind(sql.binds, to: statement, of: sql)
      while try step(statement, of: sql) {}
    }
    return Int(sqlite3_total_changes64(connection) - before)
  }

  private func withStatement<Value>(_ sql: SQL, _ body: (OpaquePointer) throws -> Value) throws -> Value {
    let prepared = try statements.take(sql, on: handle)
    let statement = prepared.pointer
    defer {
      sqlite3_reset(statement)
      statements.giveBack(prepared)
    }
    return try body(statement)
  }

  private func step(_ statement: OpaquePointer, of sql: SQL) throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw failure(of: sql)
    }
  }

  private func bind(_ values: [SQLValue], to statement: OpaquePointer, of sql: SQL) throws {
    for (at, value) in values.enumerated() {
      guard try SQLiteColumns.bind(value, to: statement, at: Int32(at + 1)) == SQLITE_OK else { throw failure(of: sql) }
    }
  }

  private func failure(of sql: SQL) -> DatabaseError {
    databaseError(
      code: sqlite3_extended_errcode(connection), message: String(cString: sqlite3_errmsg(connection)),
      sql: sql.shape)
  }
}
