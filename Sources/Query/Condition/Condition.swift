package import Kernel
package import Metadata

/// What makes records belong together: a tree of tests over their fields, their related records and what happened to them.
///
/// List filters, segments, scoring rules, branches, assignment and sharing rules, reports and form logic are all
/// Conditions. A Condition holds or does not hold: there is no third value (see `FieldTest`).
package indirect enum Condition: Hashable, Sendable {
  /// Every part holds; `all([])` always holds.
  case all([Condition])
  /// At least one part holds; `any([])` never holds.
  case any([Condition])
  case not(Condition)
  case field(FieldTest)
  case related(RelatedTest)
  case event(EventTest)
  /// A condition that a feature brought: `{"segment": "0K3G…"}`.
  case contributed(name: String, value: JSON)

  package static let always = Condition.all([])
  package static let never = Condition.any([])
}

/// A test of one field of the record, or of a record it looks up to, up to three steps away.
///
/// A field without a value fails every positive test. `ne`, `not_in` and `empty` hold exactly where `eq`, `in` and
/// `not_empty` fail, so they hold for fields without a value, and where the lookup leads nowhere or to a record that
/// the actor may not see.
package struct FieldTest: Hashable, Sendable {
  /// `["industry"]`, or through lookups `["account", "rank"]`.
  package let path: [String]
  package let `operator`: Operator
  package let operand: Operand

  package init(_ path: [String], _ operator: Operator, _ operand: Operand) {
    self.path = path
    self.operator = `operator`
    self.operand = operand
  }
}

/// What a field is compared with.
package enum Operand: Hashable, Sendable {
  /// `empty` and `not_empty` need nothing.
  case none
  case one(Comparand)
  case many([Comparand])
  /// Both ends belong to it; an end that is `nil` is open.
  case range(from: Comparand?, to: Comparand?)
  /// Days named from today: `this_month`.
  case period(Period)
}

/// A value, or somebody known only when the condition is used.
package enum Comparand: Hashable, Sendable {
  case value(Value)
  /// The user who asks.
  case me
  /// The user who asks and everybody in the user's team and the teams below.
  case myTeam
}

/// A test of the records that look up to this one: 商談が 2 件以上ある.
package struct RelatedTest: Hashable, Sendable {
  /// The name of the relation down, as `Schema.relations(of:)` gives it: `deals`.
  package let relation: String
  /// Which of the related records count.
  package let condition: Condition?
  package let measure: Measure

  package enum Measure: Hashable, Sendable {
    /// There is at least one.
    case exists
    case count(Comparison)
    /// Of nothing the sum is 0.
    case sum(field: String, Comparison)
    /// Of nothing there is no smallest and no largest: every positive test fails.
    case min(field: String, Comparison)
    case max(field: String, Comparison)
    /// The newest of them, by the instant or day in `by`, fulfils the condition.
    case latest(by: String, Condition)
  }

  package init(_ relation: String, where condition: Condition? = nil, _ measure: Measure = .exists) {
    self.relation = relation
    self.condition = condition
    self.measure = measure
  }
}

/// A test of what happened to the record: メールを 30 日以内に 2 回以上クリックした.
///
/// For a person these are the events on the person's line, for an account those on the account's, for every other record
/// its own. Events that tell of records the actor may not see do not count.
package struct EventTest: Hashable, Sendable {
  /// `mail.clicked`
  package let kind: String
  /// Tests of `source`, `object`, `record_id`, `actor_id`, or of keys of the payload.
  package let condition: Condition?
  /// How many there must be; `nil`: at least one.
  package let count: Comparison?
  package let period: Period?

  package init(_ kind: String, where condition: Condition? = nil, count: Comparison? = nil, within period: Period? = nil) {
    self.kind = kind
    self.condition = condition
    self.count = count
    self.period = period
  }
}

/// What a count, a sum, a smallest or a largest value is compared with.
package struct Comparison: Hashable, Sendable {
  package let `operator`: Operator
  package let operand: Operand

  package init(_ operator: Operator, _ operand: Operand) {
    self.operator = `operator`
    self.operand = operand
  }

  package static func atLeast(_ number: Int) -> Comparison { Comparison(.gte, .one(.value(.integer(Int64(number))))) }
  package static func atMost(_ number: Int) -> Comparison { Comparison(.lte, .one(.value(.integer(Int64(number))))) }
  package static func exactly(_ number: Int) -> Comparison { Comparison(.eq, .one(.value(.integer(Int64(number))))) }
}

extension Operator {
  /// The positive operator that this one is exactly the opposite of.
  package var opposite: Operator? {
    switch self {
    case .ne: .eq
    case .notIn: .in
    case .empty: .notEmpty
    default: nil
    }
  }
}
