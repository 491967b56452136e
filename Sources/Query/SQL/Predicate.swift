import Database

/// A condition as SQL, and whether it may come out as NULL instead of false.
struct Predicate {
  let sql: SQL
  let mayBeNull: Bool

  /// A comparison with a column: NULL where the column is.
  static func comparing(_ sql: SQL) -> Predicate { Predicate(sql: sql, mayBeNull: true) }
  /// `EXISTS`, `IS NULL`, counts: always true or false.
  static func decided(_ sql: SQL) -> Predicate { Predicate(sql: sql, mayBeNull: false) }

  static let always = Predicate.decided(.true_)
  static let never = Predicate.decided(.false_)

  /// Exactly the opposite, with two values: where this is NULL, the opposite holds.
  var negated: Predicate { mayBeNull ? .decided("NOT COALESCE(\(sql), FALSE)") : .decided("NOT (\(sql))") }

  static func all(_ parts: [Predicate]) -> Predicate { joined(parts, " AND ", empty: .always) }
  static func any(_ parts: [Predicate]) -> Predicate { joined(parts, " OR ", empty: .never) }

  private static func joined(_ parts: [Predicate], _ word: SQL, empty: Predicate) -> Predicate {
    guard let first = parts.first else { return empty }
    guard parts.count > 1 else { return first }
    return Predicate(sql: "(\(parts.map(\.sql).balanced(word)))", mayBeNull: parts.contains { $0.mayBeNull })
  }
}
