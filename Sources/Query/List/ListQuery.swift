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
  /// What the page after gave as `previous`: the rows before that place, in the order of the list. Goes before `cursor`.
  package var before: String?
  /// How many there are, where that was counted for the first page: a list of many is read in its order until the page is
  /// full, a list of few by finding them all. Following pages go on as the first did.
  package var expected: Count?

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
    let cursor = try (before ?? cursor).map { try Cursor(parsing: $0, for: plan.orderName, plan.keyset.keys.map(\.kind)) }
    let way = cursor?.way ?? plan.way(expecting: expected)
    return SelectPlan(
      sql: try plan.statement(after: cursor, limit: page + 1, by: way, backwards: before != nil), object: object,
      fields: plan.fields, limit: page, orderName: plan.orderName, keyKinds: plan.keyset.keys.map(\.kind), way: way,
      place: before != nil ? .before : self.cursor != nil ? .after : .first)
  }

  /// From here on walking the order beats sorting the matches. Count up to this for the first page.
  ///
  /// Measured at 1,000,000 persons: to find 50 of 1,000 matches by walking takes 60 ms at worst, and counting further than
  /// this makes PostgreSQL prepare for all of them (13 ms become 150 ms).
  package static let longList = 1_000

  /// One row with one number: how many there are, at most `limit` + 1. `Count(row:limit:)` reads it.
  package func count(upTo limit: Int, in context: QueryContext) throws -> SQL {
    let compiler = ConditionSQL(context)
    let definition = try context.object(object)
    let filter = try recordFilter.sql(compiler, definition, "r")
    let source: SQL = "FROM \(try compiler.table(definition)) r WHERE \(filter)"
    return "SELECT count(*) FROM (SELECT 1 \(source) LIMIT \(limit + 1)) counted"
  }

  /// Every id the condition selects for this actor, for sets that are worked on as a whole: segments, bulk edits.
  package func ids(in context: QueryContext) throws -> SQL {
    let compiler = ConditionSQL(context)
    let definition = try context.object(object)
    return "SELECT r.id FROM \(try compiler.table(definition)) r WHERE \(try recordFilter.sql(compiler, definition, "r"))"
  }

  var recordFilter: RecordFilter { RecordFilter(recordType: recordType, condition: condition) }
}

/// How a page is read. SQLite has no good idea how many records a filter leaves, so it is told.
enum ListWay: String {
  /// As the engine likes.
  case any
  /// Along the index of the order until the page is full: right where many match.
  case walking
  /// All that match, by whatever index finds them, then sorted: right where few match.
  case gathering
}

/// What lists and aggregates select alike: present, within reach, of the record type, fulfilling the condition.
struct RecordFilter {
  let recordType: String?
  let condition: Condition

  /// - Parameter isTypeInOrder: the index that gives the order begins with the record type.
  func sql(
    _ compiler: ConditionSQL, _ object: ObjectDefinition, _ alias: Identifier, isTypeInOrder: Bool = false
  ) throws -> SQL {
    var parts = [compiler.context.visible(object, alias, isFollowed: compiler.followed == alias)]
    if let recordType {
      let column = SQL.column(alias, "record_type")
      parts.append("\(isTypeInOrder ? column : compiler.checked(column, of: alias)) = \(recordType)")
    }
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
