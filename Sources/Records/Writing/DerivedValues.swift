import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// The formulas of an object in the order in which they depend on each other.
  func formulas(of object: ObjectDefinition) throws -> [Formula] {
    guard object.fields.contains(where: { $0.type is FormulaType && !$0.isRetired }) else { return [] }
    return try Formula.all(of: object)
  }

  /// Takes numbers for all candidates of one counter at once.
  func numberAutomatically(_ candidates: inout [Candidate], _ object: ObjectDefinition) throws {
    for field in object.activeFields {
      guard let type = field.type as? AutoNumberType else { continue }
      let open = candidates.indices.filter { candidates[$0].record[field.name].isNull && candidates[$0].problems.isEmpty }
      guard !open.isEmpty else { continue }
      let last = try transaction.scalar(
        """
        INSERT INTO auto_number (object, field, period, last)
        VALUES (\(object.name), \(field.name), \(type.counterKey(at: moment)), \(open.count))
        ON CONFLICT (object, field, period) DO UPDATE SET last = auto_number.last + excluded.last
        RETURNING last
        """)
      guard case .integer(let last) = last else { throw DatabaseError.column(0, expected: "integer") }
      for (offset, at) in open.enumerated() {
        let number = last - Int64(open.count - 1 - offset)
        candidates[at].record[field.name] = .text(type.text(sequence: number, at: moment))
      }
    }
  }

  /// Recomputes the roll-ups of the parents these records point to or pointed to.
  func refreshRollUps(_ mutations: [Mutation], _ object: ObjectDefinition) throws {
    for parent in schema.objects.values.sorted(by: { $0.name < $1.name }) {
      for field in parent.activeFields {
        guard let rollUp = field.type as? RollUpType, let relation = schema.relation(rollUp.relation, of: parent.name),
          relation.child == object.name
        else { continue }
        var parents: Set<RecordID> = []
        for mutation in mutations {
          for record in [mutation.record, mutation.old].compactMap({ $0 }) {
            if case .reference(let id) = record[relation.field] { parents.insert(id) }
          }
        }
        try recompute(rollUp, field, of: parent, relation, for: parents.sorted())
      }
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
