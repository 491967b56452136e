/// A piece of SQL and the values bound in it. Interpolated values are always bound, never spliced; names enter only as
/// `Identifier`, pieces of SQL only as `SQL`.
///
/// Statements are written once, in the subset both engines share; where they differ, ask the transaction's `Dialect`.
package struct SQL: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// Text between the bound values: always one more than `binds`.
  package private(set) var texts: [String]
  package private(set) var binds: [SQLValue]

  package init(stringLiteral value: String) { self.init(text: value) }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  /// `SQL("…")` reads better than a bare literal where the type is not plain.
  package init(_ sql: SQL) { self = sql }

  fileprivate init(text: String) {
    texts = [text]
    binds = []
  }

  package static let empty = SQL("")
  package static let true_ = SQL("1 = 1")
  package static let false_ = SQL("1 = 0")

  package var isEmpty: Bool { binds.isEmpty && texts[0].isEmpty }

  package mutating func append(_ other: SQL) {
    texts[texts.count - 1] += other.texts[0]
    texts.append(contentsOf: other.texts.dropFirst())
    binds.append(contentsOf: other.binds)
  }

  package static func + (a: SQL, b: SQL) -> SQL {
    var sum = a
    sum.append(b)
    return sum
  }

  package static func value(_ value: some SQLConvertible) -> SQL { "\(value)" }

  /// The text with the engine's placeholders: `?1, ?2, …` or `$1, $2, …`.
  package func text(placeholder: Character) -> String {
    if binds.isEmpty { return texts[0] }
    var text = texts[0]
    text.reserveCapacity(texts.reduce(4 * binds.count) { $0 + $1.utf8.count })
    for at in binds.indices {
      text.append(placeholder)
      text += String(at + 1)
      text += texts[at + 1]
    }
    return text
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL(text: "")

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { sql.texts[sql.texts.count - 1] += literal }

    package mutating func appendInterpolation(_ value: some SQLConvertible) {
      sql.binds.append(value.sqlValue)
      sql.texts.append("")
    }
    package mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) { appendInterpolation(value.sqlValue) }
    package mutating func appendInterpolation(_ piece: SQL) { sql.append(piece) }
    package mutating func appendInterpolation(_ name: Identifier) { appendLiteral(name.quoted) }
    /// A comma-separated list of names.
    package mutating func appendInterpolation(_ names: [Identifier]) {
      appendLiteral(names.map(\.quoted).joined(separator: ", "))
    }
    /// A comma-separated list of bound values: `IN (\(list: ids))`. An empty list binds NULL, which matches nothing.
    package mutating func appendInterpolation(list values: [some SQLConvertible]) {
      guard !values.isEmpty else { return appendLiteral("NULL") }
      for (at, value) in values.enumerated() {
        if at > 0 { appendLiteral(", ") }
        appendInterpolation(value)
      }
    }
  }
}

extension Sequence where Element == SQL {
  package func joined(_ separator: SQL) -> SQL {
    var sum = SQL.empty
    for (at, piece) in enumerated() {
      if at > 0 { sum.append(separator) }
      sum.append(piece)
    }
    return sum
  }
}

/// The name of a table, column or index: lower-case letters, digits and `_`, at most 63 bytes. Made from metadata, never
/// from what somebody typed without this check.
package struct Identifier: Hashable, Sendable, ExpressibleByStringLiteral {
  package let name: String

  package init(stringLiteral value: StaticString) { name = value.description }

  /// `nil` unless the text is a safe name.
  package init?(_ text: String) {
    let bytes = text.utf8
    guard (1...63).contains(bytes.count), let first = bytes.first, (97...122).contains(first) || first == 95,
      bytes.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 95 })
    else { return nil }
    name = text
  }

  package var quoted: String { "\"\(name)\"" }
}

extension SQL {
  /// `table.column`, both quoted.
  package static func column(_ table: Identifier, _ column: Identifier) -> SQL {
    SQL(text: "\(table.quoted).\(column.quoted)")
  }
  package static func name(_ name: Identifier) -> SQL { SQL(text: name.quoted) }
}
