package import Database
import Kernel
import Records
import TestSupport

/// All tables of a database as text, so that "as before" can be compared table by table.
///
/// Left out: what only grows (audit trail, operations, events), counters that must not go back, the engine's own tables, and
/// the columns that tell when and by whom a row was last written or that the engine computes.
package struct TableDump: Equatable, Sendable {
  package let tables: [String: [String]]

  private static let growing: Set<String> = [
    "operation", "change", "change_batch", "event", "auto_number", "schema_state", "setting", "enishi_migration",
  ]
  private static let bookkeeping: Set<String> = ["version", "updated_at", "updated_by", "vector"]

  package init(_ tx: any Transaction) throws {
    var tables: [String: [String]] = [:]
    for table in try Self.tables(tx) {
      let columns = try tx.columns(of: table).subtracting(Self.bookkeeping).sorted().compactMap { Identifier($0) }
      guard let name = Identifier(table), !columns.isEmpty else { continue }
      let rows = try tx.query("SELECT \(columns) FROM \(name)")
      tables[table] = rows.map { row in
        zip(columns, row.values).filter { $1 != .null }.map { "\($0.name)=\($1)" }.joined(separator: " ")
      }.sorted()
    }
    self.tables = tables
  }

  private static func tables(_ tx: any Transaction) throws -> [String] {
    let names =
      switch tx.dialect.engine {
      case .sqlite: try tx.query("SELECT name FROM sqlite_master WHERE type = 'table'")
      case .postgres: try tx.query("SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()")
      }
    return try names.map { try $0.text(0) }.filter { name in
      !growing.contains(name) && !name.hasPrefix("sqlite_") && !name.hasPrefix("search_text")
    }
  }

  /// What differs, for a test's message.
  package func differences(from other: TableDump) -> [String] {
    Set(tables.keys).union(other.tables.keys).sorted().flatMap { table in
      let (mine, theirs) = (tables[table] ?? [], other.tables[table] ?? [])
      return mine.filter { !theirs.contains($0) }.map { "+ \(table): \($0)" } + theirs.filter { !mine.contains($0) }.map { "- \(table): \($0)" }
        + (mine.count == theirs.count ? [] : ["\(table): \(mine.count) rows instead of \(theirs.count)"])
    }
  }
}

extension House {
  package func dump() async throws -> TableDump { try await test.database.read { try TableDump($0) } }
}
