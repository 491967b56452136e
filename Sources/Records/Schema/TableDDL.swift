package import Database
import Kernel
package import Metadata

/// Turns objects and fields into tables, columns and indexes. Standard and custom ones go through the same lines.
package enum TableDDL {
  /// `CREATE TABLE` and its indexes.
  package static func create(_ object: ObjectDefinition, _ dialect: Dialect) throws -> [SQL] {
    var columns: [SQL] = object.fields.compactMap { field in
      guard let kind = field.type.column, let name = Identifier(field.name) else { return nil }
      switch field.name {
      case "id": return "id \(dialect.key)"
      case "created_at", "updated_at", "version": return "\(name) \(dialect.type(kind)) NOT NULL"
      default: return "\(name) \(dialect.type(kind))"
      }
    }
    columns.append("deleted_at \(dialect.type(.instant))")
    return ["CREATE TABLE \(try identifier(object.table)) (\(columns.joined(", ")))"]
      + (try indexes(of: object, dialect).map(\.statement))
  }

  /// An index by its name.
  package struct Index: Sendable {
    package let name: Identifier
    package let statement: SQL
  }

  /// All indexes of an object: those of its fields, and those its lists are read by.
  package static func indexes(of object: ObjectDefinition, _ dialect: Dialect) throws -> [Index] {
    var indexes = try object.fields.compactMap { try index(of: $0, in: object, dialect) }
    if let title = try titleIndex(of: object, dialect) { indexes.append(title) }
    if !object.recordTypes.isEmpty {
      // Lists of one record type in their usual order.
      let index = try identifier("\(object.table)_type_updated")
      let order: SQL = "record_type, updated_at\(nullsFirst(dialect)), id"
      indexes.append(
        Index(
          name: index, statement: "CREATE INDEX \(index) ON \(try identifier(object.table)) (\(order)) WHERE deleted_at IS NULL"))
    }
    return indexes + (try object.indexes.map { try index($0, of: object, dialect) }) + [try recycleBin(object)]
  }

  /// As the object declares it. SQLite answers from an index alone only when all columns of a question stand in it, even one that is
  /// the same for the whole index.
  private static func index(_ declared: ListIndex, of object: ObjectDefinition, _ dialect: Dialect) throws -> Index {
    let index = try identifier("\(object.table)_\(declared.name)")
    let order = try declared.fields.map { "\(try identifier($0))\(nullsFirst(dialect))" as SQL } + ["id"]
    let columns = order + (try declared.carried.map { "\(try identifier($0))" as SQL }) + (dialect.engine == .sqlite ? ["deleted_at"] : [])
    return Index(
      name: index,
      statement: "CREATE INDEX \(index) ON \(try identifier(object.table)) (\(columns.joined(", "))) WHERE deleted_at IS NULL")
  }

  /// The few that were deleted, last deleted first. Records that are there do not stand in it and do not pay for it.
  private static func recycleBin(_ object: ObjectDefinition) throws -> Index {
    let index = try identifier("\(object.table)_deleted")
    return Index(
      name: index, statement: "CREATE INDEX \(index) ON \(try identifier(object.table)) (deleted_at, id) WHERE deleted_at IS NOT NULL")
  }

  /// The statements of one action of a plan; none for those that touch records instead of tables.
  package static func statements(for action: SchemaAction, _ dialect: Dialect) throws -> [SQL] {
    switch action {
    case .createTable(let object): try create(object, dialect)
    case .addColumn(let field, let object): try addColumn(field, to: object, dialect)
    case .addIndex(let field, let object): try indexes(of: field, in: object, dialect)
    case .dropIndex(let field, let object): try dropIndexes(of: field, in: object)
    case .dropColumn(let field, let object):
      try dropIndexes(of: field, in: object)
        + ["ALTER TABLE \(try identifier(object.table)) DROP COLUMN \(try identifier(field.name))"]
    case .renameColumn(let from, let to, let object):
      try dropIndexes(of: from, in: object)
        + ["ALTER TABLE \(try identifier(object.table)) RENAME COLUMN \(try identifier(from.name)) TO \(try identifier(to.name))"]
        + indexes(of: to, in: object, dialect)
    case .recompute, .refreshSearch: []
    }
  }

  /// `ALTER TABLE … ADD COLUMN`; nothing for a field that is not stored.
  package static func addColumn(_ field: FieldDefinition, to object: ObjectDefinition, _ dialect: Dialect) throws -> [SQL] {
    guard let kind = field.type.column else { return [] }
    return ["ALTER TABLE \(try identifier(object.table)) ADD COLUMN \(try identifier(field.name)) \(dialect.type(kind))"]
  }

  /// Lookups, picklists, days and what is declared so are indexed with the id, in the order lists read them; unique
  /// fields get a unique index that deleted records do not occupy.
  package static func indexes(
    of field: FieldDefinition, in object: ObjectDefinition, _ dialect: Dialect
  ) throws -> [SQL] {
    try index(of: field, in: object, dialect).map { [$0.statement] } ?? []
  }

  private static func index(of field: FieldDefinition, in object: ObjectDefinition, _ dialect: Dialect) throws -> Index? {
    guard field.type.column != nil, field.name != "id" else { return nil }
    let table = try identifier(object.table)
    let column = try identifier(field.name)
    if field.isUnique {
      let index = try name(object, field, "unique")
      return Index(
        name: index,
        statement: "CREATE UNIQUE INDEX \(index) ON \(table) (\(column)) WHERE deleted_at IS NULL AND \(column) IS NOT NULL")
    }
    guard isIndexed(field) else { return nil }
    // NULL sorts as the smallest on SQLite; PostgreSQL is told to do the same in `nullsFirst`. Whoever sees the own records reads
    // them in the usual order of lists.
    let middle: SQL = field.name == "owner_id" ? " updated_at\(nullsFirst(dialect))," : ""
    let index = try name(object, field, "list")
    return Index(
      name: index,
      statement: "CREATE INDEX \(index) ON \(table) (\(column)\(nullsFirst(dialect)),\(middle) id) WHERE deleted_at IS NULL")
  }

  /// Lists of standard objects sorted by name, unless the name is a long text.
  private static func titleIndex(of object: ObjectDefinition, _ dialect: Dialect) throws -> Index? {
    let fields = object.titleFields.compactMap { object.field($0) }
    guard object.visibility == .owned, !object.isCustom, !fields.isEmpty, fields.allSatisfy({ $0.type is TextType && !isIndexed($0) })
    else { return nil }
    let columns = try fields.map { "\(try identifier($0.name))\(nullsFirst(dialect))" as SQL }.joined(", ")
    let index = try identifier("\(object.table)_title")
    return Index(
      name: index, statement: "CREATE INDEX \(index) ON \(try identifier(object.table)) (\(columns), id) WHERE deleted_at IS NULL")
  }

  /// After an index has come to a table with records: SQLite takes an index that it knows nothing of for the best there is.
  /// PostgreSQL looks at its tables by itself.
  static func analyze(_ object: ObjectDefinition, _ dialect: Dialect) throws -> [SQL] {
    dialect.engine == .sqlite ? ["ANALYZE \(try identifier(object.table))"] : []
  }

  package static func dropIndexes(of field: FieldDefinition, in object: ObjectDefinition) throws -> [SQL] {
    try ["unique", "list"].map { "DROP INDEX IF EXISTS \(try name(object, field, $0))" }
  }

  package static func isIndexed(_ field: FieldDefinition) -> Bool {
    if field.isIndexed { return true }
    guard field.isCustom else { return false }
    return switch field.type.family {
    case .choice, .reference, .day: true
    default: false
    }
  }

  package static func identifier(_ name: String) throws -> Identifier {
    guard let identifier = Identifier(name) else {
      throw Problems([
        Problem(
          field: name, "name", ja: "「\(name)」は名前に使えません。小文字の英数字と _ で、英字から始めてください。",
          en: "“\(name)” cannot be a name: use lower-case letters, digits and _, beginning with a letter.")
      ])
    }
    return identifier
  }

  /// At most 63 bytes, PostgreSQL's limit; long names end in a checksum instead of being cut into each other.
  private static func name(_ object: ObjectDefinition, _ field: FieldDefinition, _ kind: String) throws -> Identifier {
    let full = "\(object.table)_\(field.name)_\(kind)"
    if full.utf8.count <= 63 { return try identifier(full) }
    let sum = full.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return try identifier("\(full.prefix(44))_\(String(sum, radix: 16))")
  }

  private static func nullsFirst(_ dialect: Dialect) -> SQL { dialect.engine == .postgres ? " NULLS FIRST" : "" }
}
