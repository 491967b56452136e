import Database
import Kernel
import Metadata

/// Asks for one record which tests hold and what the values are, in one statement.
struct ConditionFacts {
  struct Answer {
    let holds: Bool
    /// `nil` where the test is of no single value.
    let value: Value?
    let field: FieldDefinition?
  }

  let context: QueryContext
  let object: ObjectDefinition
  let record: RecordID

  /// `nil` when the actor sees no such record.
  func answers(to tests: [Condition], using transaction: any Transaction) throws -> [Answer]? {
    let compiler = ConditionSQL(context, optimising: false)
    let alias: Identifier = "r"
    let values = try tests.map { try value(of: $0, compiler, alias) }
    let columns = try zip(tests, values).flatMap { test, value in
      let predicate = try compiler.predicate(test, on: object, alias: alias)
      return ["CASE WHEN \(predicate) THEN 1 ELSE 0 END", value?.0 ?? "NULL"] as [SQL]
    }
    let row = try transaction.first(
      """
      SELECT \((["r.id"] + columns).joined(", ")) FROM \(try compiler.table(object)) r
      WHERE r.id = \(record) AND \(context.visible(object, alias))
      """)
    guard let row else { return nil }
    return try values.enumerated().map { at, value in
      let place = 1 + 2 * at
      let actual = try value.map { try ($0.1 ?? Self.count).value(in: row, at: place + 1) }
      return Answer(holds: try row.int(place) == 1, value: actual, field: value?.1)
    }
  }

  private static let count = FieldDefinition("count", Label("件数", "Count"), IntegerType())

  /// The left side of the test, and the field that reads it (`nil`: a count).
  private func value(
    of test: Condition, _ compiler: ConditionSQL, _ alias: Identifier
  ) throws -> (SQL, FieldDefinition?)? {
    switch test {
    case .field(let test):
      guard test.operator != .changedWithin else { return nil }
      let path = try compiler.resolve(test.path, on: object)
      return (try scalar(path, compiler, alias), path.field)
    case .related(let test): return try compiler.measured(test, on: object, alias)
    case .event(let test): return (try compiler.eventCount(test, on: object, alias).sql, nil)
    case .all, .any, .not, .contributed: return nil
    }
  }

  /// The value at the end of a path, as far as the actor sees the records on the way.
  private func scalar(_ path: FieldPath, _ compiler: ConditionSQL, _ alias: Identifier) throws -> SQL {
    guard let first = path.steps.first else { return compiler.column(path.field, alias) }
    let inner = try compiler.inner(alias)
    let rest = FieldPath(steps: Array(path.steps.dropFirst()), object: path.object, field: path.field)
    return """
      (SELECT \(try scalar(rest, compiler, inner)) FROM \(try compiler.table(first.target)) \(inner)
        WHERE \(SQL.column(inner, "id")) = \(compiler.column(first.field, alias)) AND \(context.visible(first.target, inner)))
      """
  }
}
