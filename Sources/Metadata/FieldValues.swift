package import Kernel

// The Swift types that typed keys read and write, and the field type each stands for when none is named.

extension String: FieldValue {
  package init?(value: Value) {
    guard case .text(let text) = value else { return nil }
    self = text
  }
  package var value: Value { .text(self) }
  package static var fieldType: any FieldType { TextType() }
}

extension Int64: FieldValue {
  package init?(value: Value) {
    guard case .integer(let number) = value else { return nil }
    self = number
  }
  package var value: Value { .integer(self) }
  package static var fieldType: any FieldType { IntegerType() }
}

extension Int: FieldValue {
  package init?(value: Value) {
    guard case .integer(let number) = value, let number = Int(exactly: number) else { return nil }
    self = number
  }
  package var value: Value { .integer(Int64(self)) }
  package static var fieldType: any FieldType { IntegerType() }
}

extension Bool: FieldValue {
  package init?(value: Value) {
    guard case .boolean(let flag) = value else { return nil }
    self = flag
  }
  package var value: Value { .boolean(self) }
  package static var fieldType: any FieldType { BooleanType() }
}

extension Yen: FieldValue {
  package init?(value: Value) {
    guard case .integer(let amount) = value else { return nil }
    self.init(amount)
  }
  package var value: Value { .integer(amount) }
  package static var fieldType: any FieldType { YenType() }
}

extension Day: FieldValue {
  package init?(value: Value) {
    guard case .day(let day) = value else { return nil }
    self = day
  }
  package var value: Value { .day(self) }
  package static var fieldType: any FieldType { DayType() }
}

extension Instant: FieldValue {
  package init?(value: Value) {
    guard case .instant(let instant) = value else { return nil }
    self = instant
  }
  package var value: Value { .instant(self) }
  package static var fieldType: any FieldType { InstantType() }
}

extension FixedDecimal: FieldValue {
  package init?(value: Value) {
    guard case .decimal(let number) = value else { return nil }
    self = number
  }
  package var value: Value { .decimal(self) }
  package static var fieldType: any FieldType { DecimalType() }
}

extension EmailAddress: FieldValue {
  package init?(value: Value) {
    guard case .text(let text) = value else { return nil }
    self.init(text)
  }
  package var value: Value { .text(text) }
  package static var fieldType: any FieldType { EmailType() }
}

extension [String]: FieldValue {
  package init?(value: Value) {
    guard case .list(let items) = value else { return nil }
    self = items
  }
  package var value: Value { isEmpty ? .null : .list(self) }
  package static var fieldType: any FieldType { MultiPicklistType.tags }
}

extension ID: FieldValue {
  package init?(value: Value) {
    guard case .reference(let id) = value else { return nil }
    self.init(id.raw)
  }
  package var value: Value { .reference(RecordID(raw)) }

  /// A lookup to the object that the Swift type declares. Its name is the type's in snake_case (`ID<DailyReport>` looks up
  /// `daily_report`): asking the declaration itself would go round in circles where an object looks up its own kind.
  package static var fieldType: any FieldType {
    if Of.self == UserTag.self { UserType() } else { LookupType(target: APIName.snakeCase("\(Of.self)")) }
  }
}
