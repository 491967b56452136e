import Database
import Kernel
import Metadata
import Query

/// All that follows from the values of a record that is to be created, whoever works it out and when: an import does so on
/// other threads than the one that writes.
///
/// It holds as long as nothing changes the values on their way into the database; bookkeeping fields have no part in it.
final class RecordForm: Sendable {
  /// The plan it was made by; another version of the metadata makes it worthless.
  let plan: WritePlan
  /// What the new record says, defaults included.
  let values: [String: Value]
  /// In the order of the plan's columns, bookkeeping left open.
  let row: [SQLValue]
  let image: String
  let tokens: String?
  let identities: [Identity]

  init(_ values: [String: Value], plan: WritePlan, search: SearchPlan, rules: (any RecordRules)?) {
    self.plan = plan
    self.values = values
    let cells = plan.stored.map { values[$0.name] }
    row = zip(plan.stored, cells).map { field, value in value.map { field.sqlValue($0) } ?? .null }
    image = plan.image(of: cells)
    let record = Record(object: plan.object.name, id: RecordID(0), values: values)
    tokens = search.isEmpty ? nil : search.tokens(of: record)
    identities = Identity.ordered(rules?.identities(of: record) ?? [])
  }

  /// The row with what is known only now: id, times, people and version, taken from the record.
  func row(for record: Record) -> [SQLValue] {
    var row = row
    for at in plan.bookkeeping { row[at] = (record.values[plan.stored[at].name] ?? .null).sqlValue }
    return row
  }
}
