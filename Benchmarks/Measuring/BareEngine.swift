import CPostgres
import Database
import Foundation
import GRDBSQLite
import Kernel

/// The engine itself, asked through its C interface with a statement written by hand: what can be had at best.
protocol BareEngine: AnyObject {
  /// Runs a prepared statement and looks at every value; returns how many rows there were.
  @discardableResult func run(_ sql: SQL) throws -> Int
  /// Inserts rows in the engine's fastest way: a prepared statement, or COPY.
  func load(_ table: Identifier, _ columns: [Identifier], _ rows: ArraySlice<[SQLValue]>) throws
}

/// SQLite, set up like the house's own connections.
final class BareSQLite: BareEngine {
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(path: String) throws {
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK else {
      throw BenchProblem("cannot open \(path)")
    }
    for pragma in [
      "temp_store = MEMORY", "cache_size = -65536", "mmap_size = 1073741824", "journal_mode = WAL", "synchronous = FULL",
    ] { sqlite3_exec(handle, "PRAGMA \(pragma)", nil, nil, nil) }
    sqlite3_busy_timeout(handle, 10_000)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  func run(_ sql: SQL) throws -> Int {
    let text = sql.text(placeholder: "?")
    var statement = statements[text]
    if statement == nil {
      guard sqlite3_prepare_v3(handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK else {
        throw BenchProblem("\(String(cString: sqlite3_errmsg(handle))): \(text)")
      }
      statements[text] = statement
    }
    for (at, value) in sql.binds.enumerated() { bind(value, to: statement, Int32(at + 1)) }
    defer { sqlite3_reset(statement) }
    var rows = 0
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows += 1
        for column in 0..<sqlite3_column_count(statement) {
          if sqlite3_column_type(statement, column) == SQLITE_TEXT {
            _ = sqlite3_column_text(statement, column)
          } else {
            _ = sqlite3_column_int64(statement, column)
          }
        }
      case SQLITE_DONE: return rows
      default: throw BenchProblem("\(String(cString: sqlite3_errmsg(handle))): \(text)")
      }
    }
  }

  func load(_ table: Identifier, _ columns: [Identifier], _ rows: ArraySlice<[SQLValue]>) throws {
    for row in rows { _ = try run("INSERT INTO \(table) (\(columns)) VALUES (\(list: row))") }
  }

  private func bind(_ value: SQLValue, to statement: OpaquePointer?, _ at: Int32) {
    switch value {
    case .null, .blob: sqlite3_bind_null(statement, at)
    case .integer(let number): sqlite3_bind_int64(statement, at, number)
    case .double(let number): sqlite3_bind_double(statement, at, number)
    case .boolean(let flag): sqlite3_bind_int64(statement, at, flag ? 1 : 0)
    case .instant(let instant): sqlite3_bind_int64(statement, at, instant.milliseconds)
    case .text(let text): sqlite3_bind_text(statement, at, text, -1, Self.copied)
    case .day(let day): sqlite3_bind_text(statement, at, day.text, -1, Self.copied)
    }
  }
}

/// PostgreSQL through libpq.
final class BarePostgres: BareEngine {
  private let connection: OpaquePointer
  private var names: [String: String] = [:]

  init(url: String) throws {
    guard let connection = PQconnectdb(url), PQstatus(connection) == CONNECTION_OK else {
      throw BenchProblem("cannot connect to PostgreSQL")
    }
    self.connection = connection
    PQclear(PQexec(connection, "SET jit = off"))
    PQclear(PQexec(connection, "SET client_min_messages = warning"))
  }

  deinit { PQfinish(connection) }

  func run(_ sql: SQL) throws -> Int {
    let text = sql.text(placeholder: "$")
    if names[text] == nil {
      let name = "bare_\(names.count)"
      let types = sql.binds.map(Self.type)
      try check(PQprepare(connection, name, text, Int32(types.count), types), text)
      names[text] = name
    }
    let values = sql.binds.map { value in Self.text(value).flatMap { strdup($0) } }
    defer { values.forEach { free($0) } }
    let pointers = values.map { UnsafePointer($0) }
    guard let result = PQexecPrepared(connection, names[text], Int32(pointers.count), pointers, nil, nil, 1) else {
      throw BenchProblem("PostgreSQL went away")
    }
    defer { PQclear(result) }
    guard [PGRES_TUPLES_OK, PGRES_COMMAND_OK].contains(PQresultStatus(result)) else {
      throw BenchProblem("\(String(cString: PQresultErrorMessage(result))): \(text)")
    }
    for row in 0..<PQntuples(result) {
      for column in 0..<PQnfields(result) { _ = PQgetvalue(result, row, column) }
    }
    return Int(PQntuples(result))
  }

  func load(_ table: Identifier, _ columns: [Identifier], _ rows: ArraySlice<[SQLValue]>) throws {
    let head = "COPY \(table.quoted) (\(columns.map(\.quoted).joined(separator: ", "))) FROM STDIN"
    try check(PQexec(connection, head), head, expecting: PGRES_COPY_IN)
    var piece = ""
    func send() throws {
      guard PQputCopyData(connection, piece, Int32(piece.utf8.count)) == 1 else { throw BenchProblem("PostgreSQL went away") }
      piece = ""
    }
    for row in rows {
      piece += row.map { Self.text($0).map(Self.escaped) ?? "\\N" }.joined(separator: "\t") + "\n"
      if piece.utf8.count > 65_536 { try send() }
    }
    try send()
    PQputCopyEnd(connection, nil)
    while let result = PQgetResult(connection) { try check(result, head) }
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 < 0x20 }) else { return text }
    return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
  }

  private func check(_ result: OpaquePointer?, _ text: String, expecting status: ExecStatusType = PGRES_COMMAND_OK) throws {
    defer { PQclear(result) }
    guard PQresultStatus(result) == status else {
      throw BenchProblem("\(String(cString: PQresultErrorMessage(result))): \(text)")
    }
  }

  private static func type(_ value: SQLValue) -> Oid {
    switch value {
    case .null, .blob: 0
    case .integer: 20
    case .double: 701
    case .boolean: 16
    case .instant: 1184
    case .text: 25
    case .day: 1082
    }
  }

  private static func text(_ value: SQLValue) -> String? {
    switch value {
    case .null, .blob: nil
    case .integer(let number): String(number)
    case .double(let number): String(number)
    case .boolean(let flag): flag ? "t" : "f"
    case .instant(let instant): instant.text
    case .text(let text): text
    case .day(let day): day.text
    }
  }
}
