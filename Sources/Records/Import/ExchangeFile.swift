package import Database
package import Kernel

/// A file on its way in or out: an upload to be imported, a list of rejected rows, an export. Kept in the database, in pieces, so that
/// any process can go on with it; gone after 30 days.
package enum ExchangeFile {
  package static let migrations: [Migration] =
    [
      Migration("0012-exchange-files") { dialect in
        let integer = dialect.type(.integer)
        return [
          """
          CREATE TABLE exchange_file (
            id \(dialect.key), name \(dialect.type(.text)) NOT NULL, content_type \(dialect.type(.text)) NOT NULL,
            created_at \(dialect.type(.instant)) NOT NULL, created_by \(integer))
          """,
          """
          CREATE TABLE exchange_piece (
            file_id \(integer) NOT NULL, number \(integer) NOT NULL, bytes \(dialect.type(.blob)) NOT NULL,
            PRIMARY KEY (file_id, number))
          """,
        ]
      }
    ] + ImportDraft.migrations

  /// What the file is called and who made it.
  package struct Header: Sendable {
    package let id: ID<ExchangeFile>
    package let name: String
    package let contentType: String
    package let createdBy: ID<UserTag>?
    package let pieces: Int
  }

  package static func create(
    _ id: ID<ExchangeFile>, name: String, contentType: String = "text/csv", by: ID<UserTag>?, at now: Instant,
    in tx: any Transaction
  ) throws {
    try tx.execute(
      """
      INSERT INTO exchange_file (id, name, content_type, created_at, created_by)
      VALUES (\(id), \(name), \(contentType), \(now), \(by))
      """)
  }

  /// Adds a piece after the last one.
  package static func append(_ bytes: [UInt8], to id: ID<ExchangeFile>, in tx: any Transaction) throws {
    guard !bytes.isEmpty else { return }
    let last = try tx.scalar("SELECT COALESCE(max(number), -1) FROM exchange_piece WHERE file_id = \(id)")
    let number: Int64 = if case .integer(let number) = last { number + 1 } else { 0 }
    try tx.execute(
      "INSERT INTO exchange_piece (file_id, number, bytes) VALUES (\(id), \(number), \(SQLValue.blob(bytes)))")
  }

  package static func header(_ id: ID<ExchangeFile>, in tx: any Transaction) throws -> Header? {
    try tx.first(
      """
      SELECT name, content_type, created_by, (SELECT count(*) FROM exchange_piece WHERE file_id = \(id))
      FROM exchange_file WHERE id = \(id)
      """
    ).map { row in
      Header(
        id: id, name: try row.text(0), contentType: try row.text(1), createdBy: try row.optionalID(2), pieces: try row.int(3))
    }
  }

  package static func piece(_ number: Int, of id: ID<ExchangeFile>, in tx: any Transaction) throws -> [UInt8]? {
    try tx.first("SELECT bytes FROM exchange_piece WHERE file_id = \(id) AND number = \(number)")?.blob(0)
  }

  /// The whole file, for small ones.
  package static func bytes(of id: ID<ExchangeFile>, in tx: any Transaction) throws -> [UInt8] {
    try tx.query("SELECT bytes FROM exchange_piece WHERE file_id = \(id) ORDER BY number").reduce(into: []) { $0 += try $1.blob(0) }
  }

  /// Removes pieces from before that moment which belong to no file: of uploads that were broken off.
  package static func purgeOrphans(before: Instant, in tx: any Transaction) throws -> Int {
    let limit = ID<ExchangeFile>(max(0, before.milliseconds - IDSource.epoch) << 22)
    return try tx.execute(
      """
      DELETE FROM exchange_piece WHERE file_id < \(limit)
        AND NOT EXISTS (SELECT 1 FROM exchange_file WHERE exchange_file.id = exchange_piece.file_id)
      """)
  }

  /// Removes files older than `before` with their pieces; returns how many files went.
  package static func purge(before: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM import_draft WHERE run_job_id IS NULL AND updated_at < \(before)")
    try tx.execute(
      "DELETE FROM exchange_piece WHERE file_id IN (SELECT id FROM exchange_file WHERE created_at < \(before))")
    return try tx.execute("DELETE FROM exchange_file WHERE created_at < \(before)")
  }
}
