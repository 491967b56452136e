import Database
import Foundation
import GRDBSQLite
import Kernel

/// How values are kept in SQLite's columns: booleans as 0 and 1, instants as milliseconds, days as ISO text.
enum SQLiteColumns {
  /// SQLite's wish that it copies what is bound; the macro does not come across.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// Returns SQLite's result code.
  static func bind(_ value: SQLValue, to statement: OpaquePointer, at: Int32) throws -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(statement, at)
    case .integer(let value): return sqlite3_bind_int64(statement, at, value)
    case .double(let value): return sqlite3_bind_double(statement, at, value)
    case .boolean(let value): return sqlite3_bind_int64(statement, at, value ? 1 : 0)
    case .instant(let value): return sqlite3_bind_int64(statement, at, value.milliseconds)
    case .day(let value): return try bindText(storable(value).text, to: statement, at: at)
    case .text(let value): return try bindText(value, to: statement, at: at)
    case .blob(let bytes):
      if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, at, 0) }
      return sqlite3_bind_blob64(statement, at, bytes, UInt64(bytes.count), copied)
    }
  }

  private static func bindText(_ text: String, to statement: OpaquePointer, at: Int32) throws -> Int32 {
    var text = text
    return try text.withUTF8 { bytes in
      guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_text(statement, at, "", 0, copied) }
      guard memchr(start, 0, bytes.count) == nil else { throw DatabaseError.notStorable("text with a NUL character") }
      return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text64(statement, at, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
      }
    }
  }

  /// ISO text has four digits for the year and sorts by its bytes; other years would not.
  private static func storable(_ day: Day) throws -> Day {
    guard (1...9999).contains(day.year) else { throw DatabaseError.notStorable("a day outside the years 1 to 9999") }
    return day
  }

  static func row(_ statement: OpaquePointer, columns: Int32) -> Row {
    Row(
      [SQLValue](unsafeUninitializedCapacity: Int(columns)) { values, count in
        for at in 0..<columns { values.initializeElement(at: Int(at), to: value(statement, at)) }
        count = Int(columns)
      })
  }

  private static func value(_ statement: OpaquePointer, _ at: Int32) -> SQLValue {
    switch sqlite3_column_type(statement, at) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, at))
    case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, at))
    case SQLITE_TEXT:
      guard let bytes = sqlite3_column_text(statement, at) else { return .text("") }
      let count = Int(sqlite3_column_bytes(statement, at))
      return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
    case SQLITE_BLOB:
      guard let bytes = sqlite3_column_blob(statement, at) else { return .blob([]) }
      return .blob([UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, at)))))
    default: return .null
    }
  }
}
