package import Kernel

/// The value of one field of one record, as the rules see it.
package enum Value: Hashable, Sendable {
  case null
  case text(String)
  /// Whole numbers, yen, and minor units of money.
  case integer(Int64)
  /// Decimals and percentages, at the scale of their field.
  case decimal(FixedDecimal)
  case boolean(Bool)
  case day(Day)
  case instant(Instant)
  /// A lookup, a user, a file.
  case reference(RecordID)
  /// Choices of a multi-picklist, tags.
  case list([String])

  package var isNull: Bool { self == .null }
}

/// A Swift type that a typed key reads and writes.
package protocol FieldValue: Sendable {
  init?(value: Value)
  var value: Value { get }
  /// The field type when the declaration names none.
  static var fieldType: any FieldType { get }
}
