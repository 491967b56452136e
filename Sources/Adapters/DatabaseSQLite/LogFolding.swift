import Database

/// Folds the log of a database into its file on a thread of its own while the writer goes on; a large import would otherwise stop for
/// it again and again.
///
/// The log begins anew only when all of it is folded at the moment a transaction begins, which never comes while one step follows
/// the other. So the writer folds too when the log has become long (`wal_autocheckpoint`), but finds most of it done.
final class LogFolding {
  /// Pages of 4 KB that the writer adds before it is worth while.
  private static let pagesBetween = 6_000

  private let worker: Workers<Void>
  private var folded = 0

  init(worker: Workers<Void>) { self.worker = worker }

  /// For the writer, after a commit: how many pages it has written in its life.
  func hear(pagesWritten: Int) {
    guard pagesWritten - folded >= Self.pagesBetween else { return }
    folded = pagesWritten
    _ = worker.add(())
  }

  /// The thread that folds. What fails here is done by the writer later.
  static func worker(path: String) -> Workers<Void> {
    Workers(name: "enishi.folding", limit: 1) { wishes in
      var connection: SQLiteConnection?
      while wishes.next() != nil {
        guard let open = try? connection ?? SQLiteConnection(SQLiteFile(path: path, role: .reader)) else { continue }
        connection = open
        _ = try? open.use(log: nil) { tx in try tx.run("PRAGMA wal_checkpoint(PASSIVE)") }
      }
      connection?.close()
    }
  }
}
