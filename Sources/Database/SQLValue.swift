package import Kernel

/// One value on its way into or out of a database column.
///
/// Instants are 64-bit milliseconds and days ISO text on SQLite, `timestamptz` and `date` on PostgreSQL; code sees neither.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case double(Double)
  case text(String)
  case boolean(Bool)
  case blob([UInt8])
  case instant(Instant)
  case day(Day)
}

/// What can be bound by interpolation: `SQL("… WHERE id = \(id)")`.
package protocol SQLConvertible: Sendable {
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLConvertible {
  package var sqlValue: SQLValue { self }
}
extension Int: SQLConvertible {
  package var sqlValue: SQLValue { .integer(Int64(self)) }
}
extension Int64: SQLConvertible {
  package var sqlValue: SQLValue { .integer(self) }
}
extension Double: SQLConvertible {
  package var sqlValue: SQLValue { .double(self) }
}
extension String: SQLConvertible {
  package var sqlValue: SQLValue { .text(self) }
}
extension Bool: SQLConvertible {
  package var sqlValue: SQLValue { .boolean(self) }
}
extension Instant: SQLConvertible {
  package var sqlValue: SQLValue { .instant(self) }
}
extension Day: SQLConvertible {
  package var sqlValue: SQLValue { .day(self) }
}
extension Yen: SQLConvertible {
  package var sqlValue: SQLValue { .integer(amount) }
}
extension ID: SQLConvertible {
  package var sqlValue: SQLValue { .integer(raw) }
}
extension EmailAddress: SQLConvertible {
  package var sqlValue: SQLValue { .text(text) }
}
extension Optional: SQLConvertible where Wrapped: SQLConvertible {
  package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
