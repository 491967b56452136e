import Database
import Kernel
import Metadata
import Records

/// The very rows that an import has made, under other ids, loaded as the engine itself loads them.
struct ImportCopy {
  typealias Part = (table: Identifier, columns: [Identifier], rows: [[SQLValue]])

  private(set) var parts: [Part]

  /// Every row that came into being since that id.
  init(since id: RecordID, from bench: Workbench) async throws {
    let person = try await bench.records.read(for: .system("bench")) { tx in
      try (tx.schema.object("person")?.fields ?? []).filter { $0.type.column != nil }.map { try TableDDL.identifier($0.name) }
    }
    let wanted: [(table: Identifier, columns: [Identifier], key: Identifier)] = [
      ("person", person, "id"), ("identity", ["kind", "key", "object", "record_id"], "record_id"),
      ("search_entry", ["record_id", "object", "tokens"], "record_id"),
      ("event", ["id", "at", "kind", "person_id", "account_id", "object", "record_id", "actor_id", "source", "operation_id", "payload"], "id"),
      (
        "change",
        ["id", "batch_id", "operation_id", "at", "actor_id", "kind", "object", "record_id", "version", "fields", "before", "after"], "id"
      ),
    ]
    parts = try await bench.database.read { tx in
      try wanted.map { table, columns, key in
        (table, columns, try tx.query("SELECT \(columns) FROM \(table) WHERE \(key) > \(id) ORDER BY \(key)").map(\.values))
      }
    }
    rename(bench.records.ids)
    if bench.engine == .sqlite, let entries = parts.first(where: { $0.table == "search_entry" }) {
      parts.append(("search_text", ["rowid", "tokens"], entries.rows.map { [$0[0], $0[2]] }))
    }
  }

  /// The import's own rows stay, so the copies get other ids, in the same order.
  private mutating func rename(_ ids: IDSource) {
    var fresh: [SQLValue: SQLValue] = [:]
    for part in parts where part.columns.contains("id") {
      guard let at = part.columns.firstIndex(of: "id") else { continue }
      for row in part.rows { fresh[row[at]] = .integer(ids.next(Self.self).raw) }
    }
    for part in parts.indices {
      let places = parts[part].columns.indices.filter { ["id", "record_id", "person_id"].contains(parts[part].columns[$0].name) }
      for row in parts[part].rows.indices {
        for at in places { parts[part].rows[row][at] = fresh[parts[part].rows[row][at]] ?? parts[part].rows[row][at] }
      }
    }
  }

  /// Loads so many persons with all that belongs to them in each commit, as the import does; returns how long it took.
  func load(by bare: any BareEngine, persons: Int) throws -> Duration {
    let steps = max(1, ((parts.first?.rows.count ?? 0) + persons - 1) / persons)
    let started = ContinuousClock.now
    for step in 0..<steps {
      try bare.run("BEGIN")
      for part in parts {
        let (from, to) = (part.rows.count * step / steps, part.rows.count * (step + 1) / steps)
        try bare.load(part.table, part.columns, part.rows[from..<to])
      }
      try bare.run("COMMIT")
    }
    return ContinuousClock.now - started
  }

  /// Takes the copies out again.
  func remove(from database: any Database) async throws {
    let parts = parts
    try await database.write { tx in
      for part in parts.reversed() where part.table != "search_text" {
        let key: Identifier = part.columns.contains("id") ? "id" : "record_id"
        guard let at = part.columns.firstIndex(of: key) else { continue }
        for start in stride(from: 0, to: part.rows.count, by: 500) {
          let ids = part.rows[start..<min(start + 500, part.rows.count)].map { $0[at] }
          if part.table == "search_entry", tx.dialect.engine == .sqlite {
            try tx.execute(
              """
              INSERT INTO search_text (search_text, rowid, tokens)
              SELECT 'delete', record_id, tokens FROM search_entry WHERE record_id IN (\(list: ids))
              """)
          }
          try tx.execute("DELETE FROM \(part.table) WHERE \(key) IN (\(list: ids))")
        }
      }
    }
  }
}
