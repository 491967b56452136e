package import Database
import Kernel
package import Metadata

/// Brings the tables in step with the standard objects as this version of the program declares them: missing tables,
/// columns and indexes are added, nothing is changed or dropped. So a version may add a field by declaring it.
package struct TableSync {
  package let transaction: any Transaction

  package init(transaction: any Transaction) { self.transaction = transaction }

  /// What is missing, as statements in the order of running; empty when everything is there.
  package func plan(_ objects: [ObjectDefinition]) throws -> [SQL] {
    try objects.flatMap { object -> [SQL] in
      let columns = try transaction.columns(of: object.table)
      guard !columns.isEmpty else { return try TableDDL.create(object, transaction.dialect) }
      let fresh = try object.fields.filter { $0.type.column != nil && !columns.contains($0.name) }.flatMap {
        try TableDDL.addColumn($0, to: object, transaction.dialect)
      }
      let indexes = try transaction.indexes(of: object.table)
      let missing = try TableDDL.indexes(of: object, transaction.dialect).filter { !indexes.contains($0.name.name) }.map(\.statement)
      return fresh + missing + (missing.isEmpty ? [] : try TableDDL.analyze(object, transaction.dialect))
    }
  }

  /// Adds what is missing; returns how many statements that took.
  @discardableResult
  package func run(_ objects: [ObjectDefinition]) throws -> Int {
    let statements = try plan(objects)
    for statement in statements { try transaction.execute(statement) }
    return statements.count
  }
}

extension Transaction {
  /// The columns of a table in the database's own words; empty when there is no such table.
  package func columns(of table: String) throws -> Set<String> {
    let rows =
      switch dialect.engine {
      case .sqlite: try query("SELECT name FROM pragma_table_info(\(table))")
      case .postgres:
        try query(
          "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = \(table)")
      }
    return Set(try rows.map { try $0.text(0) })
  }

  /// The indexes of a table by name.
  func indexes(of table: String) throws -> Set<String> {
    let rows =
      switch dialect.engine {
      case .sqlite: try query("SELECT name FROM pragma_index_list(\(table))")
      case .postgres:
        try query("SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = \(table)")
      }
    return Set(try rows.map { try $0.text(0) })
  }
}
