import Kernel

/// Computes a checked formula over one record.
///
/// Blank: sums, products and most functions of a blank are blank; `&` and `concat` take it as empty text; `and`, `or`, `not`
/// and `if` take it as false; `min` and `max` leave it out; `=` finds blank equal to blank only; `<` and `>` are false.
/// What cannot be computed (a division by zero, more than 15 digits) is blank.
struct FormulaEvaluation {
  let record: Record
  /// Seconds the organisation's clocks are ahead of UTC: the calendar day of a moment depends on it.
  let zoneOffset: Int

  func value(of expression: FormulaExpression) -> FormulaValue {
    switch expression {
    case .literal(let value): value
    case .field(let name, _): Self.value(record[name])
    case .negative(let inner, _): number(inner).map { .number(-$0) } ?? .blank
    case .binary(let operation, let a, let b, _): binary(operation, value(of: a), value(of: b))
    case .call(let function, let arguments, _): call(function, arguments)
    }
  }

  private static func value(_ value: Value) -> FormulaValue {
    switch value {
    case .null: .blank
    case .text(let text): text.isEmpty ? .blank : .text(text)
    case .integer(let number): .number(ExactNumber(number))
    case .decimal(let number): .number(ExactNumber(number))
    case .boolean(let flag): .boolean(flag)
    case .day(let day): .day(day)
    case .instant(let instant): .instant(instant)
    case .reference(let id): .reference(id)
    case .list(let words): words.isEmpty ? .blank : .list(words)
    }
  }

  // MARK: Operators

  private func binary(_ operation: FormulaExpression.Operation, _ a: FormulaValue, _ b: FormulaValue) -> FormulaValue {
    switch operation {
    case .join: return Self.text(text(a) + text(b))
    case .equal: return .boolean(a == b)
    case .unequal: return .boolean(a != b)
    case .less: return .boolean(Self.isLess(a, b))
    case .greater: return .boolean(Self.isLess(b, a))
    case .lessOrEqual: return .boolean(a != .blank && (a == b || Self.isLess(a, b)))
    case .greaterOrEqual: return .boolean(a != .blank && (a == b || Self.isLess(b, a)))
    case .add, .subtract, .multiply, .divide: break
    }
    switch (a, b) {
    case (.number(let x), .number(let y)): return Self.arithmetic(operation, x, y).map { .number($0) } ?? .blank
    case (.day(let day), .number(let count)): return Self.moved(day, by: operation == .add ? count : -count)
    case (.day(let later), .day(let earlier)) where operation == .subtract: return .number(ExactNumber(Int64(later - earlier)))
    default: return .blank
    }
  }

  private static func arithmetic(_ operation: FormulaExpression.Operation, _ a: ExactNumber, _ b: ExactNumber) -> ExactNumber? {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    default: a / b
    }
  }

  private static func isLess(_ a: FormulaValue, _ b: FormulaValue) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x < y
    case (.text(let x), .text(let y)): x < y
    case (.day(let x), .day(let y)): x < y
    case (.instant(let x), .instant(let y)): x < y
    default: false
    }
  }

  // MARK: Functions

  private func call(_ function: FormulaFunction, _ arguments: [FormulaExpression]) -> FormulaValue {
    switch function {
    case .if:
      let branch = isTrue(arguments[0]) ? 1 : 2
      return arguments.indices.contains(branch) ? value(of: arguments[branch]) : .blank
    case .and: return .boolean(arguments.allSatisfy(isTrue))
    case .or: return .boolean(arguments.contains(where: isTrue))
    case .not: return .boolean(!isTrue(arguments[0]))
    case .blank: return .boolean(value(of: arguments[0]) == .blank)
    case .coalesce:
      for argument in arguments {
        let value = value(of: argument)
        if value != .blank { return value }
      }
      return .blank
    case .min: return extreme(arguments) { Self.isLess($0, $1) }
    case .max: return extreme(arguments) { Self.isLess($1, $0) }
    case .round: return rounded(arguments, .half)
    case .floor: return rounded(arguments, .down)
    case .ceiling: return rounded(arguments, .up)
    case .abs: return number(arguments[0]).map { .number($0.magnitude) } ?? .blank
    case .concat: return Self.text(arguments.map { text(value(of: $0)) }.joined())
    case .left, .right:
      guard case .text(let text) = value(of: arguments[0]), let count = whole(arguments[1]) else { return .blank }
      return Self.text(String(function == .left ? text.prefix(max(0, count)) : text.suffix(max(0, count))))
    case .length:
      guard case .text(let text) = value(of: arguments[0]) else { return .blank }
      return .number(ExactNumber(Int64(text.count)))
    case .contains: return contains(value(of: arguments[0]), value(of: arguments[1]))
    case .text: return Self.text(text(value(of: arguments[0])))
    case .value:
      guard case .text(let text) = value(of: arguments[0]),
        let units = try? TypedNumber.units(TypedText.halfWidth(text), scale: 6)
      else { return .blank }
      return .number(ExactNumber(FixedDecimal(units: units, scale: 6)))
    case .year, .month, .day:
      guard let parts = day(arguments[0])?.parts else { return .blank }
      return .number(ExactNumber(Int64(function == .year ? parts.year : function == .month ? parts.month : parts.day)))
    case .daysBetween:
      guard let from = day(arguments[0]), let to = day(arguments[1]) else { return .blank }
      return .number(ExactNumber(Int64(to - from)))
    case .addDays:
      guard let day = day(arguments[0]), let count = number(arguments[1]) else { return .blank }
      return Self.moved(day, by: count)
    }
  }

  private func isTrue(_ expression: FormulaExpression) -> Bool { value(of: expression) == .boolean(true) }

  private func number(_ expression: FormulaExpression) -> ExactNumber? {
    if case .number(let number) = value(of: expression) { number } else { nil }
  }

  private func whole(_ expression: FormulaExpression) -> Int? {
    number(expression)?.rounded(0, .down)?.units(atScale: 0).flatMap { Int(exactly: $0) }
  }

  private func day(_ expression: FormulaExpression) -> Day? {
    switch value(of: expression) {
    case .day(let day): day
    case .instant(let instant): instant.day(offset: zoneOffset)
    default: nil
    }
  }

  private func rounded(_ arguments: [FormulaExpression], _ rule: ExactNumber.Rounding) -> FormulaValue {
    let places = arguments.count > 1 ? whole(arguments[1]) : 0
    guard let number = number(arguments[0]), let places, (-15...12).contains(places) else { return .blank }
    return number.rounded(places, rule).map { .number($0) } ?? .blank
  }

  private func extreme(_ arguments: [FormulaExpression], _ precedes: (FormulaValue, FormulaValue) -> Bool) -> FormulaValue {
    let values = arguments.map { value(of: $0) }.filter { $0 != .blank }
    return values.dropFirst().reduce(values.first ?? .blank) { precedes($1, $0) ? $1 : $0 }
  }

  private func contains(_ whole: FormulaValue, _ part: FormulaValue) -> FormulaValue {
    guard case .text(let part) = part else { return .boolean(false) }
    return switch whole {
    case .text(let text): .boolean(text.contains(part))
    case .list(let words): .boolean(words.contains(part))
    default: .boolean(false)
    }
  }

  private static func moved(_ day: Day, by count: ExactNumber) -> FormulaValue {
    guard let count = count.rounded(0, .down)?.units(atScale: 0), abs(count) < 4_000_000 else { return .blank }
    let (year, month, day) = (day + Int(count)).parts
    return Day(year: year, month: month, day: day).map { .day($0) } ?? .blank  // years 1 to 9999
  }

  private static func text(_ text: String) -> FormulaValue { text.isEmpty ? .blank : .text(text) }

  private func text(_ value: FormulaValue) -> String {
    switch value {
    case .blank, .list, .reference: ""
    case .number(let number): number.text
    case .text(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    case .day(let day): day.text
    case .instant(let instant): instant.shown(offset: zoneOffset)
    }
  }
}
