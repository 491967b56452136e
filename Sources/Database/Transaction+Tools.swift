extension Transaction {
  /// Waits until no other transaction holds the lock of that number, and holds it until this transaction ends.
  /// Each organisation has its own numbers. SQLite has one writer anyway, so there is nothing to wait for.
  package func lock(_ key: Int64) throws {
    guard dialect.engine == .postgres else { return }
    _ = try query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema()::text, \(key)))")
  }

  /// How the engine would run the statement, one step a line. For tests and benchmarks.
  package func explain(_ sql: SQL) throws -> String {
    switch dialect.engine {
    case .sqlite: try query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) }.joined(separator: "\n")
    case .postgres: try query("EXPLAIN \(sql)").map { try $0.text(0) }.joined(separator: "\n")
    }
  }
}
