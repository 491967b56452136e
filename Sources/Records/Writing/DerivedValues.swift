import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// The formulas of an object in the order in which they depend on each other.
  func formulas(of object: ObjectDefinition) throws -> [Formula] { try plan(for: object).formulas.get() }

  /// Takes numbers for all candidates of one counter at once.
  func numberAutomatically(_ candidates: inout [Candidate], _ plan: WritePlan) throws {
    for number in plan.autoNumbers {
      let (field, type) = (number.field, number.type)
      let open = candidates.indices.filter { candidates[$0].record[field.name].isNull && candidates[$0].problems.isEmpty }
      guard !open.isEmpty else { continue }
      let last = try transaction.scalar(
        """
        INSERT INTO auto_number (object, field, period, last)
        VALUES (\(plan.object.name), \(field.name), \(type.counterKey(at: moment)), \(open.count))
        ON CONFLICT (object, field, period) DO UPDATE SET last = auto_number.last + excluded.last
        RETURNING last
        """)
      guard case .integer(let last) = last else { throw DatabaseError.column(0, expected: "integer") }
      for (offset, at) in open.enumerated() {
        let sequence = last - Int64(open.count - 1 - offset)
        candidates[at].record[field.name] = .text(type.text(sequence: sequence, at: moment))
        candidates[at].form = nil
      }
    }
  }

  /// Recomputes the roll-ups of the parents these records point to or pointed to.
  func refreshRollUps(_ mutations: [Mutation], _ object: ObjectDefinition) throws {
    for rollUp in try plan(for: object).rollUps {
      var parents: Set<RecordID> = []
      for mutation in mutations {
        for record in [mutation.record, mutation.old].compactMap({ $0 }) {
          if case .reference(let id) = record[rollUp.relation.field] { parents.insert(id) }
        }
      }
      try recompute(rollUp.type, rollUp.field, of: rollUp.parent, rollUp.relation, for: parents.sorted())
    }
  }

  /// One statement for up to 500 parents. Roll-ups follow from the children; they leave no trace in the audit trail.
  package func recompute(
    _ rollUp: RollUpType, _ field: FieldDefinition, of parent: ObjectDefinition, _ relation: Relation, for parents: [RecordID]
  ) throws {
    guard let child = schema.object(relation.child) else { return }
    let conditions = asSystem("roll-up")
    var only: SQL = "child.deleted_at IS NULL"
    if let json = rollUp.condition {
      let condition = try Condition(json: json, on: child.name, in: conditions.queryContext)
      only = "\(only) AND \(try conditions.predicate(condition, on: child, alias: "child"))"
    }
    let value: SQL
    switch (rollUp.function, rollUp.field.flatMap(child.field)?.column) {
    case (.count, _): value = "count(*)"
    case (.sum, let column?): value = "coalesce(sum(child.\(column)), 0)"
    case (.min, let column?): value = "min(child.\(column))"
    case (.max, let column?): value = "max(child.\(column))"
    default: return
    }
    // PostgreSQL sums BIGINT to NUMERIC; the column is BIGINT again.
    let cast: SQL = rollUp.function == .sum ? "CAST(\(value) AS BIGINT)" : value
    let table = try TableDDL.identifier(parent.table)
    for start in stride(from: 0, to: parents.count, by: 500) {
      let part = Array(parents[start..<min(start + 500, parents.count)])
      if dialect.engine == .postgres {
        // Locked by a statement of its own, so that the next one sees the children of whoever held the parents before.
        _ = try transaction.query("SELECT id FROM \(table) WHERE id IN (\(list: part)) ORDER BY id FOR UPDATE")
      }
      try transaction.execute(
        """
        UPDATE \(table) SET \(try TableDDL.identifier(field.name)) = (
          SELECT \(cast) FROM \(try TableDDL.identifier(child.table)) child
          WHERE child.\(try TableDDL.identifier(relation.field)) = \(table).id AND \(only))
        WHERE id IN (\(list: part))
        """)
    }
  }
}
