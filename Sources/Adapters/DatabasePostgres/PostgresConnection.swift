import CPostgres
import Database
import Foundation

/// One open connection and the statements prepared on it. It stays on the thread that serves it.
final class PostgresConnection {
  /// A statement known to the server, with the types its parameters were declared with (unknown where only NULL came).
  private struct Prepared {
    let name: String
    let types: [Oid]

    /// A statement first prepared with NULL in some place is prepared anew when a value comes there.
    func takes(_ given: [Oid]) -> Bool { zip(types, given).allSatisfy { $1 == PostgresType.unknown || $0 == $1 } }

    func types(with given: [Oid]) -> [Oid] { zip(types, given).map { $1 == PostgresType.unknown ? $0 : $1 } }
  }

  private let raw: OpaquePointer
  private var statements = StatementCache<Prepared>(limit: 500)
  private var made = 0
  /// Statements that made room in the cache, still known to the server.
  private var outdated: [String] = []
  private var pendingBegin: String?
  /// The server has said that the transaction began.
  private(set) var hasBegun = false

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

  // MARK: Transactions

  /// Begins a transaction with the next statement, in the same round trip.
  func begin(_ text: String) {
    for name in outdated { _ = try? command("DEALLOCATE \(name)") }
    outdated = []
    pendingBegin = text
    hasBegun = false
  }

  /// COMMIT or ROLLBACK. False when the server did something else.
  func end(_ text: String) throws -> Bool {
    if pendingBegin != nil {
      pendingBegin = nil  // nothing was asked in between
      return true
    }
    return try command(text).command == text
  }

  // MARK: Statements

  /// A statement without values that is not worth preparing: SAVEPOINT, FETCH, COPY, …
  @discardableResult
  func command(_ text: String) throws -> PostgresResult {
    try beginNow()
    return try check(PQexecParams(raw, text, 0, nil, nil, nil, nil, 1), sql: text)
  }

  func run(_ sql: SQL) throws -> PostgresResult {
    let parameters = try PostgresParameters(sql.binds)
    guard Self.isWorthPreparing(sql) else {
      try beginNow()
      return try parameters.withPointers { count, values, lengths, formats in
        try check(
          PQexecParams(raw, sql.text(placeholder: "$"), count, parameters.types, values, lengths, formats, 1),
          sql: sql.shape)
      }
    }
    let known = statements.find(sql)
    if let known, known.takes(parameters.types) {
      if pendingBegin != nil { return try pipeline(known, preparing: nil, parameters, sql) }
      return try parameters.withPointers { count, values, lengths, formats in
        try check(PQexecPrepared(raw, known.name, count, values, lengths, formats, 1), sql: sql.shape)
      }
    }
    made += 1
    let types = known?.types(with: parameters.types) ?? parameters.types
    return try pipeline(Prepared(name: "s\(made)", types: types), preparing: sql.text(placeholder: "$"), parameters, sql)
  }

  /// Forgets all prepared statements, after the schema changed under them. Outside of transactions.
  func forgetStatements() throws {
    statements.removeAll()
    outdated = []
    try command("DEALLOCATE ALL")
  }

  private static func isWorthPreparing(_ sql: SQL) -> Bool {
    let start = sql.texts[0].utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains { start.starts(with: $0.utf8) }
  }

  private func beginNow() throws {
    guard let begin = pendingBegin else { return }
    pendingBegin = nil
    _ = try check(PQexecParams(raw, begin, 0, nil, nil, nil, nil, 1), sql: begin)
    hasBegun = true
  }

  /// BEGIN where one is due, preparing where it is needed, and the statement itself: all in one round trip.
  private func pipeline(
    _ statement: Prepared, preparing text: String?, _ parameters: PostgresParameters, _ sql: SQL
  ) throws -> PostgresResult {
    let begin = pendingBegin
    pendingBegin = nil
    guard PQenterPipelineMode(raw) == 1 else { throw databaseError(nil, raw, sql: sql.shape) }
    defer { PQexitPipelineMode(raw) }
    if let begin { PQsendQueryParams(raw, begin, 0, nil, nil, nil, nil, 1) }
    if let text { PQsendPrepare(raw, statement.name, text, Int32(statement.types.count), statement.types) }
    _ = parameters.withPointers { count, values, lengths, formats in
      PQsendQueryPrepared(raw, statement.name, count, values, lengths, formats, 1)
    }
    guard PQpipelineSync(raw) == 1 else { throw databaseError(nil, raw, sql: sql.shape) }
    defer { PQclear(PQgetResult(raw)) }  // the answer to the sync

    let begun = begin.map { _ in nextInPipeline(sql) }
    if case .success? = begun { hasBegun = true }
    let prepared = text.map { _ in nextInPipeline(sql) }
    if case .success? = prepared, let old = statements.keep(statement, for: sql) { outdated.append(old.name) }
    let answer = nextInPipeline(sql)
    _ = try begun?.get()
    _ = try prepared?.get()
    return try answer.get()
  }

  private func nextInPipeline(_ sql: SQL) -> Result<PostgresResult, any Error> {
    let result = Result { try check(PQgetResult(raw), sql: sql.shape) }
    while let rest = PQgetResult(raw) { PQclear(rest) }  // nil ends each statement's answers
    return result
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
