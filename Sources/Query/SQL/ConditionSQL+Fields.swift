import Database
import Kernel
import Metadata

extension ConditionSQL {
  /// Negative operators are the exact opposite of the positive ones, along the whole path.
  func field(_ test: FieldTest, on object: ObjectDefinition, _ alias: Identifier) throws -> Predicate {
    let path = try resolve(test.path, on: object)
    guard path.field.type.family.operators.contains(test.operator) else {
      throw Problems([.operatorNotAllowed(test.operator, label: path.field.label)])
    }
    if test.operator == .empty, path.steps.isEmpty { return .decided("\(column(path.field, alias)) IS NULL") }
    return try at(path.steps[...], from: alias) { alias in
      if test.operator == .changedWithin { return try changed(path, test.operand, alias) }
      let operand = SQLOperand(path.field, checked(column(path.field, alias), of: alias))
      let compared = try compare(operand, test.operator.opposite ?? test.operator, test.operand)
      return alias != followed && test.isAboutRecords(object, context.schema) ? found(compared) : compared
    }.negated(if: test.operator.opposite != nil)
  }

  /// The predicate on the record at the end of the lookups, if the actor sees all of them on the way.
  private func at(
    _ steps: ArraySlice<FieldPath.Step>, from alias: Identifier, _ end: (Identifier) throws -> Predicate
  ) throws -> Predicate {
    guard let step = steps.first else { return try end(alias) }
    let inner = try inner(alias)
    let rest = try at(steps.dropFirst(), from: inner, end)
    let own = column(step.field, alias)
    let table = try table(step.target)
    let id = SQL.column(inner, "id")
    let seen = context.visible(step.target, inner)
    // A set of ids lets the engine begin with the records looked up, or look each set up once; row by row is for order.
    return alias == followed
      ? .decided("EXISTS (SELECT 1 FROM \(table) \(inner) WHERE \(id) = \(own) AND \(seen) AND \(rest.sql)\(rowByRow(alias)))")
      : .comparing("\(own) IN (SELECT \(id) FROM \(table) \(inner) WHERE \(seen) AND \(rest.sql))")
  }

  /// The plus tells SQLite not to use an index of the column here. PostgreSQL weighs that by itself.
  func checked(_ column: SQL, of alias: Identifier) -> SQL {
    alias == followed && context.dialect.engine == .sqlite ? "+\(column)" : column
  }

  /// At the end of an `EXISTS` about rows that are read in their order.
  func rowByRow(_ alias: Identifier) -> SQL { alias == followed ? context.dialect.rowByRow : .empty }

  /// Few records have this link. SQLite takes the many that have none at all for many with the same, and would read them all.
  private func found(_ link: Predicate) -> Predicate {
    context.dialect.engine == .sqlite ? Predicate(sql: "likelihood(\(link.sql), 0.0001)", mayBeNull: link.mayBeNull) : link
  }

  /// The audit trail names the changed fields as `|amount|stage_id|`.
  private func changed(_ path: FieldPath, _ operand: Operand, _ alias: Identifier) throws -> Predicate {
    guard case .period(let period) = operand else { throw Problems([.badPeriod]) }
    let inner = try inner(alias)
    let span = bounds(of: period.span(at: context.moment), .instant)
    let at = SQL.column(inner, "at")
    let conditions: [SQL] = [
      "\(SQL.column(inner, "record_id")) = \(SQL.column(alias, "id"))",
      context.dialect.holds(SQL.column(inner, "fields"), "|\(path.field.name)|"),
    ]
    return .decided(
      """
      EXISTS (SELECT 1 FROM change \(inner) WHERE \((conditions + within(at, span)).joined(" AND ")))
      """)
  }

  func column(_ field: FieldDefinition, _ alias: Identifier) -> SQL {
    field.column.map { SQL.column(alias, $0) } ?? "NULL"
  }
}

extension Predicate {
  func negated(if isNegative: Bool) -> Predicate { isNegative ? negated : self }
}
