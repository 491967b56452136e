import Metadata

extension Condition {
  /// The same condition with less to do: flat, without constants and repetitions, `or` of `eq` as `in`, and `never`
  /// where parts contradict each other. Holds for exactly the same records.
  package var optimised: Condition {
    switch self {
    case .all(let parts): Self.all(of: parts.map(\.optimised))
    case .any(let parts): Self.any(of: parts.map(\.optimised))
    case .not(let part): part.optimised.opposite
    case .field(let test): test.simplified
    case .related(let test): .related(test.optimised)
    case .event(let test):
      .event(EventTest(test.kind, where: test.condition?.optimised.unlessAlways, count: test.count, within: test.period))
    case .contributed: self
    }
  }

  private static func all(of parts: [Condition]) -> Condition {
    let flat = unique(parts.flatMap { part in if case .all(let inner) = part { inner } else { [part] } })
    if flat.contains(.never) || contradict(flat) { return .never }
    return flat.count == 1 ? flat[0] : .all(flat)
  }

  private static func any(of parts: [Condition]) -> Condition {
    let flat = merged(unique(parts.flatMap { part in if case .any(let inner) = part { inner } else { [part] } }))
    let known = Set(flat)
    if flat.contains(.always) || flat.contains(where: { known.contains($0.opposite) }) { return .always }
    return flat.count == 1 ? flat[0] : .any(flat)
  }

  private static func unique(_ parts: [Condition]) -> [Condition] {
    var seen: Set<Condition> = []
    return parts.filter { seen.insert($0).inserted }
  }

  /// Tests of one field for one value or several become one test, at the place of the first.
  private static func merged(_ parts: [Condition]) -> [Condition] {
    var values: [[String]: [Comparand]] = [:]
    for case .field(let test) in parts { values[test.path, default: []] += test.equals ?? [] }
    var done: Set<[String]> = []
    return parts.compactMap { part in
      guard case .field(let test) = part, let own = test.equals, let all = values[test.path], all.count > own.count else {
        return part
      }
      guard done.insert(test.path).inserted else { return nil }
      return .field(FieldTest(test.path, .in, .many(distinct(all))))
    }
  }

  private static func distinct(_ comparands: [Comparand]) -> [Comparand] {
    var seen: Set<Comparand> = []
    return comparands.filter { seen.insert($0).inserted }
  }

  private static func contradict(_ parts: [Condition]) -> Bool {
    let known = Set(parts)
    if parts.contains(where: { known.contains($0.opposite) }) { return true }
    var tests: [[String]: [FieldTest]] = [:]
    for case .field(let test) in parts { tests[test.path, default: []].append(test) }
    return tests.values.contains { FieldTest.contradict($0) }
  }

  /// Exactly the opposite; negative operators instead of `not` where there are such.
  private var opposite: Condition {
    switch self {
    case .not(let part): part
    case .always: .never
    case .never: .always
    case .field(let test): test.opposite.map { .field($0) } ?? .not(self)
    default: .not(self)
    }
  }

  private var unlessAlways: Condition? { self == .always ? nil : self }
}

extension RelatedTest {
  fileprivate var optimised: RelatedTest {
    let filter = condition?.optimised
    let measure: Measure =
      if case .latest(let by, let condition) = measure { .latest(by: by, condition.optimised) } else { measure }
    return RelatedTest(relation, where: filter == .always ? nil : filter, measure)
  }
}

extension FieldTest {
  fileprivate var simplified: Condition {
    guard case .many(let values) = operand, values.isEmpty else { return .field(self) }
    return `operator` == .in ? .never : .always
  }

  /// The values of which it must be one; `nil` for other tests.
  fileprivate var equals: [Comparand]? {
    switch (`operator`, operand) {
    case (.eq, .one(let value)): [value]
    case (.in, .many(let values)): values
    default: nil
    }
  }

  fileprivate var opposite: FieldTest? {
    if let positive = `operator`.opposite { return FieldTest(path, positive, operand) }
    switch `operator` {
    case .eq: return FieldTest(path, .ne, operand)
    case .in: return FieldTest(path, .notIn, operand)
    case .notEmpty: return FieldTest(path, .empty, operand)
    default: return nil
    }
  }

  /// Whether no single value passes all these tests of one field.
  fileprivate static func contradict(_ tests: [FieldTest]) -> Bool {
    // What needs a value cannot hold together with `empty`.
    if tests.contains(where: { $0.operator == .empty }), tests.contains(where: { $0.needsValue }) { return true }
    let fixed = tests.compactMap { test -> Value? in
      guard test.operator == .eq, case .one(.value(let value)) = test.operand else { return nil }
      return value
    }
    guard let value = fixed.first, !value.isDecimal else { return false }
    return fixed.contains { $0 != value && !$0.isDecimal } || tests.contains { $0.excludes(value) }
  }

  private var needsValue: Bool { `operator`.opposite == nil && `operator` != .changedWithin }

  private func excludes(_ value: Value) -> Bool {
    guard `operator` == .in, case .many(let values) = operand else { return false }
    return values.allSatisfy { comparand in
      guard case .value(let other) = comparand else { return false }
      return other != value
    }
  }
}

extension Value {
  /// Decimals of different scales can be the same number.
  fileprivate var isDecimal: Bool { if case .decimal = self { true } else { false } }
}
