import Database
import Kernel
import Metadata

/// The order of a list, and the rows after a place in it. NULL is the smallest value on both engines; rows that are
/// equal otherwise follow their ids, so the order is total.
struct Keyset {
  struct Key {
    let column: SQL
    let kind: ColumnKind
    let isDescending: Bool
    /// System columns are never NULL, so their order needs no second look.
    let isNullable: Bool
  }

  let keys: [Key]
  let id: SQL

  private var isDescending: Bool { keys.first?.isDescending ?? false }

  var order: SQL {
    (keys.map { Self.order($0.column, $0.isDescending, isNullable: $0.isNullable) } + [Self.order(id, isDescending, isNullable: false)])
      .joined(", ")
  }

  /// The order of a query around this one, whose result has the id first and the keys from `first` on.
  func order(byPositionsFrom first: Int) -> SQL {
    let positions = keys.enumerated().map { at, key in
      Self.order(Self.position(first + at), key.isDescending, isNullable: key.isNullable)
    }
    return (positions + [Self.order(Self.position(1), isDescending, isNullable: false)]).joined(", ")
  }

  private static func position(_ number: Int) -> SQL { SQL(stringLiteral: String(number)) }

  /// Indexes are made in the same order: `(column NULLS FIRST, id)`, read forwards or backwards.
  private static func order(_ column: SQL, _ isDescending: Bool, isNullable: Bool) -> SQL {
    switch (isDescending, isNullable) {
    case (true, true): "\(column) DESC NULLS LAST"
    case (true, false): "\(column) DESC"
    case (false, true): "\(column) ASC NULLS FIRST"
    case (false, false): column
    }
  }

  /// The stretches of the order after the cursor, one after the other. Each is a range of an index on (first key, id);
  /// NULLs stand in a stretch of their own because no range has them together with values.
  func stretches(after cursor: Cursor) -> [SQL] {
    guard let first = keys.first, let value = cursor.values.first else { return [after(cursor, from: 0)] }
    if value == .null {
      let here: SQL = "\(first.column) IS NULL AND \(after(cursor, from: 1))"
      return first.isDescending ? [here] : [here, "\(first.column) IS NOT NULL"]
    }
    let sign: SQL = first.isDescending ? "<" : ">"
    let here: SQL =
      keys.count == 1
      ? "(\(first.column), \(id)) \(sign) (\(value), \(cursor.id))"
      : "\(first.column) \(sign)= \(value) AND (\(after(cursor, from: 0)))"
    return first.isDescending && first.isNullable ? [here, "\(first.column) IS NULL"] : [here]
  }

  /// Later by the keys from `at` on, or equal in all of them and later by id.
  private func after(_ cursor: Cursor, from at: Int) -> SQL {
    guard at < keys.count else { return isDescending ? "\(id) < \(cursor.id)" : "\(id) > \(cursor.id)" }
    let (key, value) = (keys[at], cursor.values[at])
    let rest = after(cursor, from: at + 1)
    switch (value, key.isDescending) {
    case (.null, true): return "(\(key.column) IS NULL AND \(rest))"
    case (.null, false): return "(\(key.column) IS NOT NULL OR (\(key.column) IS NULL AND \(rest)))"
    case (_, true):
      let nulls: SQL = key.isNullable ? " OR \(key.column) IS NULL" : ""
      return "(\(key.column) < \(value)\(nulls) OR (\(key.column) = \(value) AND \(rest)))"
    case (_, false): return "(\(key.column) > \(value) OR (\(key.column) = \(value) AND \(rest)))"
    }
  }
}
