package import Kernel

/// One step of a plan, to be written as DDL or run by `Records`. Every action carries the object as it will be.
package enum SchemaAction: Sendable {
  /// The table with all columns and indexes.
  case createTable(ObjectDefinition)
  /// The column, without its index; nothing for fields that are not stored.
  case addColumn(FieldDefinition, ObjectDefinition)
  /// Whatever index the definition asks for.
  case addIndex(FieldDefinition, ObjectDefinition)
  case dropIndex(FieldDefinition, ObjectDefinition)
  /// The column with its values, and its indexes.
  case dropColumn(FieldDefinition, ObjectDefinition)
  /// The column with its values; its indexes are made again under the new name.
  case renameColumn(from: FieldDefinition, to: FieldDefinition, ObjectDefinition)
  /// Computes a formula or roll-up again for every record.
  case recompute(FieldDefinition, ObjectDefinition)
  /// Makes the search entries of the object's records again.
  case refreshSearch(ObjectDefinition)

  package var object: ObjectDefinition {
    switch self {
    case .createTable(let object), .refreshSearch(let object), .addColumn(_, let object), .addIndex(_, let object),
      .dropIndex(_, let object), .dropColumn(_, let object), .renameColumn(_, _, let object), .recompute(_, let object):
      object
    }
  }

  package var field: FieldDefinition? {
    switch self {
    case .createTable, .refreshSearch: nil
    case .addColumn(let field, _), .addIndex(let field, _), .dropIndex(let field, _), .dropColumn(let field, _),
      .renameColumn(let field, _, _), .recompute(let field, _):
      field
    }
  }

  /// For programs: `add_column`.
  package var name: String {
    switch self {
    case .createTable: "create_table"
    case .addColumn: "add_column"
    case .addIndex: "add_index"
    case .dropIndex: "drop_index"
    case .dropColumn: "drop_column"
    case .renameColumn: "rename_column"
    case .recompute: "recompute"
    case .refreshSearch: "refresh_search"
    }
  }

  /// For people: the plan is shown before it runs.
  package var sentence: Label {
    let (table, column) = (object.table, field?.name ?? "")
    return switch self {
    case .createTable: Label("テーブル \(table) を作ります", "Create the table \(table)")
    case .addColumn: Label("列 \(table).\(column) を追加します", "Add the column \(table).\(column)")
    case .addIndex: Label("\(table).\(column) の索引を作ります", "Create the index of \(table).\(column)")
    case .dropIndex: Label("\(table).\(column) の索引を外します", "Drop the index of \(table).\(column)")
    case .dropColumn:
      Label("列 \(table).\(column) と、その値をすべて削除します（元に戻せません）", "Drop the column \(table).\(column) with all its values, for good")
    case .renameColumn(_, let to, _):
      Label("列 \(table).\(column) を \(to.name) に改名します", "Rename the column \(table).\(column) to \(to.name)")
    case .recompute: Label("全レコードの \(table).\(column) を計算し直します", "Compute \(table).\(column) again for every record")
    case .refreshSearch: Label("\(object.label.ja)の検索索引を作り直します", "Make the search entries of \(object.label.en) again")
    }
  }

  package var json: JSON {
    var members: [JSON.Member] = [.init("action", .string(name)), .init("object", .string(object.name))]
    if let field { members.append(.init("field", .string(field.name))) }
    return .object(members + [.init("text", sentence.json)])
  }
}
