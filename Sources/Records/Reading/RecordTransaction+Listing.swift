import Database
package import Kernel
package import Metadata
package import Query

extension RecordTransaction {
  /// One page of a list, as far as the actor sees. One statement.
  package func list(_ query: ListQuery) throws -> Page<Record> {
    var query = query
    query.condition = try narrowed(query.condition, on: query.object)
    let plan = try query.select(in: queryContext)
    return try plan.page(try transaction.query(plan.sql))
  }

  /// A list by JSON condition, for code that needs a few records.
  package func list(
    _ object: String, where condition: JSON? = nil, sort: String = "-updated_at", limit: Int = 50
  ) throws -> Page<Record> {
    let parsed = try condition.map { try Condition(json: $0, on: object, in: queryContext) }
    return try list(ListQuery(object, where: parsed ?? .always, sort: try Sort.list(parsing: sort), limit: limit))
  }

  /// How many there are, counted no further than `upTo`.
  package func count(
    _ object: String, recordType: String? = nil, where condition: Condition = .always, upTo limit: Int = ListQuery.longList
  ) throws -> Count {
    let query = ListQuery(object, recordType: recordType, where: try narrowed(condition, on: object))
    guard let row = try transaction.first(try query.count(upTo: limit, in: queryContext)) else { return Count(value: 0, isExact: true) }
    return try Count(row: row, limit: limit)
  }
}
