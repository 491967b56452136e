import Kernel

/// Checks that every part of a formula fits: fields exist, and each operation gets the kinds it works on.
struct FormulaCheck {
  let object: ObjectDefinition
  private(set) var problems: [Problem] = []

  init(object: ObjectDefinition) { self.object = object }

  /// The kind of the result; after a problem, the kind that causes no further complaints.
  mutating func kind(of expression: FormulaExpression) -> FormulaKind {
    switch expression {
    case .literal(let value): return Self.kind(of: value)
    case .field(let name, let position): return field(name, position)
    case .negative(let inner, let position):
      require(.number, inner, position)
      return .number
    case .binary(let operation, let a, let b, let position): return binary(operation, a, b, position)
    case .call(let function, let arguments, let position): return call(function, arguments, position)
    }
  }

  private static func kind(of value: FormulaValue) -> FormulaKind {
    switch value {
    case .blank: .blank
    case .number: .number
    case .text: .text
    case .boolean: .boolean
    case .day: .day
    case .instant: .instant
    case .list: .list
    case .reference: .reference
    }
  }

  private mutating func field(_ name: String, _ position: Int) -> FormulaKind {
    guard let field = object.field(name), !field.isRetired else {
      refuse(
        position, ja: "\(object.label.ja)に項目「\(name)」はありません。項目の API 名を確かめてください。",
        en: "\(object.label.en) has no field “\(name)”. Check its API name.")
      return .blank
    }
    return FormulaKind(field.type.family)
  }

  private mutating func binary(
    _ operation: FormulaExpression.Operation, _ a: FormulaExpression, _ b: FormulaExpression, _ position: Int
  ) -> FormulaKind {
    let (left, right) = (kind(of: a), kind(of: b))
    switch operation {
    case .multiply, .divide:
      expect(left, [.number], position)
      expect(right, [.number], position)
      return .number
    case .add:
      expect(left, [.number, .day], position)
      expect(right, [.number], position)
      return left == .day ? .day : .number
    case .subtract:
      expect(left, [.number, .day], position)
      expect(right, left == .day ? [.number, .day] : [.number], position)
      return left == .day && right != .day ? .day : .number
    case .join:
      expect(left, Self.printable, position)
      expect(right, Self.printable, position)
      return .text
    case .equal, .unequal:
      expectSame(left, right, position)
      return .boolean
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      expect(left, Self.ordered, position)
      expectSame(left, right, position)
      return .boolean
    }
  }

  private static let ordered: Set<FormulaKind> = [.number, .text, .day, .instant]
  private static let printable: Set<FormulaKind> = [.number, .text, .day, .instant, .boolean]

  private mutating func call(_ function: FormulaFunction, _ arguments: [FormulaExpression], _ position: Int) -> FormulaKind {
    let kinds = arguments.map { kind(of: $0) }
    func at(_ index: Int) -> FormulaKind { kinds.indices.contains(index) ? kinds[index] : .blank }
    switch function {
    case .if:
      expect(at(0), [.boolean], position)
      return common(Array(kinds.dropFirst()), position)
    case .and, .or, .not:
      for kind in kinds { expect(kind, [.boolean], position) }
      return .boolean
    case .blank: return .boolean
    case .coalesce: return common(kinds, position)
    case .min, .max:
      for kind in kinds { expect(kind, Self.ordered, position) }
      return common(kinds, position)
    case .round, .floor, .ceiling, .abs:
      for kind in kinds { expect(kind, [.number], position) }
      return .number
    case .concat:
      for kind in kinds { expect(kind, Self.printable, position) }
      return .text
    case .left, .right:
      expect(at(0), [.text], position)
      expect(at(1), [.number], position)
      return .text
    case .length:
      expect(at(0), [.text], position)
      return .number
    case .contains:
      expect(at(0), [.text, .list], position)
      expect(at(1), [.text], position)
      return .boolean
    case .text:
      expect(at(0), Self.printable, position)
      return .text
    case .value:
      expect(at(0), [.text], position)
      return .number
    case .year, .month, .day:
      expect(at(0), [.day, .instant], position)
      return .number
    case .daysBetween:
      for kind in kinds { expect(kind, [.day, .instant], position) }
      return .number
    case .addDays:
      expect(at(0), [.day, .instant], position)
      expect(at(1), [.number], position)
      return .day
    }
  }

  private mutating func require(_ wanted: FormulaKind, _ expression: FormulaExpression, _ position: Int) {
    let found = kind(of: expression)
    expect(found, [wanted], position)
  }

  /// The one kind of all branches.
  private mutating func common(_ kinds: [FormulaKind], _ position: Int) -> FormulaKind {
    let kind = kinds.first { $0 != .blank } ?? .blank
    for other in kinds { expectSame(kind, other, position) }
    return kind
  }

  private mutating func expect(_ found: FormulaKind, _ wanted: Set<FormulaKind>, _ position: Int) {
    guard found != .blank, !wanted.contains(found) else { return }
    let sorted = wanted.map(\.label).sorted { $0.en < $1.en }
    refuse(
      position, ja: "ここには\(sorted.map(\.ja).joined(separator: "か"))が必要です（いまは\(found.label.ja)）。",
      en: "This needs \(sorted.map(\.en).joined(separator: " or ")), not \(found.label.en).")
  }

  private mutating func expectSame(_ a: FormulaKind, _ b: FormulaKind, _ position: Int) {
    guard a != .blank, b != .blank, a != b else { return }
    refuse(
      position, ja: "\(a.label.ja)と\(b.label.ja)は一緒に使えません。同じ種類にそろえてください（text()、value() で変換できます）。",
      en: "This mixes \(a.label.en) with \(b.label.en). Make them the same (text() and value() convert).")
  }

  private mutating func refuse(_ position: Int, ja: String, en: String) {
    problems.append(FormulaFault.syntax(position, ja: ja, en: en))
  }
}
