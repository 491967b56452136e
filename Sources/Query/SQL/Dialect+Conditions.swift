package import Database
import Kernel
import Metadata

/// The SQL that conditions and groupings need and the engines spell differently.
extension Dialect {
  /// At the end of an `EXISTS`: keeps PostgreSQL from making a join or a table of all its rows of it. SQLite never does.
  package var rowByRow: SQL { engine == .postgres ? " OFFSET 0" : .empty }

  /// A condition that is looked at row by row and must not lead the engine to begin elsewhere: the plus tells SQLite so. PostgreSQL
  /// weighs that by itself.
  package func checked(_ condition: SQL) -> SQL { engine == .sqlite ? "+(\(condition))" : "(\(condition))" }

  /// Whether the text contains the part, letter by letter.
  package func holds(_ text: SQL, _ part: String) -> SQL {
    engine == .sqlite ? "instr(\(text), \(part)) > 0" : "strpos(\(text), \(part)) > 0"
  }

  /// A key of a JSON text column as text; NULL where there is none.
  func jsonText(_ column: SQL, _ key: String) -> SQL {
    engine == .sqlite ? "CAST(\(json(column, key)) AS TEXT)" : json(column, key)
  }

  /// A key of a JSON text column as a number; NULL where it is no number.
  func jsonNumber(_ column: SQL, _ key: String) -> SQL {
    switch engine {
    case .sqlite: "CASE WHEN json_type(\(column), \("$.\(key)")) IN ('integer', 'real') THEN \(json(column, key)) END"
    case .postgres:
      "CASE WHEN jsonb_typeof((\(column))::jsonb -> \(key)) = 'number' THEN CAST(\(json(column, key)) AS NUMERIC) END"
    }
  }

  /// A key of a JSON text column as `true` or `false`; NULL where it is neither.
  func jsonBoolean(_ column: SQL, _ key: String) -> SQL {
    switch engine {
    case .sqlite: "CASE json_type(\(column), \("$.\(key)")) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
    case .postgres: "CASE \(json(column, key)) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"
    }
  }

  /// The calendar day of an instant column in the organisation's zone.
  func day(ofInstant column: SQL, _ moment: Moment) -> SQL {
    switch engine {
    case .sqlite: "date(\(column) / 1000 + \(moment.zoneOffset), 'unixepoch')"
    case .postgres: "CAST(\(column) AT TIME ZONE 'UTC' + make_interval(secs => \(Double(moment.zoneOffset))) AS DATE)"
    }
  }

  /// The first day of the stretch of `months` months a day lies in, when years begin with month `first`.
  func firstDay(of day: SQL, months: Int, first: Int) -> SQL {
    switch engine {
    case .sqlite:
      "date(\(day), 'start of month', '-' || ((CAST(strftime('%m', \(day)) AS INTEGER) + \(12 - first)) % 12 % \(months)) || ' months')"
    case .postgres:
      """
      CAST(date_trunc('month', \(day)) - make_interval(
        months => (CAST(extract(month FROM \(day)) AS INTEGER) + CAST(\(12 - first) AS INTEGER)) % 12 % CAST(\(months) AS INTEGER)) AS DATE)
      """
    }
  }

  /// The Monday of the week a day lies in.
  func monday(of day: SQL) -> SQL {
    engine == .sqlite
      ? "date(\(day), '-' || ((CAST(strftime('%w', \(day)) AS INTEGER) + 6) % 7) || ' days')"
      : "CAST(date_trunc('week', \(day)) AS DATE)"
  }
}

extension Sequence where Element == SQL {
  /// Joins pairs of pairs, so that thousands of parts do not become an expression thousands of levels deep.
  func balanced(_ word: SQL) -> SQL {
    var level = Array(self)
    while level.count > 16 {
      level = stride(from: 0, to: level.count, by: 16).map { "(\(level[$0..<Swift.min($0 + 16, level.count)].joined(word)))" }
    }
    return level.joined(word)
  }
}
