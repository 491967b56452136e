package import Kernel
import Metadata

extension Condition {
  /// The form of the API and of stored definitions: reading it gives the same condition.
  package var json: JSON {
    switch self {
    case .all(let parts): ["all": .array(parts.map(\.json))]
    case .any(let parts): ["any": .array(parts.map(\.json))]
    case .not(let part): ["not": part.json]
    case .field(let test):
      .object([.init("field", .string(test.path.joined(separator: ".")))] + Comparison(test.operator, test.operand).members)
    case .related(let test): .object([.init("has", .string(test.relation))] + filter(test.condition) + test.measure.members)
    case .event(let test):
      .object(
        [.init("event", .string(test.kind))] + filter(test.condition)
          + (test.count.map { [.init("count", .object($0.members))] } ?? [])
          + (test.period.map { [.init("within", $0.json)] } ?? []))
    case .contributed(let name, let value): .object([.init(name, value)])
    }
  }

  private func filter(_ condition: Condition?) -> [JSON.Member] { condition.map { [.init("where", $0.json)] } ?? [] }
}

extension RelatedTest.Measure {
  fileprivate var members: [JSON.Member] {
    func measure(_ name: String, _ field: String, _ comparison: Comparison) -> [JSON.Member] {
      [.init(name, .object([.init("field", .string(field))] + comparison.members))]
    }
    return switch self {
    case .exists: []
    case .count(let comparison): [.init("count", .object(comparison.members))]
    case .sum(let field, let comparison): measure("sum", field, comparison)
    case .min(let field, let comparison): measure("min", field, comparison)
    case .max(let field, let comparison): measure("max", field, comparison)
    case .latest(let by, let condition): [.init("latest", ["by": .string(by), "where": condition.json])]
    }
  }
}

extension Comparison {
  fileprivate var members: [JSON.Member] {
    [.init("is", .string(`operator`.rawValue))] + (operand.json.map { [.init("value", $0)] } ?? [])
  }
}

extension Operand {
  fileprivate var json: JSON? {
    switch self {
    case .none: nil
    case .one(let comparand): comparand.json
    case .many(let comparands): .array(comparands.map(\.json))
    case .range(let from, let to): .array([from?.json ?? .null, to?.json ?? .null])
    case .period(let period): period.json
    }
  }
}

extension Comparand {
  fileprivate var json: JSON {
    switch self {
    case .value(let value): value.json
    case .me: "me"
    case .myTeam: "my_team"
    }
  }
}
