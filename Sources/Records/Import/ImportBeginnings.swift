import Kernel
import Metadata

/// What new records of an import begin with besides the cells of their row: record type, owner and the values the plan names
/// for fields that the row leaves empty.
struct ImportBeginnings: Sendable {
  private let object: ObjectDefinition
  private let write: WritePlan
  private let search: SearchPlan
  private let rules: (any RecordRules)?
  private let recordType: String?
  private let author: Value
  private let owner: Value?
  private let defaults: [(name: String, value: Parsed)]

  init(plan: ImportPlan, object: ObjectDefinition, in tx: RecordTransaction) throws {
    self.object = object
    write = try tx.plan(for: object)
    rules = tx.store.rules[object.name]
    search = SearchPlan(write, rules: rules, at: tx.moment)
    recordType = tx.schema.collection(plan.collection)?.recordType?.name
    author = tx.author.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
    owner = plan.owner.map { .reference($0) }
    defaults = plan.defaults.sorted { $0.key < $1.key }.compactMap { name, typed in
      object.field(name).map { (name, $0.type.parse(typed, in: tx.parsing)) }
    }
  }

  /// Whether the plan adds nothing to what the rows say.
  var areEmpty: Bool { defaults.isEmpty }

  func draft(_ values: [String: Value]) throws(Problems) -> Draft {
    var draft = Draft(values)
    if values["id"] != nil { draft["id"] = nil }
    if let owner, values["owner_id"] == nil { draft["owner_id"] = owner }
    for (name, parsed) in defaults where values[name] == nil {
      if let problem = parsed.problem { throw Problems([problem]) }
      if !parsed.value.isNull { draft[name] = parsed.value }
    }
    return draft
  }

  func record(_ draft: Draft, id: RecordID) -> NewRecord { NewRecord(recordType: recordType, draft: draft, id: id) }

  /// The new record that a row makes by itself, unless it names other records, which only the database knows.
  func new(_ row: ImportRow) -> (draft: Draft, form: RecordForm)? {
    guard row.names.isEmpty, let draft = try? draft(row.values) else { return nil }
    let values = write.values(of: draft.values, recordType: recordType, owner: author)
    return (draft, RecordForm(values, plan: write, search: search, rules: rules))
  }
}
