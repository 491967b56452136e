import Database
package import Kernel
import Metadata

extension RecordTransaction {
  func refreshIdentities(_ mutations: [Mutation], _ rules: (any RecordRules)?) throws {
    guard let rules else { return }
    var added: [(identity: Identity, object: String, record: RecordID)] = []
    var forgotten: [RecordID] = []
    var returned: [RecordID] = []
    for mutation in mutations {
      let record = mutation.record
      let now = Set(rules.identities(of: record))
      switch mutation.kind {
      case .restore: returned.append(record.id)
      case .create: added += now.map { ($0, record.object, record.id) }
      case .delete: forgotten.append(record.id)
      case .update:
        // Only what differs: identities taken over from merged records stay.
        let before = Set(mutation.old.map(rules.identities) ?? [])
        for gone in before.subtracting(now).sorted(by: { ($0.kind, $0.key) < ($1.kind, $1.key) }) {
          try transaction.execute(
            "DELETE FROM identity WHERE record_id = \(record.id) AND kind = \(gone.kind) AND key = \(gone.key)")
        }
        added += now.subtracting(before).map { ($0, record.object, record.id) }
      }
    }
    try forgetIdentities(of: forgotten)
    for id in returned { try rebuildIdentities(of: id, rules.object) }
    try addIdentities(added.sorted { ($0.record, $0.identity.kind, $0.identity.key) < ($1.record, $1.identity.kind, $1.identity.key) })
  }

  package func addIdentities(_ rows: [(identity: Identity, object: String, record: RecordID)]) throws {
    guard !rows.isEmpty else { return }
    try transaction.insert(
      into: "identity", ["kind", "key", "object", "record_id"],
      rows: rows.map { [.text($0.identity.kind), .text($0.identity.key), .text($0.object), .integer($0.record.raw)] })
  }

  func forgetIdentities(of ids: [RecordID]) throws {
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      try transaction.execute("DELETE FROM identity WHERE record_id IN (\(list: part))")
    }
  }

  /// The records known by any of these identities, whoever may see them; the caller filters by access.
  package func owners(of identities: [Identity], object: String) throws -> [Identity: [RecordID]] {
    var owners: [Identity: [RecordID]] = [:]
    for (kind, group) in Dictionary(grouping: Set(identities), by: \.kind).sorted(by: { $0.key < $1.key }) {
      let keys = group.map(\.key).sorted()
      for start in stride(from: 0, to: keys.count, by: 1000) {
        let part = Array(keys[start..<min(start + 1000, keys.count)])
        let rows = try transaction.query(
          "SELECT key, record_id FROM identity WHERE kind = \(kind) AND key IN (\(list: part)) AND object = \(object) ORDER BY record_id")
        for row in rows { owners[Identity(kind: kind, key: try row.text(0)), default: []].append(try row.id(1)) }
      }
    }
    return owners
  }
}
