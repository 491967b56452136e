import Database
import Japan
package import Kernel
import Metadata

/// By what the rows of a file can be recognised: how many rows say it, and of how many no other row of the file says the same.
package struct ImportKeys: Sendable, Hashable {
  /// One way of recognising: a kind of identity (`email`, `phone`, `name_company`, `corporate_number`), or a field.
  package struct Key: Sendable, Hashable {
    package let name: String
    package let filled: Int
    package let unique: Int
  }

  package let keys: [Key]
  /// How many rows were looked at; a longer file was looked at so far.
  package let rows: Int

  package subscript(_ name: String) -> Key? { keys.first { $0.name == name } }

  private static let most = 50_000

  /// Reads the rows as the import would. `fields`: those by which records may be matched, besides the identities.
  package static func survey(
    _ plan: ImportPlan, _ source: ImportSource, fields: [String], store: RecordStore, for actor: ActorReference
  ) async throws -> ImportKeys {
    let parser = try await store.read(for: actor) { tx in
      guard let object = tx.schema.collection(plan.collection)?.object else { throw Refusal.notFound }
      return try ImportRowParser(plan: plan, object: object, in: tx)
    }
    return try await blocking { try count(ImportFeed(source: source, parser: parser, from: .start), fields) }
  }

  private static func count(_ feed: ImportFeed, _ fields: [String]) throws -> ImportKeys {
    var counts: [String: [String: Int]] = [:]
    var rows = 0
    while rows < most {
      let chunk = try feed.next(ImportRun.rowsPerStep)
      for row in chunk.rows {
        var seen: Set<String> = []
        for identity in row.identities where identity.kind != ImportRowIdentity.kind && seen.insert(identity.kind).inserted {
          counts[identity.kind, default: [:]][key(identity, row), default: 0] += 1
        }
        for field in fields where !seen.contains(field) {
          if let value = row.values[field], !value.isNull { counts[field, default: [:]][value.plainText, default: 0] += 1 }
        }
      }
      rows += chunk.rows.count
      if chunk.isLast { break }
    }
    let keys = counts.map { name, values in
      Key(name: name, filled: values.values.reduce(0, +), unique: values.values.count { $0 == 1 })
    }
    return ImportKeys(keys: keys.sorted { $0.name < $1.name }, rows: rows)
  }

  /// A phone number stands for somebody only together with a name.
  private static func key(_ identity: Identity, _ row: ImportRow) -> String {
    identity.kind == "phone" ? "\(identity.key)|\(ImportFace(row.values).name)" : identity.key
  }
}

extension ImportKeys {
  package init?(json: JSON) {
    guard let keys = json["keys"]?.array, let rows = json["rows"]?.integer else { return nil }
    self.keys = keys.map { key in
      Key(name: key["name"]?.string ?? "", filled: Int(key["filled"]?.integer ?? 0), unique: Int(key["unique"]?.integer ?? 0))
    }
    self.rows = Int(rows)
  }

  package var json: JSON {
    [
      "rows": .integer(Int64(rows)),
      "keys": .array(
        keys.map { ["name": .string($0.name), "filled": .integer(Int64($0.filled)), "unique": .integer(Int64($0.unique))] }),
    ]
  }
}
