import Database
import Kernel
package import Metadata

extension RecordTransaction {
  /// What a change of fields or objects would do. Nothing happens.
  package func plan(_ change: SchemaChange) throws -> SchemaPlan {
    guard actor.rights.may("metadata") else {
      throw Refusal.forbidden(
        Label("項目を変更する権限がありません。管理者に相談してください。", "Your role does not allow changing fields. Ask an administrator."))
    }
    return SchemaPlan(change, schema: schema, facts: try facts(for: change))
  }

  /// Plans, checks and does it: DDL in this transaction, in force on every process with its next transaction.
  ///
  /// - Returns: the plan. Its `recompute` and `refreshSearch` actions are left to jobs, because they touch every record.
  package func change(_ change: SchemaChange) throws -> SchemaPlan {
    try transaction.lock(Self.metadataLock)
    let plan = try plan(change)
    try plan.check()
    guard let object = plan.object else { return plan }
    for action in plan.actions {
      for statement in try TableDDL.statements(for: action, dialect) { try transaction.execute(statement) }
    }
    let standard = store.standardObjects.first { $0.name == object.name }
    try MetadataStore(transaction: transaction).save(object, standard: standard)
    try raise("metadata_version")
    let before = schema.object(object.name)?.json.text
    let others = schema.objects.values.filter { $0.name != object.name }
    take(Schema(version: schema.version, objects: (others + [object]).sorted { $0.name < $1.name }))
    trail.add(
      kind: "metadata", object: object.name, record: RecordID(0), version: 0, fields: [],
      before: before, after: object.json.text)
    return plan
  }

  private static let metadataLock: Int64 = 0x4D45_5441  // "META"

  /// Counts what the plan must know of the field in question.
  private func facts(for change: SchemaChange) throws -> FieldFacts {
    let (name, fieldName): (String, String)
    switch change {
    case .changeField(let object, let field, _), .dropField(let object, let field, _), .retireField(let object, let field),
      .restoreField(let object, let field):
      (name, fieldName) = (object, field)
    default: return FieldFacts()
    }
    guard let object = schema.object(name), let field = object.field(fieldName), field.type.column != nil else { return FieldFacts() }
    let table = try TableDDL.identifier(object.table)
    let column = try TableDDL.identifier(fieldName)
    var facts = FieldFacts()
    facts.filled = try count("SELECT count(*) FROM \(table) WHERE \(column) IS NOT NULL")
    facts.duplicates = try count(
      """
      SELECT count(*) FROM (SELECT \(column) FROM \(table) WHERE \(column) IS NOT NULL AND deleted_at IS NULL
        GROUP BY \(column) HAVING count(*) > 1) twice
      """)
    switch field.type.family {
    case .choice:
      for row in try transaction.query("SELECT \(column), count(*) FROM \(table) WHERE \(column) IS NOT NULL GROUP BY \(column)") {
        facts.uses[try row.text(0)] = try row.int(1)
      }
    case .choices:
      for row in try transaction.query("SELECT \(column), count(*) FROM \(table) WHERE \(column) IS NOT NULL GROUP BY \(column)") {
        for word in try row.text(0).split(separator: "|") { facts.uses[String(word), default: 0] += try row.int(1) }
      }
    default: break
    }
    return facts
  }

  private func count(_ sql: SQL) throws -> Int { try transaction.first(sql)?.int(0) ?? 0 }
}
