import Foundation
import GRDB
import GRDBSQLite

// The only file that knows GRDB's names, several of which (`Database`, `Row`, `SQL`) are also ours.

/// GRDB's view of one open connection, handed to the body of `SQLiteFile.use`.
typealias SQLiteHandle = GRDB.Database

/// One connection to the file, set up as the house needs it.
struct SQLiteFile: Sendable {
  enum Role { case writer, reader }

  private let queue: DatabaseQueue

  init(path: String, role: Role) throws {
    var configuration = Configuration()
    configuration.label = "enishi.sqlite"
    configuration.foreignKeysEnabled = false  // records are deleted by the recycle bin, which knows more than a cascade
    configuration.busyMode = .timeout(10)  // other processes write too: the command line beside the server
    configuration.prepareDatabase { db in
      for setting in Self.settings(for: role) { try db.execute(sql: setting) }
    }
    queue = try Self.mapping("open \(path)") { try DatabaseQueue(path: path, configuration: configuration) }
  }

  private static func settings(for role: Role) -> [String] {
    let shared = [
      "PRAGMA temp_store = MEMORY",
      "PRAGMA mmap_size = 1073741824",  // bytes; half as many point reads again as without, at 2,000,000 rows
    ]
    switch role {
    case .writer:
      return shared + [
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",  // a commit that was acknowledged survives a power cut
        // KiB, filled only as needed: a step of an import that does not fit is written twice
        "PRAGMA cache_size = -65536",
        "PRAGMA wal_autocheckpoint = 24000",  // pages; `LogFolding` has done most of it by then
        "PRAGMA journal_size_limit = 67108864",
      ]
    case .reader:
      return shared + ["PRAGMA query_only = 1", "PRAGMA cache_size = -16000"]
    }
  }

  /// The body also gets the C interface's pointer to the same connection.
  func use<Value>(_ body: (SQLiteHandle, OpaquePointer) throws -> Value) throws -> Value {
    try queue.inDatabase { db in
      guard let pointer = db.sqliteConnection else {
        throw databaseError(code: SQLITE_CANTOPEN, message: "the file was closed", sql: "")
      }
      return try body(db, pointer)
    }
  }

  /// Copies every page into a new file through SQLite's backup interface.
  func copy(to path: String) throws {
    try Self.mapping("backup to \(path)") {
      let target = try DatabaseQueue(path: path)
      try queue.backup(to: target)
      try target.close()
    }
  }

  func close() { try? queue.close() }

  fileprivate static func mapping<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as GRDB.DatabaseError {
      throw databaseError(
        code: error.extendedResultCode.rawValue, message: error.message ?? "\(error.resultCode)", sql: what)
    }
  }
}

/// A prepared statement. One that is still being read is not handed out a second time.
final class SQLitePrepared {
  let pointer: OpaquePointer
  var isInUse = true
  private let owner: GRDB.Statement  // ends the statement when it goes

  /// `shape` is the text without values, for errors.
  init(_ text: String, shape: String, on db: SQLiteHandle) throws {
    owner = try SQLiteFile.mapping(shape) { try db.makeStatement(sql: text) }
    pointer = owner.sqliteStatement
  }
}
