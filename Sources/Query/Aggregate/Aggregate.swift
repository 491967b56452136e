import Database
import Kernel
import Metadata

/// Numbers over many records: counts and sums by stage, by month, by the rank of the account. Boards, reports and
/// dashboards are made of these.
package struct Aggregate: Sendable {
  package var object: String
  package var recordType: String?
  package var condition: Condition
  package var groups: [Group]
  package var measures: [Measure]
  /// Groups beyond are not read; `AggregatePlan.read` tells whether there were more.
  package var limit: Int
  package var order: Order

  /// What records are put together by: a field (also through lookups), days and instants by a stretch of the calendar.
  package struct Group: Hashable, Sendable {
    package let path: [String]
    package let bucket: Bucket?

    package init(_ path: [String], by bucket: Bucket? = nil) {
      self.path = path
      self.bucket = bucket
    }
  }

  /// One number per group. Sums and averages are exact; averages are rounded half up to the places of their field.
  package enum Measure: Hashable, Sendable {
    case count
    /// How many of the group fulfil a condition besides.
    case countOf(Condition)
    case countDistinct([String])
    case sum([String])
    case average([String])
    case min([String])
    case max([String])
  }

  package enum Order: Hashable, Sendable {
    /// By the groups, small to large, without a value first.
    case groups
    /// By the measure at that place, large to small.
    case measure(Int)
  }

  package init(
    of object: String, recordType: String? = nil, where condition: Condition = .always, by groups: [Group] = [],
    _ measures: [Measure] = [.count], order: Order = .groups, limit: Int = 1000
  ) {
    self.object = object
    self.recordType = recordType
    self.condition = condition
    self.groups = groups
    self.measures = measures
    self.order = order
    self.limit = limit
  }

  package func select(in context: QueryContext) throws -> AggregatePlan {
    let compiler = ConditionSQL(context)
    let definition = try context.object(object)
    var joins = Joins(compiler, root: "r")
    let keys = try groups.map { group -> (SQL, FieldDefinition) in
      let path = try compiler.resolve(group.path, on: definition)
      let column = try joins.column(path)
      guard let bucket = group.bucket else { return (column, path.field) }
      return (try bucket.sql(column, path.field, context), FieldDefinition(path.field.name, path.field.label, DayType()))
    }
    let numbers = try measures.map { measure -> AggregateNumber in
      if case .countOf(let part) = measure {
        let fulfils = try compiler.predicate(part, on: definition, alias: "r")
        return AggregateNumber(measure, columns: ["count(CASE WHEN \(fulfils) THEN 1 END)"], nil)
      }
      guard let path = measure.path else { return AggregateNumber(measure, columns: ["count(*)"], nil) }
      let found = try compiler.resolve(path, on: definition)
      return try AggregateNumber(measure, column: try joins.column(found), found.field)
    }
    let filter = try RecordFilter(recordType: recordType, condition: condition).sql(compiler, definition, "r")
    let columns = keys.map(\.0) + numbers.flatMap(\.columns)
    guard !columns.isEmpty else { throw Problems([.expected(ja: "集計する値", en: "something to count or sum")]) }
    var sql: SQL = "SELECT \(columns.joined(", ")) FROM \(try compiler.table(definition)) r\(joins.sql) WHERE \(filter)"
    if !keys.isEmpty {
      let places = keys.indices.map { SQL(stringLiteral: String($0 + 1)) }
      sql.append(" GROUP BY \(places.joined(", ")) ORDER BY \(ordering(places, numbers)) LIMIT \(limit + 1)")
    }
    return AggregatePlan(sql: sql, keys: keys.map(\.1), numbers: numbers, limit: limit)
  }

  private func ordering(_ places: [SQL], _ numbers: [AggregateNumber]) -> SQL {
    let byGroups = places.map { "\($0) ASC NULLS FIRST" as SQL }
    guard case .measure(let at) = order, numbers.indices.contains(at) else { return byGroups.joined(", ") }
    let place = places.count + numbers[..<at].reduce(1) { $0 + $1.columns.count }
    return (["\(SQL(stringLiteral: String(place))) DESC NULLS LAST"] + byGroups).joined(", ")
  }
}

extension Aggregate.Measure {
  var path: [String]? {
    switch self {
    case .count, .countOf: nil
    case .countDistinct(let path), .sum(let path), .average(let path), .min(let path), .max(let path): path
    }
  }
}
