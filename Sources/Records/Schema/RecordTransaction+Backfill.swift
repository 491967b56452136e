import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// Does one step of what a plan left to jobs: computes a formula or roll-up, or makes search entries, for up to `limit`
  /// records after `after`. Leaves no trace in the audit trail: nobody has changed anything.
  ///
  /// - Returns: where the next step begins; `nil` when all is done or the action is none of this kind.
  package func backfill(_ action: SchemaAction, after: RecordID = RecordID(0), limit: Int = 1000) throws -> RecordID? {
    guard let object = schema.object(action.object.name) else { return nil }
    switch action {
    case .recompute(let field, _):
      guard let field = object.field(field.name), !field.isRetired else { return nil }
      return try step(object, after, limit) { try recompute(field, of: object, $0) }
    case .refreshSearch:
      return try step(object, after, limit) { records in
        try SearchIndex(transaction: transaction).replace(records.map { ($0.id, object.name, try searchText(of: $0, object)) })
      }
    case .createTable, .addColumn, .addIndex, .dropIndex, .dropColumn, .renameColumn: return nil
    }
  }

  private func step(
    _ object: ObjectDefinition, _ after: RecordID, _ limit: Int, _ work: ([Record]) throws -> Void
  ) throws -> RecordID? {
    let reader = RecordReader(object: object, access: asSystem("backfill").access)
    let records = try transaction.query(
      """
      SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
      WHERE r.id > \(after) AND r.deleted_at IS NULL ORDER BY r.id LIMIT \(limit) \(dialect.forUpdate)
      """
    ).map(reader.record)
    try work(records)
    return records.count < limit ? nil : records.last?.id
  }

  private func recompute(_ field: FieldDefinition, of object: ObjectDefinition, _ records: [Record]) throws {
    if let rollUp = field.type as? RollUpType, let relation = schema.relation(rollUp.relation, of: object.name) {
      return try recompute(rollUp, field, of: object, relation, for: records.map(\.id))
    }
    let table = try TableDDL.identifier(object.table)
    let column = try TableDDL.identifier(field.name)
    guard let formula = try formulas(of: object).first(where: { $0.field == field.name }) else { return }
    // Records for which the same comes out are written together.
    let values = Dictionary(grouping: records) { formula.value(of: $0, zoneOffset: settings.zoneOffset) }
    for (value, records) in values where records.contains(where: { $0[field.name] != value }) {
      try transaction.execute(
        "UPDATE \(table) SET \(column) = \(field.sqlValue(value)) WHERE id IN (\(list: records.map(\.id)))")
    }
  }
}
