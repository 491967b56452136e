import Database
import Kernel
import Metadata

/// What stands on the left of a comparison in SQL: a column, an aggregate over related records, a key of a payload.
struct SQLOperand {
  let sql: SQL
  let family: FieldFamily
  let label: Label
  let bind: @Sendable (Value) -> SQLValue

  init(_ field: FieldDefinition, _ sql: SQL) {
    self.sql = sql
    family = field.type.family
    label = field.label
    bind = { field.sqlValue($0) }
  }

  init(_ sql: SQL, _ family: FieldFamily, _ label: Label) {
    self.sql = sql
    self.family = family
    self.label = label
    bind = { $0.sqlValue }
  }
}

extension ConditionSQL {
  /// One positive comparison. NULL on the left makes it NULL, which counts as false.
  func compare(_ left: SQLOperand, _ word: Operator, _ operand: Operand) throws -> Predicate {
    switch (word, operand) {
    case (.notEmpty, .none): .decided("\(left.sql) IS NOT NULL")
    case (.in, .many(let values)): try anyOf(left, values)
    case (.between, .range(let from, let to)):
      .all(try [from.map { try ordered(left, .gte, $0) }, to.map { try ordered(left, .lte, $0) }].compactMap { $0 })
    case (.within, .period(let period)): try inside(left, period)
    case (.anniversaryWithin, .period(let period)): try anniversary(left, period)
    case (.contains, .one(.value(.text(let part)))): contains(left, part)
    case (.startsWith, .one(.value(.text(let start)))): startsWith(left, start)
    case (.eq, .one), (.lt, .one), (.lte, .one), (.gt, .one), (.gte, .one):
      if case .one(let value) = operand { try ordered(left, word, value) } else { throw wrongValue(left) }
    case (.eq, .period(let period)): try inside(left, period)
    case (.lt, .period(let period)), (.lte, .period(let period)), (.gt, .period(let period)), (.gte, .period(let period)):
      try beside(left, word, bounds(of: period.span(at: context.moment), left.family))
    default: throw wrongValue(left)
    }
  }

  private func wrongValue(_ left: SQLOperand) -> Problems { Problems([.wrongValue(label: left.label)]) }

  /// `eq`, `lt`, `lte`, `gt`, `gte` with one value.
  private func ordered(_ left: SQLOperand, _ word: Operator, _ comparand: Comparand) throws -> Predicate {
    switch comparand {
    case .me, .myTeam:
      guard word == .eq, left.family == .reference else { throw wrongValue(left) }
      return user(left.sql, isTeam: comparand == .myTeam)
    case .value(.day(let day)) where left.family == .instant:
      return try beside(left, word, bounds(of: DaySpan(from: day, until: day + 1), .instant))
    case .value(let value):
      guard value.fits(left.family) else { throw wrongValue(left) }
      return .comparing("\(left.sql) \(try sign(word, left)) \(left.bind(value))")
    }
  }

  private func sign(_ word: Operator, _ left: SQLOperand) throws -> SQL {
    switch word {
    case .eq: "="
    case .lt: "<"
    case .lte: "<="
    case .gt: ">"
    case .gte: ">="
    default: throw wrongValue(left)
    }
  }

  /// Compared with a stretch of time as a whole: before it begins, until it ends, after it ends, since it began.
  private func beside(_ left: SQLOperand, _ word: Operator, _ bounds: (from: SQLValue?, until: SQLValue?)) throws -> Predicate {
    switch (word, bounds.from, bounds.until) {
    case (.lt, let from?, _): .comparing("\(left.sql) < \(from)")
    case (.gte, let from?, _): .comparing("\(left.sql) >= \(from)")
    case (.lte, _, let until?): .comparing("\(left.sql) < \(until)")
    case (.gt, _, let until?): .comparing("\(left.sql) >= \(until)")
    case (.eq, _, _): .comparing("(\(within(left.sql, bounds).joined(" AND ")))")
    default: throw wrongValue(left)
    }
  }

  private func inside(_ left: SQLOperand, _ period: Period) throws -> Predicate {
    guard left.family == .day || left.family == .instant else { throw wrongValue(left) }
    return .all(within(left.sql, bounds(of: period.span(at: context.moment), left.family)).map { .comparing($0) })
  }

  func within(_ sql: SQL, _ bounds: (from: SQLValue?, until: SQLValue?)) -> [SQL] {
    [bounds.from.map { "\(sql) >= \($0)" }, bounds.until.map { "\(sql) < \($0)" }].compactMap { $0 }
  }

  /// The first moment that belongs to it and the first after it.
  func bounds(of span: DaySpan, _ family: FieldFamily) -> (from: SQLValue?, until: SQLValue?) {
    func value(_ day: Day) -> SQLValue {
      family == .instant ? .instant(day.start(offset: context.moment.zoneOffset)) : .day(day)
    }
    return (span.from.map(value), span.until.map(value))
  }

  /// Month and day within the period, whatever the year. Who was born on 29 February has the anniversary of other years
  /// on the 28th, the day Japanese law lets the year of age end.
  private func anniversary(_ left: SQLOperand, _ period: Period) throws -> Predicate {
    let dialect = context.dialect
    let day = left.family == .instant ? dialect.day(ofInstant: left.sql, context.moment) : left.sql
    let span = period.span(at: context.moment)
    guard let from = span.from, let until = span.until, until - from < 366 else { return .decided("\(left.sql) IS NOT NULL") }
    let last = until - 1
    let monthDay = dialect.monthDay(day)
    let start = String(from.text.dropFirst(5))
    let isShortFebruary = last.month == 2 && last.day == 28 && Day.length(year: last.year, month: 2) == 28
    let end = isShortFebruary ? "02-29" : String(last.text.dropFirst(5))
    return .comparing(
      start <= end && from.year == last.year
        ? "(\(monthDay) >= \(start) AND \(monthDay) <= \(end))" : "(\(monthDay) >= \(start) OR \(monthDay) <= \(end))")
  }

  /// One of the values; for choices, at least one of them is among the chosen.
  private func anyOf(_ left: SQLOperand, _ comparands: [Comparand]) throws -> Predicate {
    var values: [SQLValue] = []
    var others: [Predicate] = []
    for comparand in comparands {
      switch comparand {
      case .value(let value) where left.family == .choices:
        guard case .text(let choice) = value else { throw wrongValue(left) }
        others.append(contains(left, choice))
      case .value(let value) where value.fits(left.family): values.append(left.bind(value))
      default: others.append(try ordered(left, .eq, comparand))
      }
    }
    let list: [Predicate] = values.isEmpty ? [] : [.comparing("\(left.sql) IN (\(list: values))")]
    return .any(list + others)
  }

  private func user(_ column: SQL, isTeam: Bool) -> Predicate {
    guard let user = context.actor.userID else { return .never }
    let teams = context.actor.rights.teams
    guard isTeam, !teams.isEmpty else { return .comparing("\(column) = \(user)") }
    return .comparing("\(column) IN (SELECT id FROM app_user WHERE id = \(user) OR team_id IN (\(list: teams)))")
  }
}

extension Value {
  /// Whether a field of that family can hold such a value.
  func fits(_ family: FieldFamily) -> Bool {
    switch (self, family) {
    case (.text, .text), (.text, .choice), (.text, .choices), (.integer, .number), (.decimal, .number), (.boolean, .boolean),
      (.day, .day), (.instant, .instant), (.reference, .reference):
      true
    default: false
    }
  }
}
