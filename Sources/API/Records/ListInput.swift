import Kernel
import Metadata
import Query
import Records
import WebKernel

/// The parameters of a list: `filter`, `sort`, `fields`, `limit`, `cursor`, `count`. Everything wrong with them at once.
struct ListInput {
  enum Counting: String, CaseIterable {
    case none, bounded
  }
  static let largestPage = 200
  static let countedUpTo = ListQuery.longList

  let query: ListQuery
  let counting: Counting

  init(_ request: AppRequest, _ target: RecordTarget, in tx: RecordTransaction) throws {
    var reader = ParameterReader(request.query)
    var query = ListQuery(target.object.name, recordType: target.recordType?.name)
    if let json = reader.json("filter") {
      query.condition = try Self.gather(&reader, "filter", or: .always) {
        try Condition(json: json, on: target.object.name, in: tx.queryContext)
      }
    }
    if let text = reader.text("sort") {
      query.sort = try Self.gather(&reader, "sort", or: ListQuery.defaultSort) { try Sort.list(parsing: text) }
    }
    query.fields = reader.names("fields")
    query.limit = reader.integer("limit", in: 1...Self.largestPage, default: 50)
    query.cursor = reader.text("cursor")
    counting = reader.choice("count", default: .bounded)
    // A statement that is never run finds what is wrong with names and cursor.
    _ = try Self.gather(&reader, nil, or: nil) { try query.select(in: tx.queryContext) as SelectPlan? }
    try reader.finish()
    self.query = query
  }

  /// Puts what goes wrong to the other problems, below the parameter's name.
  private static func gather<Value>(
    _ reader: inout ParameterReader, _ name: String?, or fallback: Value, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let problems as Problems {
      reader.add(
        problems.all.map { problem in
          guard let name, problem.field?.hasPrefix(name) != true else { return problem }
          var placed = problem
          placed.field = name + (problem.field ?? "")
          return placed
        })
      return fallback
    }
  }
}
