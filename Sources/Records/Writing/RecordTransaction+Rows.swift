import Database
import Kernel
import Metadata
import Query

extension RecordTransaction {
  func insert(_ mutations: [Mutation], _ plan: WritePlan) throws {
    guard !mutations.isEmpty else { return }
    try transaction.insert(
      into: plan.table, plan.columns,
      rows: mutations.map { $0.form?.row(for: $0.record) ?? plan.row(of: $0.record.values) })
  }

  /// Writes the changed fields: one statement for up to 200 records in which the same fields changed.
  func write(_ mutations: [Mutation], _ object: ObjectDefinition) throws {
    let groups = Dictionary(grouping: mutations) { $0.changed }
    for (changed, group) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let fields = changed.compactMap(object.field)
      for start in stride(from: 0, to: group.count, by: 200) {
        try write(fields, of: Array(group[start..<min(start + 200, group.count)]), object)
      }
    }
  }

  private func write(_ fields: [FieldDefinition], of mutations: [Mutation], _ object: ObjectDefinition) throws {
    let table = try TableDDL.identifier(object.table)
    var assignments: [SQL] = ["version = version + 1", "updated_at = \(now)", "updated_by = \(author.userID)"]
    if mutations.count == 1, let record = mutations.first?.record {
      assignments += try fields.map { "\(try TableDDL.identifier($0.name)) = \($0.sqlValue(record[$0.name]))" }
      try transaction.execute("UPDATE \(table) SET \(assignments.joined(", ")) WHERE id = \(record.id)")
      return
    }
    // Both engines call the columns of VALUES column1, column2, …
    for (at, field) in fields.enumerated() {
      assignments.append("\(try TableDDL.identifier(field.name)) = \(SQL(stringLiteral: "new.column\(at + 2)"))")
    }
    let rows = mutations.enumerated().map { place, mutation -> SQL in
      let cells = fields.map { cell($0, mutation.record[$0.name], isFirst: place == 0) }
      return "(\((["\(mutation.record.id)"] + cells).joined(", ")))"
    }
    try transaction.execute(
      """
      UPDATE \(table) SET \(assignments.joined(", ")) FROM (VALUES \(rows.joined(", "))) AS new WHERE \(table).id = new.column1
      """)
  }

  /// PostgreSQL takes the types of VALUES from the first row, which may hold NULL.
  private func cell(_ field: FieldDefinition, _ value: Value, isFirst: Bool) -> SQL {
    let bound = SQL.value(field.sqlValue(value))
    guard isFirst, dialect.engine == .postgres, let kind = field.type.column else { return bound }
    let type: SQL = kind == .text ? "TEXT" : dialect.type(kind)
    return "CAST(\(bound) AS \(type))"
  }

  /// Into the recycle bin or out of it: one statement for up to 500 records.
  func mark(_ records: [Record], deleted: Instant?, _ object: ObjectDefinition) throws {
    let table = try TableDDL.identifier(object.table)
    for start in stride(from: 0, to: records.count, by: 500) {
      let ids = records[start..<min(start + 500, records.count)].map(\.id)
      try transaction.execute(
        """
        UPDATE \(table) SET deleted_at = \(deleted), version = version + 1, updated_at = \(now), updated_by = \(author.userID)
        WHERE id IN (\(list: ids))
        """)
    }
  }
}
