package import Database
import Kernel
package import Metadata

extension Value {
  /// How the value is kept in a column: decimals as whole units of their scale, choices as `|a|b|`.
  package var sqlValue: SQLValue {
    switch self {
    case .null: .null
    case .text(let text): .text(text)
    case .integer(let number): .integer(number)
    case .decimal(let number): .integer(number.units)
    case .boolean(let flag): .boolean(flag)
    case .day(let day): .day(day)
    case .instant(let instant): .instant(instant)
    case .reference(let id): .integer(id.raw)
    case .list(let words): .text(ChoiceText.text(words))
    }
  }
}

extension FieldDefinition {
  /// Reads this field's column from a row.
  package func value(in row: Row, at: Int) throws -> Value {
    switch type.column {
    case nil: return .null
    case .text:
      guard let text = try row.optionalText(at) else { return .null }
      return type.family == .choices ? .list(ChoiceText.values(text)) : .text(text)
    case .integer:
      guard let number = try row.optionalInteger(at) else { return .null }
      if type.family == .reference { return .reference(RecordID(number)) }
      return type.decimalScale.map { .decimal(FixedDecimal(units: number, scale: $0)) } ?? .integer(number)
    case .boolean: return try row.optionalBoolean(at).map { .boolean($0) } ?? .null
    case .instant: return try row.optionalInstant(at).map { .instant($0) } ?? .null
    case .day: return try row.optionalDay(at).map { .day($0) } ?? .null
    case .double, .blob: throw DatabaseError.column(at, expected: "a kind of column that fields have")
    }
  }

  /// What this field's column keeps for a value.
  package func sqlValue(_ value: Value) -> SQLValue {
    guard case .decimal(let number) = value, let scale = type.decimalScale, scale != number.scale,
      let same = FixedDecimal(number.text, scale: scale)
    else { return value.sqlValue }
    return .integer(same.units)
  }

  package var column: Identifier? { type.column == nil ? nil : Identifier(name) }
}
