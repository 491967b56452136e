package import Database

/// One organisation's database in one SQLite file: the embedded default. One thread writes, several read; a reader never
/// waits for the writer. Several processes may have the file open (the server and the command line).
package final class SQLiteDatabase: Database {
  package let dialect = Dialect.sqlite

  private typealias Reading = @Sendable (Result<SQLiteConnection, any Error>) -> Void

  private let path: String
  private let file: SQLiteFile
  private let log: QueryLog?
  private let writer: Workers<PendingWrite>
  private let readers: Workers<Reading>
  private let folder: Workers<Void>

  private init(path: String, readers limit: Int, log: QueryLog?, writing file: SQLiteFile) {
    self.path = path
    self.file = file
    self.log = log
    let folder = LogFolding.worker(path: path)
    self.folder = folder
    writer = Workers(name: "enishi.writer", limit: 1) { writes in
      GroupCommit(connection: SQLiteConnection(file), folding: LogFolding(worker: folder), log: log).serve(writes)
    }
    readers = Workers(name: "enishi.reader", limit: limit) { readings in
      var connection: SQLiteConnection?
      while let reading = readings.next() {
        reading(
          Result {
            let open = try connection ?? SQLiteConnection(SQLiteFile(path: path, role: .reader))
            connection = open
            return open
          })
      }
      connection?.close()
    }
  }

  /// Makes the file when there is none. `readers` is how many may read at the same moment.
  package static func open(path: String, readers: Int = 4, log: QueryLog? = nil) async throws -> SQLiteDatabase {
    let file = try await blocking { try SQLiteFile(path: path, role: .writer) }
    return SQLiteDatabase(path: path, readers: max(1, readers), log: log, writing: file)
  }

  package func read<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Value, any Error>) in
      let isAccepted = readers.add { [log] connection in
        done.resume(
          with: Result {
            try connection.get().use(log: log) { tx in
              try tx.run("BEGIN")
              defer { _ = try? tx.run("COMMIT") }
              return try body(tx)
            }
          })
      }
      if !isAccepted { done.resume(throwing: DatabaseError.unavailable("the database was closed")) }
    }
  }

  @discardableResult
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Value, any Error>) in
      let write = PendingWrite(
        run: { tx in
          let value = try body(tx)
          return { commitError in
            if let commitError { done.resume(throwing: commitError) } else { done.resume(returning: value) }
          }
        },
        fail: { error in done.resume(throwing: error) })
      if !writer.add(write) { done.resume(throwing: DatabaseError.unavailable("the database was closed")) }
    }
  }

  package func backup(to path: String) async throws {
    try await blocking { [source = self.path] in try SQLiteBackup.copy(source, to: path) }
  }

  package func close() async {
    await Self.close(readers, writer, folder, file)
  }

  deinit {
    // Somebody who forgot to close still gets the threads ended.
    Task { [readers, writer, folder, file] in await Self.close(readers, writer, folder, file) }
  }

  /// The writer's connection goes last: the last one to leave folds the log into the file.
  private static func close(
    _ readers: Workers<Reading>, _ writer: Workers<PendingWrite>, _ folder: Workers<Void>, _ file: SQLiteFile
  ) async {
    await readers.close()
    await writer.close()
    await folder.close()
    try? await blocking { file.close() }
  }
}
