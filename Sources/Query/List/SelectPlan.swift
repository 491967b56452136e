package import Database
package import Kernel
package import Metadata

/// One statement that reads a page, and how its rows become records and the next cursor.
package struct SelectPlan: Sendable {
  package let sql: SQL
  package let object: String
  /// In the order of the columns; the first is `id`.
  package let fields: [FieldDefinition]
  let limit: Int
  let orderName: String
  let keyKinds: [ColumnKind]
  let way: ListWay
  let place: Place

  /// Where in the list the page lies: at its beginning, after a cursor, or before one.
  enum Place {
    case first, after, before
  }

  /// One row more than the page has tells that there is a page beyond.
  package func page(_ rows: [Row]) throws -> Page<Record> {
    let shown = place == .before ? Array(rows.prefix(limit).reversed()) : Array(rows.prefix(limit))
    let records = try shown.map(record)
    guard let first = shown.first, let firstID = records.first?.id, let last = shown.last, let lastID = records.last?.id else {
      return Page(rows: records, next: nil)
    }
    let hasMore = rows.count > limit
    let (hasNext, hasPrevious) =
      switch place {
      case .first: (hasMore, false)
      case .after: (hasMore, true)
      case .before: (true, hasMore)
      }
    return Page(
      rows: records, next: hasNext ? try cursor(last, lastID).text(for: orderName) : nil,
      previous: hasPrevious ? try cursor(first, firstID).text(for: orderName) : nil)
  }

  package func record(_ row: Row) throws -> Record {
    var values: [String: Value] = [:]
    values.reserveCapacity(fields.count)
    for (at, field) in fields.enumerated() { values[field.name] = try field.value(in: row, at: at) }
    return Record(object: object, id: try row.id(0), values: values)
  }

  /// The sort values stand after the fields.
  private func cursor(_ row: Row, _ id: RecordID) throws -> Cursor {
    let values = try keyKinds.enumerated().map { at, kind -> SQLValue in
      let place = fields.count + at
      return switch kind {
      case .integer: try row.optionalInteger(place).sqlValue
      case .text: try row.optionalText(place).sqlValue
      case .boolean: try row.optionalBoolean(place).sqlValue
      case .instant: try row.optionalInstant(place).sqlValue
      case .day: try row.optionalDay(place).sqlValue
      case .double, .blob: .null
      }
    }
    return Cursor(values: values, id: id, way: way)
  }
}

/// A list query with its names resolved.
struct ListPlan {
  let query: ListQuery
  let compiler: ConditionSQL
  let object: ObjectDefinition
  let fields: [FieldDefinition]
  let keyset: Keyset
  let orderName: String
  private let joins: SQL

  init(_ query: ListQuery, _ context: QueryContext) throws {
    self.query = query
    compiler = ConditionSQL(context)
    object = try context.object(query.object)
    fields = try Self.fields(query.fields, of: object, context)
    var joins = Joins(compiler, root: "r")
    let sorts = try Self.expanded(query.sort, object, compiler)
    // Nothing after the id makes a difference.
    let idSort = sorts.firstIndex { $0.0.path == ["id"] }
    let keys = try sorts[..<(idSort ?? sorts.count)].map { sort, path in
      Keyset.Key(
        column: try joins.column(path), kind: path.field.type.column ?? .integer, isDescending: sort.isDescending,
        isNullable: !path.steps.isEmpty || !Self.neverNull.contains(path.field.name))
    }
    keyset = Keyset(
      keys: keys, id: SQL.column("r", "id"),
      isIDDescending: idSort.map { sorts[$0].0.isDescending } ?? keys.first?.isDescending ?? false)
    self.joins = joins.sql
    orderName = "\(object.name):\(sorts.map { $0.0 }.text)"
  }

  private static let neverNull: Set = ["created_at", "updated_at", "version"]

  func way(expecting count: Count?) -> ListWay {
    let isEverything = query.condition == .always && compiler.context.access(object, "r") == nil
    if isEverything { return .walking }
    guard let count else { return query.condition.isAboutRecords(object, compiler.context.schema) ? .gathering : .any }
    return !count.isExact || count.value >= ListQuery.longList ? .walking : .gathering
  }

  func statement(after cursor: Cursor?, limit: Int, by way: ListWay, backwards: Bool = false) throws -> SQL {
    let columns = fields.map { compiler.column($0, "r") } + keyset.keys.map(\.column)
    let filter = try query.recordFilter.sql(
      ConditionSQL(compiler.context, following: way == .walking ? "r" : nil), object, "r",
      isTypeInOrder: query.sort.first?.path == ["updated_at"])
    let order = backwards ? self.keyset.reversed : self.keyset
    let keyset = way == .gathering && compiler.context.dialect.engine == .sqlite ? order.withoutIndex : order
    let source: SQL = "SELECT \(columns.joined(", ")) FROM \(try compiler.table(object)) r\(joins) WHERE \(filter)"
    let byPosition = keyset.order(byPositionsFrom: fields.count + 1)
    func page(_ rows: SQL) -> SQL {
      // The fence tells PostgreSQL to find them before it sorts them, as the plus of `withoutIndex` tells SQLite.
      way == .gathering && compiler.context.dialect.engine == .postgres
        ? "SELECT * FROM (\(rows) OFFSET 0) gathered ORDER BY \(byPosition) LIMIT \(limit)" : "\(rows) ORDER BY \(keyset.order) LIMIT \(limit)"
    }
    guard let cursor else { return page(source) }
    let stretches = keyset.stretches(after: cursor).map { page("\(source) AND \($0)") }
    if stretches.count == 1 { return stretches[0] }
    let all = stretches.map { "SELECT * FROM (\($0)) stretch" as SQL }.joined(" UNION ALL ")
    return "\(all) ORDER BY \(byPosition) LIMIT \(limit)"
  }

  private static func fields(_ names: [String]?, of object: ObjectDefinition, _ context: QueryContext) throws -> [FieldDefinition] {
    func isUsable(_ field: FieldDefinition) -> Bool {
      field.type.column != nil && !field.isRetired && context.isReadable(object, field)
    }
    let always = ["id", "record_type", "version"].compactMap { object.field($0) }
    guard let names else { return always + object.fields.filter { isUsable($0) && !always.map(\.name).contains($0.name) } }
    var problems: [Problem] = []
    var chosen = always
    for name in names where !chosen.contains(where: { $0.name == name }) {
      if let field = object.field(name), isUsable(field) {
        chosen.append(field)
      } else {
        problems.append(.unknownField([name], on: object).at("fields"))
      }
    }
    try Problems.check(problems)
    return chosen
  }

  /// `title`, and `name` where no field is called so, stand for the fields that make up a record's name.
  private static func expanded(
    _ sorts: [Sort], _ object: ObjectDefinition, _ compiler: ConditionSQL
  ) throws -> [(Sort, FieldPath)] {
    var problems: [Problem] = []
    let found = sorts.flatMap { sort -> [(Sort, FieldPath)] in
      let isTitle = sort.path == ["title"] || (sort.path == ["name"] && object.field("name") == nil)
      let paths = isTitle && object.field(sort.path[0]) == nil ? object.titleFields.map { [$0] } : [sort.path]
      return paths.compactMap { path in
        do {
          return (Sort(path, descending: sort.isDescending), try compiler.resolve(path, on: object))
        } catch {
          problems += ((error as? Problems)?.all ?? []).map { $0.at("sort") }
          return nil
        }
      }
    }
    try Problems.check(problems)
    return found
  }
}
