package import Kernel

/// A count, sum, minimum or maximum over the records that look up to this one.
package struct RollUpType: ComputedType {
  package enum Function: String, Sendable, CaseIterable {
    case count, sum, min, max
  }

  package static let name = "roll_up"
  /// The way down: `deals` of an account.
  package let relation: String
  package let function: Function
  /// The child's field; `nil` for a count.
  package let field: String?
  /// Which children count: a condition on the child.
  package let condition: JSON?
  package let kind: ComputedKind

  package init(
    _ function: Function, of field: String? = nil, over relation: String, where condition: JSON? = nil, result: ComputedKind
  ) {
    self.relation = relation
    self.function = function
    self.field = field
    self.condition = condition
    kind = result
  }

  package func violations(named name: String) -> [Problem] {
    if function == .count {
      guard kind != .integer else { return [] }
      return [Problem(field: name, "result", ja: "件数の結果は integer にしてください。", en: "The result of a count must be integer.")]
    }
    guard field == nil else { return [] }
    return [
      Problem(
        field: name, "required", ja: "\(function.rawValue) で集計する子の項目を「field」に指定してください。",
        en: "Give the child's field for \(function.rawValue) as “field”.")
    ]
  }

  package var settings: JSON {
    var members: [JSON.Member] = [.init("relation", .string(relation)), .init("function", .string(function.rawValue))]
    if let field { members.append(.init("field", .string(field))) }
    if let condition { members.append(.init("condition", condition)) }
    return .object(members + kind.settings)
  }
}

extension RollUpType: ConfiguredType {
  package static let label = Label("積み上げ集計", "Roll-up")
  package static let settingsSchema: JSON = .settings(
    [
      "relation": ["type": "string", "examples": ["deals"]],
      "function": ["type": "string", "enum": .array(Function.allCases.map { .string($0.rawValue) })],
      "field": ["type": "string", "examples": ["amount"]], "condition": ["type": "object"],
    ],
    [ComputedKind.schema, ComputedKind.scaleSchema], required: ["relation", "function", "result"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["relation", "function", "field", "condition", "result", "scale"])
    relation = reader.text("relation")
    let word = reader.text("function")
    let known = Function(rawValue: word)
    if known == nil, !word.isEmpty {
      reader.refuse(
        "function", "option", ja: "「function」は count、sum、min、max のどれかにしてください。", en: "“function” must be count, sum, min or max.")
    }
    function = known ?? .count
    field = reader.optionalText("field")
    condition = reader["condition"]
    kind = ComputedKind(reader: &reader)
    if reader.problems.isEmpty { reader.add(violations(named: "settings")) }
    try reader.check()
  }
}
