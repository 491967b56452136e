package import Kernel

/// The rule of one formula field, read and checked: computes the field's value from the record's other fields.
///
/// Deterministic: the same record gives the same value, so it is computed when the record is written, and stored.
/// Percentages count as people say them: 12.5 % is 12.5.
package struct Formula: Sendable {
  /// The formula field.
  package let field: String
  /// The fields it reads; when one of them is written, the value is computed again.
  package let inputs: Set<String>
  package let kind: ComputedKind
  private let expression: FormulaExpression

  /// Throws everything that is wrong, marked with the field.
  package init(_ field: String, _ type: FormulaType, in object: ObjectDefinition) throws(Problems) {
    self.field = field
    kind = type.kind
    do throws(Problem) {
      expression = try FormulaParser.parse(type.expression)
    } catch {
      var problem = error
      problem.field = field
      throw Problems([problem])
    }
    inputs = expression.fields
    var check = FormulaCheck(object: object)
    let result = check.kind(of: expression)
    var problems = check.problems
    if problems.isEmpty, result != .blank, result != FormulaKind(kind.type.family) {
      let wanted = FormulaKind(kind.type.family).label
      problems.append(
        Problem(
          "formula", ja: "数式の結果は\(result.label.ja)ですが、項目の結果は\(wanted.ja)です。どちらかに合わせてください。",
          en: "The formula results in \(result.label.en), but the field holds \(wanted.en). Change one of them."))
    }
    for at in problems.indices { problems[at].field = field }
    try Problems.check(problems)
  }

  /// The value for this record, at the scale of the field; `.null` when an input is missing or nothing can be computed.
  package func value(of record: Record, zoneOffset: Int = 32_400) -> Value {
    switch FormulaEvaluation(record: record, zoneOffset: zoneOffset).value(of: expression) {
    case .blank, .list, .reference: return .null
    case .boolean(let flag): return .boolean(flag)
    case .day(let day): return .day(day)
    case .instant(let instant): return .instant(instant)
    case .text(let text): return .text(text.count > 4000 ? String(text.prefix(4000)) : text)
    case .number(let number):
      guard let scale = kind.type.decimalScale else { return number.units(atScale: 0).map { .integer($0) } ?? .null }
      return number.units(atScale: scale).map { .decimal(FixedDecimal(units: $0, scale: scale)) } ?? .null
    }
  }

  /// The formulas of an object in the order in which they can be computed: those that others read come first.
  /// Throws the problems of all of them, circles included.
  package static func all(of object: ObjectDefinition) throws(Problems) -> [Formula] {
    var formulas: [String: Formula] = [:]
    var problems: [Problem] = []
    var names: [String] = []
    for field in object.activeFields {
      guard let type = field.type as? FormulaType else { continue }
      do throws(Problems) {
        formulas[field.name] = try Formula(field.name, type, in: object)
        names.append(field.name)
      } catch {
        problems += error.all
      }
    }
    var ordered: [Formula] = []
    var done: Set<String> = []
    var waiting = names
    while !waiting.isEmpty {
      let ready = waiting.filter { name in formulas[name]?.inputs.allSatisfy { formulas[$0] == nil || done.contains($0) } ?? true
      }
      guard !ready.isEmpty else { break }
      ordered += ready.compactMap { formulas[$0] }
      done.formUnion(ready)
      waiting.removeAll(where: done.contains)
    }
    for name in waiting {
      problems.append(
        Problem(
          field: name, "formula_circle",
          ja: "数式が循環しています（\(waiting.joined(separator: "、"))）。どれかの参照を外してください。",
          en: "These formulas need each other (\(waiting.joined(separator: ", "))). Break the circle."))
    }
    try Problems.check(problems)
    return ordered
  }
}
