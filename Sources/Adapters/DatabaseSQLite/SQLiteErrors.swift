import Database
import GRDBSQLite

/// What SQLite's result codes mean to the house. `sql` is the statement without its values.
func databaseError(code: Int32, message: String, sql: String) -> DatabaseError {
  // "UNIQUE constraint failed: person.mail": what follows the colon names the columns or the index.
  func named() -> String { message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message }
  switch code {
  case Refusal.unique, Refusal.primaryKey, Refusal.rowID: return .unique(constraint: named())
  case Refusal.foreignKey: return .foreignKey(constraint: named())
  case Refusal.notNull: return .notNull(column: named())
  default: break
  }
  switch code & 0xff {
  case SQLITE_FULL: return .full
  case SQLITE_BUSY, SQLITE_LOCKED: return .busy
  case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_NOTADB, SQLITE_PROTOCOL: return .unavailable("\(message) (\(code))")
  default: return .engine(code: String(code), message: message, sql: sql)
  }
}

/// SQLite's extended codes for refused rows: macros with arithmetic, which do not come across from C.
private enum Refusal {
  static let foreignKey = SQLITE_CONSTRAINT | (3 << 8)
  static let notNull = SQLITE_CONSTRAINT | (5 << 8)
  static let primaryKey = SQLITE_CONSTRAINT | (6 << 8)
  static let unique = SQLITE_CONSTRAINT | (8 << 8)
  static let rowID = SQLITE_CONSTRAINT | (10 << 8)
}
