/// The functions of the formula language.
enum FormulaFunction: String, CaseIterable, Sendable {
  case `if`, and, or, not, blank, coalesce
  case round, floor, ceiling, abs, min, max
  case concat, left, right, length, contains, text, value
  case year, month, day
  case daysBetween = "days_between"
  case addDays = "add_days"

  /// How many arguments it takes.
  var arity: ClosedRange<Int> {
    switch self {
    case .if: 2...3
    case .and, .or, .coalesce, .min, .max, .concat: 1...50
    case .round, .floor, .ceiling: 1...2
    case .left, .right, .contains, .daysBetween, .addDays: 2...2
    case .not, .blank, .abs, .length, .text, .value, .year, .month, .day: 1...1
    }
  }
}
