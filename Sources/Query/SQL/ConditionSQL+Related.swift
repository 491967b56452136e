import Database
import Kernel
import Metadata

extension ConditionSQL {
  func related(_ test: RelatedTest, on object: ObjectDefinition, _ alias: Identifier) throws -> Predicate {
    let children = try Children(test, of: object, alias, self)
    switch test.measure {
    case .exists: return .decided("EXISTS (\(children.select("1"))\(rowByRow(alias)))")
    case .latest(let by, let condition): return try latest(by, condition, children)
    case .count(let comparison):
      if let exists = comparison.asExistence {
        return Predicate.decided("EXISTS (\(children.select("1"))\(rowByRow(alias)))").negated(if: !exists)
      }
      return try compared(try measure(test, children), comparison)
    case .sum(_, let comparison), .min(_, let comparison), .max(_, let comparison):
      return try compared(try measure(test, children), comparison)
    }
  }

  /// The count, sum, smallest or largest value itself; `nil` where the test is of no number.
  func measured(_ test: RelatedTest, on object: ObjectDefinition, _ alias: Identifier) throws -> (SQL, FieldDefinition?)? {
    let children = try Children(test, of: object, alias, self)
    switch test.measure {
    case .exists, .count: return ("(\(children.select("count(*)")))", nil)
    case .sum(let name, _), .min(let name, _), .max(let name, _):
      return (try measure(test, children).sql, try resolve([name], on: children.child).field)
    case .latest: return nil
    }
  }

  private func measure(_ test: RelatedTest, _ children: Children) throws -> SQLOperand {
    func column(_ name: String, _ function: String) throws -> (SQL, FieldDefinition) {
      let path = try resolve([name], on: children.child)
      guard path.field.isMeasurable(by: function) else {
        throw Problems([.operatorNotAllowed(.eq, label: path.field.label)])
      }
      return (self.column(path.field, children.alias), path.field)
    }
    switch test.measure {
    case .sum(let name, _):
      let (column, field) = try column(name, "sum")
      return SQLOperand(field, "(\(children.select("CAST(COALESCE(sum(\(column)), 0) AS BIGINT)")))")
    case .min(let name, _):
      let (column, field) = try column(name, "min")
      return SQLOperand(field, "(\(children.select("min(\(column))")))")
    case .max(let name, _):
      let (column, field) = try column(name, "max")
      return SQLOperand(field, "(\(children.select("max(\(column))")))")
    case .exists, .count, .latest:
      return SQLOperand("(\(children.select("count(*)")))", .number, ConditionSubject.count.label)
    }
  }

  func compared(_ left: SQLOperand, _ comparison: Comparison) throws -> Predicate {
    guard comparison.operator != .changedWithin else {
      throw Problems([.operatorNotAllowed(comparison.operator, label: left.label)])
    }
    return try compare(left, comparison.operator.opposite ?? comparison.operator, comparison.operand)
      .negated(if: comparison.operator.opposite != nil)
  }

  private func latest(_ by: String, _ condition: Condition, _ children: Children) throws -> Predicate {
    let path = try resolve([by], on: children.child)
    guard path.field.isMeasurable(by: "latest") else { throw Problems([.operatorNotAllowed(.within, label: path.field.label)]) }
    let outer = try inner(children.alias)
    let order: SQL = "\(column(path.field, children.alias)) DESC NULLS LAST, \(SQL.column(children.alias, "id")) DESC"
    let newest: SQL = "\(children.select(SQL.column(children.alias, "id"))) ORDER BY \(order) LIMIT 1"
    return .decided(
      """
      EXISTS (SELECT 1 FROM \(try table(children.child)) \(outer) WHERE \(SQL.column(outer, "id")) = (\(newest))
        AND \(try compile(condition, on: children.child, outer).sql))
      """)
  }
}

extension ConditionSQL {
  /// The related records that count, as far as the actor sees them.
  fileprivate struct Children {
    let child: ObjectDefinition
    let alias: Identifier
    private let from: SQL

    init(_ test: RelatedTest, of object: ObjectDefinition, _ parent: Identifier, _ compiler: ConditionSQL) throws {
      let context = compiler.context
      guard let relation = context.schema.relation(test.relation, of: object.name),
        let child = context.schema.object(relation.child), let field = child.field(relation.field), let column = field.column,
        context.isReadable(child, field)
      else { throw Problems([.unknownRelation(test.relation, on: object)]) }
      self.child = child
      let alias = try compiler.inner(parent)
      self.alias = alias
      var conditions: [SQL] = ["\(SQL.column(alias, column)) = \(SQL.column(parent, "id"))", context.visible(child, alias)]
      if let filter = test.condition { conditions.append(try compiler.compile(filter, on: child, alias).sql) }
      from = "FROM \(try compiler.table(child)) \(alias) WHERE \(conditions.joined(" AND "))"
    }

    func select(_ columns: SQL) -> SQL { "SELECT \(columns) \(from)" }
  }
}

extension Comparison {
  /// Counts that only ask whether there is one at all (`true`) or none (`false`): the engine stops at the first.
  var asExistence: Bool? {
    guard case .one(.value(.integer(let number))) = operand else { return nil }
    switch (`operator`, number) {
    case (.gte, 1), (.gt, 0), (.ne, 0): return true
    case (.eq, 0), (.lt, 1), (.lte, 0): return false
    default: return nil
    }
  }
}
