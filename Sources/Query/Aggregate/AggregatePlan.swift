package import Database
import Kernel
package import Metadata

/// One statement that reads all groups of an aggregate, and how its rows become values.
package struct AggregatePlan: Sendable {
  package let sql: SQL
  let keys: [FieldDefinition]
  let numbers: [AggregateNumber]
  let limit: Int

  /// One group: what its records have in common, and its numbers in the order they were asked for.
  package struct Group: Hashable, Sendable {
    package let keys: [Value]
    package let numbers: [Value]

    package init(keys: [Value], numbers: [Value]) {
      self.keys = keys
      self.numbers = numbers
    }
  }

  /// - Returns: the groups, and whether there were more than the limit.
  package func read(_ rows: [Row]) throws -> (groups: [Group], hasMore: Bool) {
    let groups = try rows.prefix(limit).map { row in
      var at = keys.count
      return Group(
        keys: try keys.enumerated().map { try $1.value(in: row, at: $0) },
        numbers: try numbers.map { number in
          defer { at += number.columns.count }
          return try number.value(in: row, at: at)
        })
    }
    return (groups, rows.count > limit)
  }
}

/// The columns of one measure and how they become its value.
struct AggregateNumber {
  let measure: Aggregate.Measure
  let columns: [SQL]
  let field: FieldDefinition?

  init(_ measure: Aggregate.Measure, columns: [SQL], _ field: FieldDefinition?) {
    self.measure = measure
    self.columns = columns
    self.field = field
  }

  init(_ measure: Aggregate.Measure, column: SQL, _ field: FieldDefinition) throws {
    let sum: SQL = "CAST(COALESCE(sum(\(column)), 0) AS BIGINT)"
    let (columns, name): ([SQL], String) =
      switch measure {
      case .count, .countOf: (["count(*)"], "count")
      case .countDistinct: (["count(DISTINCT \(column))"], "count")
      case .sum: ([sum], "sum")
      case .average: ([sum, "count(\(column))"], "avg")
      case .min: (["min(\(column))"], "min")
      case .max: (["max(\(column))"], "max")
      }
    guard name == "count" || field.isMeasurable(by: name) else { throw Problems([.notStored(field)]) }
    self.init(measure, columns: columns, field)
  }

  func value(in row: Row, at: Int) throws -> Value {
    switch measure {
    case .count, .countOf, .countDistinct: return .integer(try row.integer(at))
    case .sum, .min, .max: return try field?.value(in: row, at: at) ?? .null
    case .average:
      let (sum, count) = (try row.integer(at), try row.integer(at + 1))
      guard count > 0 else { return .null }
      let rounded = (2 * sum.magnitude + UInt64(count)) / (2 * UInt64(count))
      let average = sum < 0 ? -Int64(rounded) : Int64(rounded)
      return field?.type.decimalScale.map { .decimal(FixedDecimal(units: average, scale: $0)) } ?? .integer(average)
    }
  }
}
