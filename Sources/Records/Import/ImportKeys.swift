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

  /// Counts while the rows of a file go by.
  package struct Counting {
    private let parser: ImportRowParser
    private let fields: [String]
    private var counts: [String: [String: Int]] = [:]
    private var rows = 0

    /// `fields`: those by which records may be matched, besides the identities.
    package init(_ plan: ImportPlan, fields: [String], in tx: RecordTransaction) throws {
      guard let object = tx.schema.collection(plan.collection)?.object else { throw Refusal.notFound }
      parser = try ImportRowParser(plan: plan, object: object, in: tx)
      self.fields = fields
    }

    /// Reads the row as the import would. False when enough were seen.
    @discardableResult
    package mutating func take(_ row: TableRow) -> Bool {
      guard rows < most else { return false }
      rows += 1
      let row = parser.recognise(row)
      var seen: Set<String> = []
      for identity in row.identities where identity.kind != ImportRowIdentity.kind && seen.insert(identity.kind).inserted {
        counts[identity.kind, default: [:]][key(identity, row), default: 0] += 1
      }
      for field in fields where !seen.contains(field) {
        if let value = row.values[field], !value.isNull { counts[field, default: [:]][value.plainText, default: 0] += 1 }
      }
      return true
    }

    /// A phone number stands for somebody only together with a name.
    private func key(_ identity: Identity, _ row: ImportRow) -> String {
      identity.kind == "phone" ? "\(identity.key)|\(ImportFace(row.values).name)" : identity.key
    }

    package var keys: ImportKeys {
      let keys = counts.map { name, values in
        Key(name: name, filled: values.values.reduce(0, +), unique: values.values.count { $0 == 1 })
      }
      return ImportKeys(keys: keys.sorted { $0.name < $1.name }, rows: rows)
    }
  }

  /// Of a file that was looked at before; stops when enough rows were seen.
  package static func survey(_ counting: Counting, _ source: ImportSource) throws -> ImportKeys {
    var counting = counting
    _ = try source.forEachRow { counting.take($0) }
    return counting.keys
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
