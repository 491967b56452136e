import Database
import Kernel
package import Metadata
import Query

/// Which fields of one record its layout hides and requires, by the conditions of the layout's rules.
package struct LayoutVerdict: Sendable {
  package private(set) var hidden: Set<String> = []
  private var asked: Set<String> = []
  /// What the page does not show nobody is asked for.
  package var required: Set<String> { asked.subtracting(hidden) }

  package static let nothing = LayoutVerdict()

  private init() {}

  /// - Parameter holds: whether the condition of each rule holds.
  fileprivate init(_ rules: [LayoutRule], _ holds: [Bool]) {
    var shown: Set<String> = []
    for (rule, holds) in zip(rules, holds) {
      switch rule.effect {
      case .show: if holds { shown.insert(rule.field) } else { hidden.insert(rule.field) }
      case .require: if holds { asked.insert(rule.field) }
      }
    }
    // Several rules for one field: any of them shows it.
    hidden.subtract(shown)
  }
}

extension RecordTransaction {
  /// What the layout of a stored record's type says of it. One query, none without rules.
  package func layoutVerdict(of record: Record, _ object: ObjectDefinition) throws -> LayoutVerdict {
    let rules = object.layout(for: record.recordType.flatMap(object.recordType)).rules
    guard !rules.isEmpty else { return .nothing }
    let table = try TableDDL.identifier(object.table)
    let row = try transaction.first("SELECT \(try tests(rules, object).joined(", ")) FROM \(table) r WHERE r.id = \(record.id)")
    return try row.map { row in LayoutVerdict(rules, try rules.indices.map { try row.int($0) == 1 }) } ?? .nothing
  }

  /// The rules are the administrator's: they look at fields that the actor may not see. One that cannot be understood any more hides and
  /// requires nothing.
  private func tests(_ rules: [LayoutRule], _ object: ObjectDefinition) throws -> [SQL] {
    let system = asSystem("layout")
    return try rules.map { rule in
      let condition = try? Condition(json: rule.condition, on: object.name, in: system.queryContext)
      let test = try condition.map { try system.predicate($0, on: object, alias: "r") } ?? (rule.effect == .show ? .true_ : .false_)
      return "CASE WHEN \(test) THEN 1 ELSE 0 END"
    }
  }

  // MARK: Before something is written

  /// What the layout of a record's type requires under a condition holds for everybody who writes, whatever door they come by. As with what
  /// is always required, an old record that lacks a field nobody touches may stay as it is, unless this change makes it required.
  func checkLayouts(_ candidates: inout [Candidate], _ plan: WritePlan) throws {
    guard actor.userID != nil else { return }
    for requirement in plan.requirements {
      let places = candidates.indices.filter { at in
        let record = candidates[at].record
        return record.recordType == requirement.recordType && requirement.fields.contains { record[$0.name].isNull }
      }
      // SQLite joins at most 500 rows that are written out.
      for start in stride(from: 0, to: places.count, by: 100) {
        try check(requirement, Array(places[start..<min(start + 100, places.count)]), &candidates, plan)
      }
    }
  }

  private func check(_ requirement: WritePlan.Requirement, _ places: [Int], _ candidates: inout [Candidate], _ plan: WritePlan) throws {
    let olds = places.map { candidates[$0].old.flatMap { $0.recordType == requirement.recordType ? $0 : nil } }
    let verdicts = try verdicts(requirement.rules, on: places.map { candidates[$0].record } + olds.compactMap { $0 }, plan)
    var before = verdicts.dropFirst(places.count)
    for (at, (place, old)) in zip(places, olds).enumerated() {
      let earlier = old == nil ? nil : before.popFirst()
      for field in requirement.fields where verdicts[at].required.contains(field.name) && candidates[place].record[field.name].isNull {
        guard candidates[place].given.contains(field.name) || earlier?.required.contains(field.name) != true else { continue }
        candidates[place].problems.append(Self.required(field))
      }
    }
  }

  /// What the rules say of records as they would be stored, in their order.
  private func verdicts(_ rules: [LayoutRule], on records: [Record], _ plan: WritePlan) throws -> [LayoutVerdict] {
    let rows = records.enumerated().map { at, record -> SQL in
      let cells = zip(plan.stored, plan.columns).map { field, column -> SQL in
        "\(dialect.typed(field.sqlValue(record[field.name]), field.type.column ?? .text)) AS \(column)"
      }
      return "SELECT \(([SQL("\(at) AS row_at")] + cells).joined(", "))"
    }
    let tests = try tests(rules, plan.object)
    let answers = try transaction.query(
      "SELECT \(tests.joined(", ")) FROM (\(rows.joined(" UNION ALL "))) r ORDER BY CAST(r.row_at AS BIGINT)")
    return try answers.map { row in LayoutVerdict(rules, try rules.indices.map { try row.int($0) == 1 }) }
  }
}
