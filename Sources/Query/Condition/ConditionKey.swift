package import Metadata

/// A field that Swift code can write conditions on: `Deal.closesOn < today && Deal.stage.through(Stage.kind) == .open`.
package protocol ConditionKey<Held>: Sendable {
  associatedtype Held: FieldValue
  var path: [String] { get }
}

extension Field: ConditionKey {
  package typealias Held = T
  package var path: [String] { [name] }
}

/// A field reached through lookups.
package struct Path<Held: FieldValue>: ConditionKey {
  package let path: [String]

  package init(_ path: [String]) { self.path = path }
}

extension ConditionKey {
  /// The field of the record that this lookup points to.
  package func through<Next: ConditionKey>(_ next: Next) -> Path<Next.Held> {
    Path(path.dropLast() + [FieldPath.step(path.last ?? "")] + next.path)
  }

  package func `in`(_ values: [Held]) -> Condition { test(.in, .many(values.map { .value($0.value) })) }
  package func notIn(_ values: [Held]) -> Condition { test(.notIn, .many(values.map { .value($0.value) })) }
  package func between(_ from: Held, _ to: Held) -> Condition {
    test(.between, .range(from: .value(from.value), to: .value(to.value)))
  }
  package func contains(_ text: String) -> Condition { test(.contains, .one(.value(.text(text)))) }
  package func starts(with text: String) -> Condition { test(.startsWith, .one(.value(.text(text)))) }
  package var isEmpty: Condition { test(.empty, .none) }
  package var isNotEmpty: Condition { test(.notEmpty, .none) }
  /// Of a day or an instant.
  package func within(_ period: Period) -> Condition { test(.within, .period(period)) }
  /// Its month and day, whatever the year: birthdays.
  package func anniversary(within period: Period) -> Condition { test(.anniversaryWithin, .period(period)) }
  /// The field was given another value in that time.
  package func changed(within period: Period) -> Condition { test(.changedWithin, .period(period)) }
  /// Of a lookup to a user: the one who asks.
  package var isMe: Condition { test(.eq, .one(.me)) }
  package var isMyTeam: Condition { test(.eq, .one(.myTeam)) }

  func test(_ operator: Operator, _ operand: Operand) -> Condition { .field(FieldTest(path, `operator`, operand)) }
  func test(_ operator: Operator, _ value: Held) -> Condition { test(`operator`, .one(.value(value.value))) }
}

package func == <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.eq, value) }
package func != <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.ne, value) }
package func < <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.lt, value) }
package func <= <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.lte, value) }
package func > <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.gt, value) }
package func >= <Key: ConditionKey>(key: Key, value: Key.Held) -> Condition { key.test(.gte, value) }

extension Condition {
  package static func && (a: Condition, b: Condition) -> Condition { .all(a.parts(of: \.conjuncts) + b.parts(of: \.conjuncts)) }
  package static func || (a: Condition, b: Condition) -> Condition { .any(a.parts(of: \.disjuncts) + b.parts(of: \.disjuncts)) }
  package static prefix func ! (a: Condition) -> Condition { .not(a) }

  /// There are records that look up to this one, as many as `count` says (at least one).
  package static func has(_ relation: String, where condition: Condition? = nil, count: Comparison? = nil) -> Condition {
    .related(RelatedTest(relation, where: condition, count.map { .count($0) } ?? .exists))
  }

  package static func happened(
    _ kind: String, where condition: Condition? = nil, count: Comparison? = nil, within period: Period? = nil
  ) -> Condition {
    .event(EventTest(kind, where: condition, count: count, within: period))
  }

  private var conjuncts: [Condition]? { if case .all(let parts) = self, !parts.isEmpty { parts } else { nil } }
  private var disjuncts: [Condition]? { if case .any(let parts) = self, !parts.isEmpty { parts } else { nil } }
  private func parts(of list: KeyPath<Condition, [Condition]?>) -> [Condition] { self[keyPath: list] ?? [self] }
}
