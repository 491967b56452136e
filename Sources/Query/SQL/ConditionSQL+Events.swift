import Database
import Kernel
import Metadata

extension ConditionSQL {
  func event(_ test: EventTest, on object: ObjectDefinition, _ alias: Identifier) throws -> Predicate {
    let count = test.count ?? .atLeast(1)
    if let exists = count.asExistence {
      return Predicate.decided("EXISTS (\(try events(test, "1", on: object, alias))\(rowByRow(alias)))").negated(if: !exists)
    }
    return try compared(try eventCount(test, on: object, alias), count)
  }

  func eventCount(_ test: EventTest, on object: ObjectDefinition, _ alias: Identifier) throws -> SQLOperand {
    SQLOperand("(\(try events(test, "count(*)", on: object, alias)))", .number, ConditionSubject.count.label)
  }

  private func events(_ test: EventTest, _ columns: SQL, on object: ObjectDefinition, _ alias: Identifier) throws -> SQL {
    let inner = try inner(alias)
    let line: Identifier =
      switch object.name {
      case "person": "person_id"
      case "account": "account_id"
      default: "record_id"
      }
    var conditions: [SQL] = ["\(SQL.column(inner, line)) = \(SQL.column(alias, "id"))"]
    if let period = test.period {
      conditions += within(SQL.column(inner, "at"), bounds(of: period.span(at: context.moment), .instant))
    }
    conditions.append("\(SQL.column(inner, "kind")) = \(test.kind)")
    if let filter = test.condition { conditions.append(try eventFilter(filter, inner).sql) }
    conditions += try visibility(of: inner, besides: object)
    return "SELECT \(columns) FROM event \(inner) WHERE \(conditions.joined(" AND "))"
  }

  /// Tests of the event's own columns and of its payload.
  private func eventFilter(_ condition: Condition, _ alias: Identifier) throws -> Predicate {
    switch condition {
    case .all(let parts): return .all(try parts.map { try eventFilter($0, alias) })
    case .any(let parts): return .any(try parts.map { try eventFilter($0, alias) })
    case .not(let part): return try eventFilter(part, alias).negated
    case .field(let test):
      let subject = try checked(test)
      let word = test.operator.opposite ?? test.operator
      return try eventTest(subject, test, word, alias).negated(if: test.operator.opposite != nil)
    case .related, .event, .contributed: throw Problems([.unknownCondition("where")])
    }
  }

  private func checked(_ test: FieldTest) throws -> ConditionSubject {
    do throws(Problem) {
      let subject = try EventField.subject(test.path)
      guard subject.operators.contains(test.operator) else { throw .operatorNotAllowed(test.operator, label: subject.label) }
      return subject
    } catch {
      throw Problems([error])
    }
  }

  private func eventTest(
    _ subject: ConditionSubject, _ test: FieldTest, _ word: Operator, _ alias: Identifier
  ) throws -> Predicate {
    let key = subject.path[0]
    if case .field(let type) = subject.kind, let name = Identifier(key) {
      return try compare(SQLOperand(SQL.column(alias, name), type.family, subject.label), word, test.operand)
    }
    let payload = SQL.column(alias, "payload")
    // A list may mix kinds: each value is compared with the key read as its own kind.
    if word == .in, case .many(let values) = test.operand {
      return .any(try values.map { try compare(self.payload(payload, key, $0), .eq, .one($0)) })
    }
    guard case .one(let value) = test.operand else {
      return try compare(SQLOperand(context.dialect.jsonText(payload, key), .text, subject.label), word, test.operand)
    }
    return try compare(self.payload(payload, key, value), word, test.operand)
  }

  /// The key read as the kind of the value it is compared with.
  private func payload(_ column: SQL, _ key: String, _ value: Comparand) -> SQLOperand {
    let label = Label(key, key)
    switch value {
    case .value(.integer): return SQLOperand(context.dialect.jsonNumber(column, key), .number, label)
    case .value(.boolean): return SQLOperand(context.dialect.jsonBoolean(column, key), .boolean, label)
    default: return SQLOperand(context.dialect.jsonText(column, key), .text, label)
    }
  }

  /// Events of other records that the actor may not see do not count. Nothing to add for whom nothing is hidden.
  private func visibility(of alias: Identifier, besides object: ObjectDefinition) throws -> [SQL] {
    let inner = try inner(alias)
    let hidden = try context.schema.objects.values.sorted { $0.name < $1.name }.compactMap { other -> SQL? in
      guard other.name != object.name, let reach = context.access(other, inner) else { return nil }
      return """
        WHEN \(other.name) THEN EXISTS (SELECT 1 FROM \(try table(other)) \(inner)
          WHERE \(SQL.column(inner, "id")) = \(SQL.column(alias, "record_id")) AND (\(reach)))
        """
    }
    guard !hidden.isEmpty else { return [] }
    return ["CASE \(SQL.column(alias, "object")) \(hidden.joined(" ")) ELSE TRUE END"]
  }
}
