package import Kernel

/// A kind of field: how its values are read, checked, stored, compared and shown. One file per type in `FieldTypes/`.
package protocol FieldType: Sendable {
  /// The name in metadata JSON and the API: `text`, `picklist`, …
  static var name: String { get }
  /// What its column holds; `nil` when nothing is stored.
  var column: ColumnKind? { get }
  /// Which operators and which SQL apply.
  var family: FieldFamily { get }
  /// Reads what a person typed or a file holds. Empty text is `.null`.
  func parse(_ text: String, in context: ParseContext) -> Parsed
  /// Reads what the API was given.
  func decode(_ json: JSON, in context: ParseContext) -> Parsed
  /// What the API shows.
  func encode(_ value: Value) -> JSON
  /// What people see; `parse` reads it back.
  func shown(_ value: Value, in context: ParseContext) -> String
  /// What an export holds: without grouping and units, so that spreadsheets calculate with it; `parse` reads it back exactly.
  func exported(_ value: Value, in context: ParseContext) -> String
  /// Settings of this type in metadata JSON, without its name: options of a picklist, scale of a decimal, …
  var settings: JSON { get }
  /// Problems of the settings themselves.
  func violations(named field: String) -> [Problem]
  /// JSON Schema (2020-12) of `encode`'s result.
  var jsonSchema: JSON { get }
}

/// What a field type makes of an input: a value, and what had to be repaired to get it; or what is wrong.
package struct Parsed: Sendable {
  package let value: Value
  /// What was changed on the way, for the person who gave it: "先頭の 0 を補いました".
  package let repairs: [Label]
  package let problem: Problem?

  package static func ok(_ value: Value, repaired: [Label] = []) -> Parsed {
    Parsed(value: value, repairs: repaired, problem: nil)
  }
  package static func wrong(_ code: String, ja: String, en: String) -> Parsed {
    Parsed(value: .null, repairs: [], problem: Problem(code, ja: ja, en: en))
  }
  package static func wrong(_ problem: Problem) -> Parsed { Parsed(value: .null, repairs: [], problem: problem) }
}

/// What reading and showing depend on besides the text: language, zone, and today.
package struct ParseContext: Sendable {
  package let language: Language
  package let moment: Moment

  package init(language: Language = .ja, moment: Moment) {
    self.language = language
    self.moment = moment
  }
}

/// Now, as this organisation sees it.
package struct Moment: Sendable, Hashable {
  package let now: Instant
  /// Seconds its clocks are ahead of UTC.
  package let zoneOffset: Int
  /// The month a fiscal year begins with, 1…12.
  package let fiscalStartMonth: Int

  package init(now: Instant, zoneOffset: Int = 32_400, fiscalStartMonth: Int = 4) {
    self.now = now
    self.zoneOffset = zoneOffset
    self.fiscalStartMonth = fiscalStartMonth
  }

  package var today: Day { now.day(offset: zoneOffset) }
}

/// What decides the operators a field has.
package enum FieldFamily: String, Sendable {
  case text, number, boolean, day, instant, choice, choices, reference

  package var operators: Set<Operator> {
    let own: Set<Operator> =
      switch self {
      case .text: [.eq, .ne, .in, .notIn, .contains, .startsWith, .lt, .lte, .gt, .gte]
      case .number: [.eq, .ne, .in, .notIn, .lt, .lte, .gt, .gte, .between]
      case .boolean: [.eq, .ne]
      case .day: [.eq, .ne, .lt, .lte, .gt, .gte, .between, .within, .anniversaryWithin]
      case .instant: [.lt, .lte, .gt, .gte, .between, .within, .anniversaryWithin]
      case .choice: [.eq, .ne, .in, .notIn]
      case .choices: [.contains, .in, .notIn]
      case .reference: [.eq, .ne, .in, .notIn]
      }
    return own.union([.empty, .notEmpty, .changedWithin])
  }
}

/// Comparison words of the condition language, as written in JSON.
package enum Operator: String, Sendable, CaseIterable {
  case eq, ne, `in`, lt, lte, gt, gte, between, contains, empty, within
  case notIn = "not_in"
  case startsWith = "starts_with"
  case notEmpty = "not_empty"
  case anniversaryWithin = "anniversary_within"
  case changedWithin = "changed_within"
}
