import Synchronization

/// The statements a database was asked to run, so that tests can say how many queries a page may cost.
///
/// Give one to the database when it is opened. Beginning and ending a transaction does not count; values are never kept.
package final class QueryLog: Sendable {
  private let log = Mutex<[String]>([])

  package init() {}

  package var statements: [String] { log.withLock { $0 } }
  package var count: Int { log.withLock { $0.count } }

  package func clear() { log.withLock { $0 = [] } }

  /// For the adapters: called once for each statement.
  package func record(_ sql: SQL) { log.withLock { $0.append(sql.shape) } }
}

extension SQL {
  /// The text with `?` in place of every value: fit for logs and errors.
  package var shape: String { binds.isEmpty ? texts[0] : texts.joined(separator: "?") }
}
