import Kernel

/// The tree of a formula.
indirect enum FormulaExpression: Sendable, Hashable {
  case literal(FormulaValue)
  case field(String, position: Int)
  case negative(FormulaExpression, position: Int)
  case binary(Operation, FormulaExpression, FormulaExpression, position: Int)
  case call(FormulaFunction, [FormulaExpression], position: Int)

  enum Operation: String, Sendable, Hashable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case join = "&"
    case equal = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    init?(sign: String) {
      switch sign {
      case "==": self = .equal
      case "<>": self = .unequal
      default: self.init(rawValue: sign)
      }
    }

    var binding: Int {
      switch self {
      case .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual: 1
      case .join: 2
      case .add, .subtract: 3
      case .multiply, .divide: 4
      }
    }
  }

  /// The fields it reads.
  var fields: Set<String> {
    switch self {
    case .literal: []
    case .field(let name, _): [name]
    case .negative(let inner, _): inner.fields
    case .binary(_, let a, let b, _): a.fields.union(b.fields)
    case .call(_, let arguments, _): arguments.reduce(into: []) { $0.formUnion($1.fields) }
    }
  }
}

/// A value while a formula is computed.
enum FormulaValue: Sendable, Hashable {
  case blank
  case number(ExactNumber)
  case text(String)
  case boolean(Bool)
  case day(Day)
  case instant(Instant)
  case list([String])
  case reference(RecordID)
}

/// What a part of a formula results in.
enum FormulaKind: Sendable, Hashable {
  /// Fits everywhere: the literal `null`.
  case blank
  case number, text, boolean, day, instant, list, reference

  init(_ family: FieldFamily) {
    self =
      switch family {
      case .text, .choice: .text
      case .number: .number
      case .boolean: .boolean
      case .day: .day
      case .instant: .instant
      case .choices: .list
      case .reference: .reference
      }
  }

  var label: Label {
    switch self {
    case .blank: Label("空", "blank")
    case .number: Label("数値", "a number")
    case .text: Label("文字列", "text")
    case .boolean: Label("はい・いいえ", "yes or no")
    case .day: Label("日付", "a date")
    case .instant: Label("日時", "a date and time")
    case .list: Label("複数選択", "several choices")
    case .reference: Label("参照", "a lookup")
    }
  }
}
