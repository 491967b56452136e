import Kernel

/// Reads a formula: a Pratt parser over `+ - * / & = != < <= > >=`, function calls, fields and literals.
struct FormulaParser {
  static let longest = 4000
  private static let deepest = 50
  private static let largest = 1000

  private let tokens: [FormulaLexer.Placed]
  private var at = 0
  private var size = 0

  static func parse(_ text: String) throws(Problem) -> FormulaExpression {
    guard text.count <= longest else {
      throw Problem(
        "formula", ja: "数式は \(longest) 文字までです。短くしてください。", en: "A formula has at most \(longest) characters. Make it shorter.")
    }
    var parser = FormulaParser(tokens: try FormulaLexer.tokens(text))
    let expression = try parser.expression(binding: 0, depth: 0)
    guard parser.next.token == .end else { throw parser.unexpected() }
    return expression
  }

  private init(tokens: [FormulaLexer.Placed]) { self.tokens = tokens }

  private var next: FormulaLexer.Placed { tokens[min(at, tokens.count - 1)] }

  private mutating func expression(binding: Int, depth: Int) throws(Problem) -> FormulaExpression {
    guard depth < Self.deepest, size < Self.largest else {
      throw Problem(
        "formula", ja: "数式が複雑すぎます。途中の結果を別の数式項目に分けてください。",
        en: "The formula is too complex. Move parts of it into formula fields of their own.")
    }
    var left = try operand(depth: depth)
    while case .sign(let sign) = next.token, let operation = FormulaExpression.Operation(sign: sign), operation.binding > binding {
      let position = next.position
      at += 1
      size += 1
      left = .binary(operation, left, try expression(binding: operation.binding, depth: depth + 1), position: position)
    }
    return left
  }

  private mutating func operand(depth: Int) throws(Problem) -> FormulaExpression {
    let (token, position) = (next.token, next.position)
    size += 1
    switch token {
    case .number(let text):
      let places = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
      guard places <= 6, let number = FixedDecimal(text, scale: places), text.last != "." else {
        throw FormulaFault.syntax(
          position, ja: "数値「\(text)」が読めません（全体で 18 桁、小数は 6 桁まで）。",
          en: "The number “\(text)” cannot be read (18 digits at most, 6 of them decimal places).")
      }
      at += 1
      return .literal(.number(ExactNumber(number)))
    case .string(let text):
      at += 1
      return .literal(text.isEmpty ? .blank : .text(text))
    case .sign("-"):
      at += 1
      return .negative(try expression(binding: 5, depth: depth + 1), position: position)
    case .sign("("):
      at += 1
      let inner = try expression(binding: 0, depth: depth + 1)
      try expect(")")
      return inner
    case .name(let name):
      at += 1
      if next.token == .sign("(") { return try call(name, position: position, depth: depth) }
      switch name {
      case "true": return .literal(.boolean(true))
      case "false": return .literal(.boolean(false))
      case "null": return .literal(.blank)
      default: return .field(name, position: position)
      }
    case .sign, .end: throw unexpected()
    }
  }

  private mutating func call(_ name: String, position: Int, depth: Int) throws(Problem) -> FormulaExpression {
    guard let function = FormulaFunction(rawValue: name) else {
      let names = FormulaFunction.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormulaFault.syntax(
        position, ja: "関数「\(name)」はありません。使える関数：\(names)", en: "There is no function “\(name)”. There are \(names).")
    }
    at += 1
    var arguments: [FormulaExpression] = []
    if next.token != .sign(")") {
      arguments.append(try expression(binding: 0, depth: depth + 1))
      while next.token == .sign(",") {
        at += 1
        arguments.append(try expression(binding: 0, depth: depth + 1))
      }
    }
    try expect(")")
    let arity = function.arity
    guard arity.contains(arguments.count) else {
      let count = arity.count == 1 ? "\(arity.lowerBound)" : "\(arity.lowerBound)–\(arity.upperBound)"
      throw FormulaFault.syntax(
        position, ja: "\(name) の引数は \(count) 個です（いま \(arguments.count) 個）。",
        en: "\(name) takes \(count) \(count == "1" ? "argument" : "arguments"), not \(arguments.count).")
    }
    return .call(function, arguments, position: position)
  }

  private mutating func expect(_ sign: String) throws(Problem) {
    guard next.token == .sign(sign) else {
      throw FormulaFault.syntax(next.position, ja: "ここに「\(sign)」が必要です。", en: "“\(sign)” is needed here.")
    }
    at += 1
  }

  private func unexpected() -> Problem {
    switch next.token {
    case .end: FormulaFault.syntax(next.position, ja: "数式が途中で終わっています。続きを書いてください。", en: "The formula ends too early. Complete it.")
    case .number(let text), .string(let text), .name(let text), .sign(let text):
      FormulaFault.syntax(
        next.position, ja: "ここに「\(text)」は置けません。演算子や括弧を確かめてください。", en: "“\(text)” cannot stand here. Check operators and brackets."
      )
    }
  }
}
