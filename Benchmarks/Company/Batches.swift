import Database
import Kernel
import Metadata
import Query
import Records

/// Gathers records and writes them with their identities and search entries; the next batch is made up while one is written.
struct Batches {
  private let store: RecordStore
  private let schema: Schema
  private var waiting: [Record] = []
  private var writing: Task<Void, any Error>?

  init(store: RecordStore, schema: Schema) {
    self.store = store
    self.schema = schema
  }

  var count: Int { waiting.count }

  mutating func add(_ record: Record) { waiting.append(record) }

  mutating func flush() async throws {
    var inserts: [(table: Identifier, columns: [Identifier], rows: [[SQLValue]])] = []
    var identities: [[SQLValue]] = []
    var tokens: [(id: Int64, object: String, tokens: String)] = []
    for (name, group) in Dictionary(grouping: waiting, by: \.object).sorted(by: { $0.key < $1.key }) {
      guard let object = schema.object(name) else { continue }
      let rules = store.rules[name]
      let fields = object.fields.filter { $0.type.column != nil }
      inserts.append(
        (
          try TableDDL.identifier(object.table), try fields.map { try TableDDL.identifier($0.name) },
          group.map { record in fields.map { $0.sqlValue(record[$0.name]) } }
        ))
      for record in group {
        for identity in rules?.identities(of: record) ?? [] {
          identities.append([.text(identity.kind), .text(identity.key), .text(name), .integer(record.id.raw)])
        }
      }
      tokens += try await store.read(for: .system("bench")) { tx in
        try group.map { ($0.id.raw, name, try tx.searchText(of: $0, object)) }
      }
    }
    inserts.append(("identity", ["kind", "key", "object", "record_id"], identities))
    inserts.append(
      ("search_entry", ["record_id", "object", "tokens"], tokens.map { [.integer($0.id), .text($0.object), .text($0.tokens)] }))
    if store.database.dialect.engine == .sqlite {
      inserts.append(("search_text", ["rowid", "tokens"], tokens.map { [.integer($0.id), .text($0.tokens)] }))
    }
    waiting = []
    try await wait()
    writing = Task { [database = store.database, inserts] in
      try await database.write { tx in
        for insert in inserts { try tx.insert(into: insert.table, insert.columns, rows: insert.rows) }
      }
    }
  }

  func wait() async throws { try await writing?.value }
}

/// The indexes of tables that are about to be filled: dropped before, made again afterwards, which takes a fraction of the time.
enum SecondaryIndexes {
  /// Returns the statements that make them again.
  static func drop(from tables: [String], in tx: any Transaction) throws -> [SQL] {
    var statements: [SQL] = []
    for table in tables {
      let rows =
        switch tx.dialect.engine {
        case .sqlite: try tx.query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = \(table) AND sql IS NOT NULL")
        case .postgres:
          try tx.query(
            """
            SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = \(table)
              AND indexname NOT LIKE '%_pkey'
            """)
        }
      for row in rows {
        guard let name = Identifier(try row.text(0)) else { continue }
        statements.append(SQL(stringLiteral: try row.text(1)))
        try tx.execute("DROP INDEX \(name)")
      }
    }
    return statements
  }
}
