import Database
import Kernel

/// One transaction on a PostgreSQL connection.
final class PostgresTransaction: Transaction {
  let dialect = Dialect.postgres

  /// The last statement the server refused. Decides whether the whole body is run once more.
  private(set) var failure: DatabaseError?

  private let connection: PostgresConnection
  private let log: QueryLog?
  private var cursors = 0

  /// From so many rows on COPY is faster than one INSERT of many rows.
  private static let rowsWorthCopying = 12

  init(_ connection: PostgresConnection, log: QueryLog?) {
    self.connection = connection
    self.log = log
  }

  func query(_ sql: SQL) throws -> [Row] {
    log?.record(sql)
    let result = try noting { try connection.run(sql) }
    var rows: [Row] = []
    rows.reserveCapacity(result.count)
    _ = try result.forEach { row in
      rows.append(row)
      return true
    }
    return rows
  }

  /// Through a cursor, so that `each` may ask for other things on the same connection.
  func forEach(_ sql: SQL, _ each: (Row) throws -> Bool) throws {
    log?.record(sql)
    cursors += 1
    let name = "rows_\(cursors)"
    guard let cursor = Identifier(name) else { return }
    _ = try noting { try connection.run("DECLARE \(cursor) NO SCROLL CURSOR FOR \(sql)") }
    var isMore = true
    while isMore {
      let result = try noting { try connection.command("FETCH 500 FROM \(name)") }
      isMore = try result.forEach(each) && result.count == 500
    }
    try noting { try connection.command("CLOSE \(name)") }
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    log?.record(sql)
    return try noting { try connection.run(sql) }.touched
  }

  func insert(into table: Identifier, _ columns: [Identifier], rows: [[SQLValue]]) throws {
    if rows.isEmpty { return }
    let head: SQL = "INSERT INTO \(table) (\(columns)) VALUES "
    log?.record(head)
    if rows.count < Self.rowsWorthCopying {
      let values = rows.map { row in SQL("(\(list: row))") }.joined(", ")
      _ = try noting { try connection.run(head + values) }
      return
    }
    let names = columns.map(\.quoted).joined(separator: ", ")
    var next = rows.startIndex
    try noting {
      try connection.copy("COPY \(table.quoted) (\(names)) FROM STDIN") { buffer in
        while next < rows.endIndex, buffer.count < 65_536 {
          try PostgresCopyText.append(rows[next], to: &buffer)
          next += 1
        }
        return next < rows.endIndex
      }
    }
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try noting { try connection.command("SAVEPOINT body") }  // the name means the innermost: they nest under one name
    let value: Value
    do {
      value = try body()
    } catch {
      if !connection.isLost {
        try connection.command("ROLLBACK TO body")
        try connection.command("RELEASE body")
      }
      throw error
    }
    try noting { try connection.command("RELEASE body") }
    return value
  }

  @discardableResult
  private func noting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      failure = error
      throw error
    }
  }
}
