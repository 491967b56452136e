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
  let isIDDescending: Bool

  /// The same order, made by sorting: the plus tells SQLite not to use an index of the columns.
  var withoutIndex: Keyset {
    let keys = keys.map {
      Key(column: "+\($0.column)", kind: $0.kind, isDescending: $0.isDescending, isNullable: $0.isNullable)
    }
    return Keyset(keys: keys, id: id, isIDDescending: isIDDescending)
  }

  /// The same order from its end.
  var reversed: Keyset {
    let keys = keys.map { Key(column: $0.column, kind: $0.kind, isDescending: !$0.isDescending, isNullable: $0.isNullable) }
    return Keyset(keys: keys, id: id, isIDDescending: !isIDDescending)
  }

  var order: SQL {
    (keys.map { Self.order($0.column, $0.isDescending) } + [idOrder(id)]).joined(", ")
  }

  /// The order of a query around this one, whose result has the id first and the keys from `first` on.
  func order(byPositionsFrom first: Int) -> SQL {
    func position(_ number: Int) -> SQL { SQL(stringLiteral: String(number)) }
    return (keys.enumerated().map { Self.order(position(first + $0), $1.isDescending) } + [idOrder(position(1))]).joined(", ")
  }

  /// Indexes are made in the same order: `(column NULLS FIRST, id)`, read forwards or backwards. PostgreSQL uses them only
  /// when the words are the same, even for columns that are never NULL.
  private static func order(_ column: SQL, _ isDescending: Bool) -> SQL {
    isDescending ? "\(column) DESC NULLS LAST" : "\(column) ASC NULLS FIRST"
  }

  private func idOrder(_ id: SQL) -> SQL { isIDDescending ? "\(id) DESC" : "\(id) ASC" }

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
      keys.count == 1 && first.isDescending == isIDDescending
      ? "(\(first.column), \(id)) \(sign) (\(value), \(cursor.id))"
      : "\(first.column) \(sign)= \(value) AND (\(after(cursor, from: 0)))"
    return first.isDescending && first.isNullable ? [here, "\(first.column) IS NULL"] : [here]
  }

  /// Later by the keys from `at` on, or equal in all of them and later by id.
  private func after(_ cursor: Cursor, from at: Int) -> SQL {
    guard at < keys.count else { return isIDDescending ? "\(id) < \(cursor.id)" : "\(id) > \(cursor.id)" }
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
