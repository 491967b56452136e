package import Kernel

/// One row of a result, read by position. A value of another kind than asked for throws `DatabaseError.column`.
package struct Row: Sendable {
  package let values: [SQLValue]

  package init(_ values: [SQLValue]) { self.values = values }

  package subscript(_ at: Int) -> SQLValue { values[at] }

  package func integer(_ at: Int) throws -> Int64 { try optionalInteger(at).orThrow(at, "integer") }
  package func int(_ at: Int) throws -> Int { Int(try integer(at)) }
  package func double(_ at: Int) throws -> Double { try optionalDouble(at).orThrow(at, "double") }
  package func text(_ at: Int) throws -> String { try optionalText(at).orThrow(at, "text") }
  package func boolean(_ at: Int) throws -> Bool { try optionalBoolean(at).orThrow(at, "boolean") }
  package func instant(_ at: Int) throws -> Instant { try optionalInstant(at).orThrow(at, "instant") }
  package func day(_ at: Int) throws -> Day { try optionalDay(at).orThrow(at, "day") }
  package func blob(_ at: Int) throws -> [UInt8] { try optionalBlob(at).orThrow(at, "blob") }
  package func id<Of>(_ at: Int, _: Of.Type = Of.self) throws -> ID<Of> { ID(try integer(at)) }

  package func optionalInteger(_ at: Int) throws -> Int64? {
    switch values[at] {
    case .integer(let value): value
    case .null: nil
    default: throw DatabaseError.column(at, expected: "integer")
    }
  }
  package func optionalDouble(_ at: Int) throws -> Double? {
    switch values[at] {
    case .double(let value): value
    case .integer(let value): Double(value)
    case .null: nil
    default: throw DatabaseError.column(at, expected: "double")
    }
  }
  package func optionalText(_ at: Int) throws -> String? {
    switch values[at] {
    case .text(let value): value
    case .null: nil
    default: throw DatabaseError.column(at, expected: "text")
    }
  }
  /// SQLite keeps booleans as 0 and 1.
  package func optionalBoolean(_ at: Int) throws -> Bool? {
    switch values[at] {
    case .boolean(let value): value
    case .integer(let value): value != 0
    case .null: nil
    default: throw DatabaseError.column(at, expected: "boolean")
    }
  }
  /// SQLite keeps instants as milliseconds.
  package func optionalInstant(_ at: Int) throws -> Instant? {
    switch values[at] {
    case .instant(let value): value
    case .integer(let value): Instant(milliseconds: value)
    case .null: nil
    default: throw DatabaseError.column(at, expected: "instant")
    }
  }
  /// SQLite keeps days as ISO text.
  package func optionalDay(_ at: Int) throws -> Day? {
    switch values[at] {
    case .day(let value): return value
    case .text(let value):
      guard let day = Day(value) else { throw DatabaseError.column(at, expected: "day") }
      return day
    case .null: return nil
    default: throw DatabaseError.column(at, expected: "day")
    }
  }
  package func optionalBlob(_ at: Int) throws -> [UInt8]? {
    switch values[at] {
    case .blob(let value): value
    case .null: nil
    default: throw DatabaseError.column(at, expected: "blob")
    }
  }
  package func optionalID<Of>(_ at: Int, _: Of.Type = Of.self) throws -> ID<Of>? { try optionalInteger(at).map(ID.init) }
}

extension Optional {
  fileprivate func orThrow(_ at: Int, _ kind: String) throws -> Wrapped {
    guard let self else { throw DatabaseError.column(at, expected: kind) }
    return self
  }
}
