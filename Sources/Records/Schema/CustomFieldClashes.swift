package import Database
import Kernel
package import Metadata

/// Custom fields whose names a new version of the program gives to standard fields of its own: each makes room by becoming
/// `x_<name>`, values and all, before `TableSync` adds the standard column.
package struct CustomFieldClashes {
  package let transaction: any Transaction

  package init(transaction: any Transaction) { self.transaction = transaction }

  /// What must be renamed, for people: `person.rank → person.x_rank`.
  package func plan(_ objects: [ObjectDefinition]) throws -> [String] {
    try renamings(objects).map { "\($0.object.name).\($0.from.name) → \($0.object.name).\($0.to.name)" }
  }

  package func settle(_ objects: [ObjectDefinition]) throws {
    let renamings = try renamings(objects)
    guard !renamings.isEmpty else { return }
    for renaming in renamings {
      let action = SchemaAction.renameColumn(from: renaming.from, to: renaming.to, renaming.object)
      for statement in try TableDDL.statements(for: action, transaction.dialect) { try transaction.execute(statement) }
      try transaction.execute(
        """
        UPDATE custom_field SET name = \(renaming.to.name), definition = \(renaming.to.json.text)
        WHERE object = \(renaming.object.name) AND name = \(renaming.from.name)
        """)
    }
    try transaction.execute("UPDATE schema_state SET metadata_version = metadata_version + 1 WHERE id = 1")
  }

  private typealias Renaming = (object: ObjectDefinition, from: FieldDefinition, to: FieldDefinition)

  private func renamings(_ objects: [ObjectDefinition]) throws -> [Renaming] {
    guard try !transaction.columns(of: "custom_field").isEmpty else { return [] }
    var custom: [String: [FieldDefinition]] = [:]
    for row in try transaction.query("SELECT object, definition FROM custom_field ORDER BY object, position") {
      let field = try FieldDefinition(json: JSON(parsing: try row.text(1)))
      if field.isCustom { custom[try row.text(0), default: []].append(field) }
    }
    return objects.flatMap { object in
      ReservedNames.clashes(of: custom[object.name] ?? [], with: object).compactMap { action in
        guard case .renameColumn(let from, let to, let object) = action else { return nil }
        return (object, from, to)
      }
    }
  }
}
