package import Kernel

/// The few places where the engines differ. Everything else is written once.
package struct Dialect: Sendable, Hashable {
  package enum Engine: String, Sendable { case sqlite, postgres }
  package let engine: Engine

  package static let sqlite = Dialect(engine: .sqlite)
  package static let postgres = Dialect(engine: .postgres)

  package var placeholder: Character { engine == .sqlite ? "?" : "$" }

  /// The column type that keeps a kind of value. Text sorts by its bytes on both engines.
  package func type(_ kind: ColumnKind) -> SQL {
    switch (kind, engine) {
    case (.integer, _): "BIGINT"
    case (.double, .sqlite): "REAL"
    case (.double, .postgres): "DOUBLE PRECISION"
    case (.text, .sqlite): "TEXT"
    case (.text, .postgres): "TEXT COLLATE \"C\""
    case (.boolean, _): "BOOLEAN"
    case (.blob, .sqlite): "BLOB"
    case (.blob, .postgres): "BYTEA"
    case (.instant, .sqlite): "BIGINT"
    case (.instant, .postgres): "TIMESTAMPTZ"
    case (.day, .sqlite): "TEXT"
    case (.day, .postgres): "DATE"
    }
  }

  /// A value written out in a query as if it came from a column of that kind.
  package func typed(_ value: SQLValue, _ kind: ColumnKind) -> SQL {
    guard engine == .postgres else { return "\(value)" }
    return kind == .text ? "CAST(\(value) AS TEXT)" : "CAST(\(value) AS \(type(kind)))"
  }

  /// The type and constraint of an `id`: on SQLite the row's own number, so that a look-up by id needs no second index.
  package var key: SQL { engine == .sqlite ? "INTEGER PRIMARY KEY" : "BIGINT PRIMARY KEY" }

  /// The month and day of a day column as `MM-DD`, for anniversaries.
  package func monthDay(_ column: SQL) -> SQL {
    engine == .sqlite ? "substr(\(column), 6, 5)" : "to_char(\(column), 'MM-DD')"
  }

  /// The larger of two values; NULL when either is.
  package func greatest(_ a: SQL, _ b: SQL) -> SQL {
    engine == .sqlite ? "max(\(a), \(b))" : "CASE WHEN \(a) IS NULL OR \(b) IS NULL THEN NULL ELSE greatest(\(a), \(b)) END"
  }

  /// One number from a JSON text column by key, as text.
  package func json(_ column: SQL, _ key: String) -> SQL {
    engine == .sqlite ? "(\(column) ->> \(key))" : "((\(column))::jsonb ->> \(key))"
  }

  /// Locks the rows a worker takes so that no other worker takes them: nothing on SQLite, which has one writer.
  package var skipLocked: SQL { engine == .sqlite ? "" : "FOR UPDATE SKIP LOCKED" }

  /// Locks the rows read until the transaction ends.
  package var forUpdate: SQL { engine == .sqlite ? "" : "FOR UPDATE" }
}
