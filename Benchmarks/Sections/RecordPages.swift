import Database
import Kernel
import Metadata
import People
import Records

/// A record page: the record, the names of what it looks up, and the newest 50 entries of its timeline.
struct RecordPages {
  static let section = "Record page: record, names of lookups, timeline of 50"
  let bench: Workbench

  func measure() async throws {
    guard bench.options.isWanted(Self.section) else { return }
    let seller = try await bench.user(Cast.seller(0))
    let contacts = try await bench.sample("person", where: "record_type = 'contact'", count: 300)
    let accounts = try await bench.sample("account", where: "is_customer = \(bench.engine == .sqlite ? "1" : "TRUE" as SQL)", count: 300)
    let seen = try await bench.sample("person", where: "owner_id = \(owner(seller))", count: 300)
    try await page("contact", "person", contacts, .system("bench"), line: "person_id")
    try await page("account", "account", accounts, .system("bench"), line: "account_id")
    try await page("person, for a user who sees the team's", "person", seen, seller, line: "person_id")
  }

  private func owner(_ actor: ActorReference) -> Int64 { if case .user(let id) = actor { id.raw } else { 0 } }

  private func page(_ name: String, _ object: String, _ ids: [RecordID], _ actor: ActorReference, line: Identifier) async throws {
    let columns = try await bench.records.read(for: .system("bench")) { tx in
      try (tx.schema.object(object)?.fields ?? []).filter { $0.type.column != nil }.map { try TableDDL.identifier($0.name) }
    }
    guard let table = Identifier(object) else { return }
    try await bench.compare(Self.section, name, budget: 30, ratio: nil) { run in
      let id = ids[run % ids.count]
      _ = try await bench.records.read(for: actor) { tx in
        let record = try tx.get(object, id)
        for (target, ids) in Self.lookups(record, try tx.object(object)) { _ = try tx.titles(of: target, ids) }
        let timeline = try tx.timeline(object, id, limit: 50)
        _ = try tx.titles(of: "user", timeline.rows.compactMap { $0.actorID?.as(AnyRecord.self) })
        return record.id
      }
    } bare: { run in
      let id = ids[run % ids.count]
      try bench.bare.run("SELECT \(columns.map { SQL.column("r", $0) }.joined(", ")) FROM \(table) r WHERE r.id = \(id) AND r.deleted_at IS NULL")
      try bench.bare.run(
        """
        SELECT u.name, a.name FROM \(table) r LEFT JOIN app_user u ON u.id = r.owner_id
          LEFT JOIN account a ON a.id = r.\(object == "person" ? "account_id" : "parent_id" as Identifier) WHERE r.id = \(id)
        """)
      try bench.bare.run(
        """
        SELECT e.id, e.at, e.kind, e.person_id, e.account_id, e.object, e.record_id, e.source, e.payload, u.name
        FROM event e LEFT JOIN app_user u ON u.id = e.actor_id
        WHERE e.\(line) = \(id) ORDER BY e.at DESC, e.id DESC LIMIT 51
        """)
    }
  }

  /// What the record looks up, by object.
  private static func lookups(_ record: Record, _ object: ObjectDefinition) -> [String: [RecordID]] {
    var ids: [String: [RecordID]] = [:]
    for field in object.activeFields where field.name != "id" {
      guard let target = (field.type as? any ReferenceType)?.target, case .reference(let id) = record[field.name] else { continue }
      ids[target, default: []].append(id)
    }
    return ids
  }
}
