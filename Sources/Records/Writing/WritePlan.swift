import Database
import Kernel
import Metadata
import Query
import Synchronization

/// What writing records of one object needs to know of its fields, looked up once for a version of the metadata, however many
/// records there are.
final class WritePlan: Sendable {
  struct Default: Sendable {
    let name: String
    let value: Value
    let recordTypes: Set<String>?
  }
  /// A field as the audit trail writes it.
  struct Audited: Sendable {
    /// Among `stored`.
    let at: Int
    let type: any FieldType
    /// `"name":`
    let key: [UInt8]
  }
  struct Reference: Sendable {
    let field: FieldDefinition
    let target: ObjectDefinition
  }
  struct AutoNumber: Sendable {
    let field: FieldDefinition
    let type: AutoNumberType
  }
  /// A field of a parent that follows from the records of this object.
  struct RollUp: Sendable {
    let parent: ObjectDefinition
    let field: FieldDefinition
    let type: RollUpType
    let relation: Relation
  }

  /// What the layout of one record type requires under a condition.
  struct Requirement: Sendable {
    let recordType: String?
    let fields: [FieldDefinition]
    /// Of these fields: what requires and what hides them.
    let rules: [LayoutRule]
  }

  let object: ObjectDefinition
  let names: Set<String>
  let table: Identifier
  /// The fields that have a column, and their columns.
  let stored: [FieldDefinition]
  let columns: [Identifier]
  /// Where among `stored` the fields are that the house keeps itself.
  let bookkeeping: [Int]
  let defaults: [Default]
  /// The fields that the object or one of its record types requires.
  let required: [FieldDefinition]
  let requirements: [Requirement]
  let audited: [Audited]
  /// Lookups that people write.
  let references: [Reference]
  let unique: [FieldDefinition]
  let autoNumbers: [AutoNumber]
  let rollUps: [RollUp]
  /// In the order in which they depend on each other; what is wrong with them is said to whoever writes.
  let formulas: Result<[Formula], Problems>
  let searched: [SearchPlan.Searched]

  init(_ object: ObjectDefinition, in schema: Schema) throws {
    self.object = object
    names = Set(object.fields.map(\.name))
    table = try TableDDL.identifier(object.table)
    stored = object.fields.filter { $0.type.column != nil }
    columns = try stored.map { try TableDDL.identifier($0.name) }
    bookkeeping = stored.indices.filter { [stored] in RecordTransaction.bookkeeping.contains(stored[$0].name) }
    defaults = object.fields.compactMap { field in
      field.defaultValue.isNull || field.isRetired ? nil : Default(name: field.name, value: field.defaultValue, recordTypes: field.recordTypes)
    }
    let byType = object.recordTypes.reduce(into: Set<String>()) { $0.formUnion($1.requiredFields) }
    required = object.fields.filter { ($0.isRequired || byType.contains($0.name)) && !$0.isRetired && !$0.isReadOnly }
    let types: [RecordType?] = object.recordTypes.isEmpty ? [nil] : object.recordTypes
    requirements = types.compactMap { type in
      let rules = object.layout(for: type).rules
      let fields = Set(rules.filter { $0.effect == .require }.map(\.field))
      guard !fields.isEmpty else { return nil }
      return Requirement(
        recordType: type?.name, fields: object.activeFields.filter { fields.contains($0.name) && !$0.isReadOnly },
        rules: rules.filter { fields.contains($0.field) })
    }
    audited = stored.enumerated().filter { !RecordTransaction.bookkeeping.contains($1.name) }.map { at, field in
      var key: [UInt8] = []
      JSON.write(field.name, to: &key)
      key.append(UInt8(ascii: ":"))
      return Audited(at: at, type: field.type, key: key)
    }
    let active = object.activeFields
    references = active.compactMap { field in
      guard let target = (field.type as? any ReferenceType)?.target, field.name != "id", !field.isReadOnly else { return nil }
      return schema.object(target).map { Reference(field: field, target: $0) }
    }
    unique = active.filter(\.isUnique)
    autoNumbers = active.compactMap { field in (field.type as? AutoNumberType).map { AutoNumber(field: field, type: $0) } }
    rollUps = schema.objects.values.sorted { $0.name < $1.name }.flatMap { parent in
      parent.activeFields.compactMap { field in
        guard let type = field.type as? RollUpType, let relation = schema.relation(type.relation, of: parent.name),
          relation.child == object.name
        else { return nil }
        return RollUp(parent: parent, field: field, type: type, relation: relation)
      }
    }
    formulas = Result { () throws(Problems) in try Formula.all(of: object) }
    searched = SearchPlan.searched(of: object)
  }

  /// What a new record says, without bookkeeping: what was given, and defaults for the rest.
  ///
  /// - Parameter given: values of fields the object has.
  func values(of given: [String: Value], recordType: String?, owner: Value) -> [String: Value] {
    var values = given
    let type = recordType ?? object.recordTypes.first?.name
    if let type { values["record_type"] = .text(type) }
    for standard in defaults where values[standard.name] == nil {
      if let types = standard.recordTypes, !types.contains(type ?? "") { continue }
      values[standard.name] = standard.value
    }
    if values["owner_id"] == nil { values["owner_id"] = owner }
    return values
  }

  /// All that a new record says, as JSON for the audit trail.
  ///
  /// - Parameter cells: in the order of `stored`.
  func image(of cells: [Value?]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(1024)
    out.append(UInt8(ascii: "{"))
    for field in audited {
      guard let value = cells[field.at], !value.isNull else { continue }
      if out.count > 1 { out.append(UInt8(ascii: ",")) }
      out += field.key
      field.type.encode(value).write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
    return String(decoding: out, as: UTF8.self)
  }

  func image(of values: [String: Value]) -> String { image(of: stored.map { values[$0.name] }) }

  /// A record's row, in the order of `columns`.
  func row(of values: [String: Value]) -> [SQLValue] {
    stored.map { field in values[field.name].map { field.sqlValue($0) } ?? .null }
  }
}

/// The plans of all objects at one version of the metadata, each made when it is first asked for.
final class WritePlans: Sendable {
  private let plans = Mutex<[String: WritePlan]>([:])

  func plan(for object: ObjectDefinition, in schema: Schema) throws -> WritePlan {
    if let known = plans.withLock({ $0[object.name] }) { return known }
    let plan = try WritePlan(object, in: schema)
    plans.withLock { $0[object.name] = plan }
    return plan
  }
}
