package import Database
package import Kernel
package import Metadata

/// Which records of an object an actor reaches, as SQL over one alias. Part of every statement that reads or changes
/// records, so that lists, counts, search, relations, exports and automation cannot show more.
package struct AccessScope: Sendable {
  package let actor: Actor
  package let schema: Schema
  /// A condition of a sharing rule as SQL; `nil` when it cannot be understood any more.
  private let compile: @Sendable (JSON, ObjectDefinition, Identifier) -> SQL?

  package init(
    actor: Actor, schema: Schema, compile: @escaping @Sendable (JSON, ObjectDefinition, Identifier) -> SQL? = { _, _, _ in nil }
  ) {
    self.actor = actor
    self.schema = schema
    self.compile = compile
  }

  /// Within the actor's reach for this act, and not in the recycle bin.
  package func predicate(_ act: Act = .read, on object: ObjectDefinition, alias: Identifier) -> SQL {
    let present: SQL = "\(SQL.column(alias, "deleted_at")) IS NULL"
    guard let reach = reach(act, on: object, alias: alias) else { return present }
    return "\(present) AND \(reach)"
  }

  /// Within reach whether deleted or not; `nil` when nothing limits it.
  package func reach(_ act: Act, on object: ObjectDefinition, alias: Identifier) -> SQL? {
    guard !actor.rights.isEverything else { return nil }
    switch object.visibility {
    case .configuration(let permission):
      return act == .read || actor.rights.may(permission) ? nil : .false_
    case .inherited(let fields):
      return inherited(act, from: fields, on: object, alias: alias)
    case .attached:
      return attached(act, on: object, alias: alias)
    case .owned:
      guard let own = owned(actor.rights.scope(act, on: object.name), alias: alias) else { return nil }
      let shared = act == .read ? (actor.rights.sharing[object.name] ?? []).compactMap { compile($0, object, alias) } : []
      return shared.isEmpty ? own : "(\(([own] + shared).joined(" OR ")))"
    }
  }

  /// Whether the actor sees every record of the object.
  package func isUnlimited(on object: ObjectDefinition) -> Bool { reach(.read, on: object, alias: "x") == nil }

  package func isVisible(_ field: FieldDefinition, on object: ObjectDefinition) -> Bool {
    !field.isRetired && actor.rights.access(to: field.name, on: object.name) != .hidden
  }

  package func isEditable(_ field: FieldDefinition, on object: ObjectDefinition) -> Bool {
    !field.isRetired && !field.isReadOnly && actor.rights.access(to: field.name, on: object.name) == .edit
  }

  /// The record as far as the actor may see it.
  package func visible(_ record: Record, of object: ObjectDefinition) -> Record {
    guard hidesFields(of: object) else { return record }
    var visible = record
    visible.values = record.values.filter { name, _ in object.field(name).map { isVisible($0, on: object) } ?? false }
    return visible
  }

  /// Whether there are fields of the object that the actor may not see.
  package func hidesFields(of object: ObjectDefinition) -> Bool {
    !actor.rights.isEverything && actor.rights.fields[object.name]?.values.contains(.hidden) == true
  }

  private func owned(_ scope: Scope, alias: Identifier) -> SQL? {
    guard let user = actor.userID else { return scope == .all ? nil : .false_ }
    let owner = SQL.column(alias, "owner_id")
    switch scope {
    case .all: return nil
    case .none: return .false_
    case .own: return "\(owner) = \(user)"
    case .team:
      guard !actor.rights.teams.isEmpty else { return "\(owner) = \(user)" }
      // One set, so that an index of the owner can be used; `owner = … OR owner IN …` would look at every record.
      return "\(owner) IN (SELECT id FROM app_user WHERE id = \(user) OR team_id IN (\(list: actor.rights.teams)))"
    }
  }

  /// Seen through others: every parent that is named must be visible, and at least one must be named.
  private func inherited(_ act: Act, from fields: [String], on object: ObjectDefinition, alias: Identifier) -> SQL? {
    guard actor.rights.scope(act, on: object.name) > .none else { return .false_ }
    var conditions: [SQL] = []
    var named: [SQL] = []
    for name in fields {
      guard let field = object.field(name), let reference = field.type as? any ReferenceType, let column = Identifier(name),
        let parent = schema.object(reference.target), let table = Identifier(parent.table)
      else { continue }
      named.append("\(SQL.column(alias, column)) IS NOT NULL")
      // Longer with every step up, so that a parent that is itself seen through others is not confused with them. An
      // alias that grows beyond an engine's limit is a circle of objects: nothing is seen through it.
      guard let above = Identifier(alias.name + "_up"), above.name.utf8.count < 48 else { return .false_ }
      guard let reach = reach(.read, on: parent, alias: above) else { continue }
      let own = SQL.column(alias, column)
      conditions.append(
        "(\(own) IS NULL OR EXISTS (SELECT 1 FROM \(table) \(above) WHERE \(SQL.column(above, "id")) = \(own) AND \(reach)))")
    }
    guard !conditions.isEmpty else { return nil }
    return "((\(named.joined(" OR "))) AND \(conditions.joined(" AND ")))"
  }

  /// Seen with the record it hangs on, changed by whoever may change that record; without one, by owner.
  private func attached(_ act: Act, on object: ObjectDefinition, alias: Identifier) -> SQL {
    guard actor.rights.scope(act, on: object.name) > .none, object.field("object") != nil, object.field("record_id") != nil,
      let above = Identifier(alias.name + "_up"), above.name.utf8.count < 48
    else { return .false_ }
    let (kind, record) = (SQL.column(alias, "object"), SQL.column(alias, "record_id"))
    let own = owned(actor.rights.scope(act, on: object.name), alias: alias) ?? .true_
    var ways: [SQL] = ["(\(kind) IS NULL AND \(own))"]
    var unlimited: [String] = []
    for parent in schema.objects.values.filter(\.takesFiles).sorted(by: { $0.name < $1.name }) {
      guard let table = Identifier(parent.table) else { continue }
      guard let reach = reach(act == .read ? .read : .edit, on: parent, alias: above) else {
        unlimited.append(parent.name)
        continue
      }
      let there: SQL = "SELECT 1 FROM \(table) \(above) WHERE \(SQL.column(above, "id")) = \(record) AND \(reach)"
      ways.append("(\(kind) = \(parent.name) AND EXISTS (\(there)))")
    }
    if !unlimited.isEmpty { ways.append("\(kind) IN (\(list: unlimited))") }
    return "(\(ways.joined(" OR ")))"
  }
}

extension ObjectDefinition {
  /// Whether files can hang on its records: on everything but settings, and files themselves.
  package var takesFiles: Bool {
    switch visibility {
    case .owned, .inherited: true
    case .attached, .configuration: false
    }
  }
}
