package import Database
package import Kernel
import Metadata

/// A list of records: which, in what order, with what fields, and which page of it.
package struct ListQuery: Sendable {
  package var object: String
  package var recordType: String?
  package var condition: Condition
  /// By itself the newest change comes first.
  package var sort: [Sort]
  /// Names of fields; `nil`: all that the actor may see. `id`, `record_type` and `version` always come along.
  package var fields: [String]?
  package var limit: Int
  /// What the page before gave as `next`.
  package var cursor: String?

  package static let defaultSort = [Sort(["updated_at"], descending: true)]
  package static let maximumLimit = 1000

  package init(
    _ object: String, recordType: String? = nil, where condition: Condition = .always, sort: [Sort] = defaultSort,
    fields: [String]? = nil, limit: Int = 50, after cursor: String? = nil
  ) {
    self.object = object
    self.recordType = recordType
    self.condition = condition
    self.sort = sort
    self.fields = fields
    self.limit = limit
    self.cursor = cursor
  }

  /// One statement for the page. Throws `Problems` for unknown or hidden fields and for a cursor of another list.
  package func select(in context: QueryContext) throws -> SelectPlan {
    let plan = try ListPlan(self, context)
    let page = max(1, min(limit, Self.maximumLimit))
    let cursor = try cursor.map { try Cursor(parsing: $0, for: plan.orderName, plan.keyset.keys.map(\.kind)) }
    return SelectPlan(
      sql: try plan.statement(after: cursor, limit: page + 1), object: object, fields: plan.fields, limit: page,
      orderName: plan.orderName, keyKinds: plan.keyset.keys.map(\.kind))
  }

  /// One row with one number: how many there are, at most `limit` + 1. `Count(row:limit:)` reads it.
  package func count(upTo limit: Int, in context: QueryContext) throws -> SQL {
    let compiler = ConditionSQL(context)
    let definition = try context.object(object)
    let source: SQL = "FROM \(try compiler.table(definition)) r WHERE \(try filter(compiler, definition))"
    return "SELECT count(*) FROM (SELECT 1 \(source) LIMIT \(limit + 1)) counted"
  }

  /// Every id the condition selects for this actor, for sets that are worked on as a whole: segments, bulk edits.
  package func ids(in context: QueryContext) throws -> SQL {
    let compiler = ConditionSQL(context)
    let definition = try context.object(object)
    return "SELECT r.id FROM \(try compiler.table(definition)) r WHERE \(try filter(compiler, definition))"
  }

  func filter(_ compiler: ConditionSQL, _ definition: ObjectDefinition) throws -> SQL {
    try RecordFilter(recordType: recordType, condition: condition).sql(compiler, definition, "r")
  }
}

/// What lists and aggregates select alike: present, within reach, of the record type, fulfilling the condition.
struct RecordFilter {
  let recordType: String?
  let condition: Condition

  func sql(_ compiler: ConditionSQL, _ object: ObjectDefinition, _ alias: Identifier) throws -> SQL {
    var parts = [compiler.context.visible(object, alias)]
    if let recordType { parts.append("\(SQL.column(alias, "record_type")) = \(recordType)") }
    if condition != .always { parts.append(try compiler.predicate(condition, on: object, alias: alias)) }
    return parts.joined(" AND ")
  }
}

extension Count {
  /// Reads the row of `ListQuery.count(upTo:in:)`.
  package init(row: Row, limit: Int) throws {
    let counted = try row.int(0)
    self.init(value: min(counted, limit), isExact: counted <= limit)
  }
}
