package import Database
package import Kernel
package import Metadata

/// Which records of an object an actor reaches, as SQL over one alias. Part of every statement that reads or changes
/// records, so that lists, counts, search, relations, exports and automation cannot show more.
package struct AccessScope: Sendable {
  package let actor: Actor
  package let schema: Schema

  package init(actor: Actor, schema: Schema) {
    self.actor = actor
    self.schema = schema
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
    case .owned:
      return owned(actor.rights.scope(act, on: object.name), alias: alias)
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

  private func owned(_ scope: Scope, alias: Identifier) -> SQL? {
    guard let user = actor.userID else { return scope == .all ? nil : .false_ }
    let owner = SQL.column(alias, "owner_id")
    switch scope {
    case .all: return nil
    case .none: return .false_
    case .own: return "\(owner) = \(user)"
    case .team:
      guard !actor.rights.teams.isEmpty else { return "\(owner) = \(user)" }
      return "(\(owner) = \(user) OR \(owner) IN (SELECT id FROM app_user WHERE team_id IN (\(list: actor.rights.teams))))"
    }
  }

  /// Seen through others: every parent that is named must be visible, and at least one must be named.
  private func inherited(_ act: Act, from fields: [String], on object: ObjectDefinition, alias: Identifier) -> SQL? {
    guard actor.rights.scope(act, on: object.name) > .none else { return .false_ }
    var conditions: [SQL] = []
    for name in fields {
      guard let field = object.field(name), let reference = field.type as? any ReferenceType,
        let parent = schema.object(reference.target), let column = Identifier(name), let table = Identifier(parent.table)
      else { continue }
      let parentAlias: Identifier = "inherited_from"
      guard let reach = reach(.read, on: parent, alias: parentAlias) else { continue }
      let own = SQL.column(alias, column)
      conditions.append(
        "(\(own) IS NULL OR EXISTS (SELECT 1 FROM \(table) \(parentAlias) WHERE \(SQL.column(parentAlias, "id")) = \(own) AND \(reach)))"
      )
    }
    return conditions.isEmpty ? nil : "(\(conditions.joined(" AND ")))"
  }
}
