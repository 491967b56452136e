import CPostgres
import Database
import Foundation

/// One open connection and the statements prepared on it. It stays on the thread that serves it.
final class PostgresConnection {
  /// A statement known to the server, with the types its parameters were declared with (unknown where only NULL came).
  private struct Prepared {
    let name: String
    let types: [Oid]
  }

  private let raw: OpaquePointer
  private var statements = StatementCache<Prepared>(limit: 500)
  private var made = 0

  init(_ settings: PostgresSettings) throws {
    let keywords = settings.keywords
    var names = keywords.map { UnsafePointer(strdup($0.0)) }
    var values = keywords.map { UnsafePointer(strdup($0.1)) }
    defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
    names.append(nil)
    values.append(nil)
    guard let raw = PQconnectdbParams(names, values, 1) else { throw DatabaseError.unavailable("out of memory") }
    guard PQstatus(raw) == CONNECTION_OK else {
      defer { PQfinish(raw) }
      throw DatabaseError.unavailable(String(cString: PQerrorMessage(raw)))
    }
    self.raw = raw
    PQsetNoticeProcessor(raw, { _, _ in }, nil)
  }

  deinit { PQfinish(raw) }

  var isLost: Bool { PQstatus(raw) != CONNECTION_OK }
  /// A statement was refused and nothing but a rollback is possible.
  var isAborted: Bool { PQtransactionStatus(raw) == PQTRANS_INERROR }
  var isInTransaction: Bool { PQtransactionStatus(raw) != PQTRANS_IDLE }

  /// A statement without values that is not worth preparing: BEGIN, SAVEPOINT, DDL, FETCH, …
  @discardableResult
  func command(_ text: String) throws -> PostgresResult {
    try check(PQexecParams(raw, text, 0, nil, nil, nil, nil, 1), sql: text)
  }

  func run(_ sql: SQL) throws -> PostgresResult {
    let parameters = try PostgresParameters(sql.binds)
    guard Self.isWorthPreparing(sql) else {
      return try parameters.withPointers { count, values, lengths, formats in
        try check(
          PQexecParams(raw, sql.text(placeholder: "$"), count, parameters.types, values, lengths, formats, 1),
          sql: sql.shape)
      }
    }
    let prepared = try prepare(sql, parameters.types)
    return try parameters.withPointers { count, values, lengths, formats in
      try check(PQexecPrepared(raw, prepared.name, count, values, lengths, formats, 1), sql: sql.shape)
    }
  }

  /// Forgets all prepared statements, after the schema changed under them. Outside of transactions.
  func forgetStatements() throws {
    statements.removeAll()
    try command("DEALLOCATE ALL")
  }

  private static func isWorthPreparing(_ sql: SQL) -> Bool {
    let start = sql.texts[0].utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { start.starts(with: $0.utf8) }
  }

  /// A statement first prepared with NULL in some place is prepared anew when a value comes there.
  private func prepare(_ sql: SQL, _ types: [Oid]) throws -> Prepared {
    let known = statements.find(sql)
    if let known, zip(known.types, types).allSatisfy({ $1 == PostgresType.unknown || $0 == $1 }) { return known }
    let merged = known.map { zip($0.types, types).map { $1 == PostgresType.unknown ? $0 : $1 } } ?? types
    made += 1
    let prepared = Prepared(name: "s\(made)", types: merged)
    _ = try check(
      PQprepare(raw, prepared.name, sql.text(placeholder: "$"), Int32(merged.count), merged), sql: sql.shape)
    if let old = statements.keep(prepared, for: sql) { try command("DEALLOCATE \(old.name)") }
    return prepared
  }

  private func check(_ result: OpaquePointer?, sql: String) throws -> PostgresResult {
    let answer = result.map(PostgresResult.init)
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_EMPTY_QUERY:
      if let answer { return answer }
      throw databaseError(nil, raw, sql: sql)
    default: throw databaseError(result, raw, sql: sql)
    }
  }

  // MARK: COPY

  /// Sends rows to `COPY … FROM STDIN`. `fill` puts the next piece into the buffer and returns false after the last.
  func copy(_ text: String, fill: (inout [UInt8]) throws -> Bool) throws {
    try command(text)
    var buffer: [UInt8] = []
    var isMore = true
    do {
      while isMore {
        buffer.removeAll(keepingCapacity: true)
        isMore = try fill(&buffer)
        let sent = buffer.withUnsafeBytes { bytes in
          PQputCopyData(raw, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count))
        }
        if sent != 1 { break }  // the answer below says why
      }
    } catch {
      _ = try? endCopy(text, refusing: "a value cannot be kept")
      throw error
    }
    try endCopy(text, refusing: nil)
  }

  private func endCopy(_ text: String, refusing reason: String?) throws {
    _ = PQputCopyEnd(raw, reason)
    var failure: DatabaseError?
    while let result = PQgetResult(raw) {
      do { _ = try check(result, sql: text) } catch let error as DatabaseError { failure = failure ?? error }
      if isLost { break }
    }
    if let failure { throw failure }
    if isLost { throw databaseError(nil, raw, sql: text) }
  }
}
