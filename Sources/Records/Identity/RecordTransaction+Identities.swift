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
      let now = mutation.form?.identities ?? Identity.ordered(rules.identities(of: record))
      switch mutation.kind {
      case .restore: returned.append(record.id)
      case .create: for identity in now { added.append((identity, record.object, record.id)) }
      case .delete: forgotten.append(record.id)
      case .update:
        // Only what differs: identities taken over from merged records stay.
        let before = Set(mutation.old.map(rules.identities) ?? [])
        for gone in before.subtracting(now).sorted(by: { ($0.kind, $0.key) < ($1.kind, $1.key) }) {
          try transaction.execute(
            "DELETE FROM identity WHERE record_id = \(record.id) AND kind = \(gone.kind) AND key = \(gone.key)")
        }
        for identity in now where !before.contains(identity) { added.append((identity, record.object, record.id)) }
      }
    }
    try forgetIdentities(of: forgotten)
    for id in returned { try rebuildIdentities(of: id, rules.object) }
    try addIdentities(added)
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
    try owners(of: IdentityKeys(identities), object: object)
  }

  /// The records known by any of these identities, oldest first, without the identities that more than `most` share: a switchboard
  /// tells nothing, and is not read to its end. One statement.
  package func owners(of identities: [Identity], object: String, most: Int) throws -> [Identity: [RecordID]] {
    guard !identities.isEmpty else { return [:] }
    let holders = identities.enumerated().map { at, identity -> SQL in
      """
      SELECT * FROM (SELECT CAST(\(at) AS BIGINT), record_id FROM identity
        WHERE kind = \(identity.kind) AND key = \(identity.key) AND object = \(object) LIMIT \(most + 1)) held
      """
    }
    var owners: [Identity: [RecordID]] = [:]
    for row in try transaction.query(holders.joined(" UNION ALL ")) { owners[identities[try row.int(0)], default: []].append(try row.id(1)) }
    return owners.filter { $0.value.count <= most }.mapValues { $0.sorted() }
  }

  func owners(of wanted: IdentityKeys, object: String) throws -> [Identity: [RecordID]] {
    var owners: [Identity: [RecordID]] = [:]
    for (kind, keys) in wanted.kinds {
      for start in stride(from: 0, to: keys.count, by: 1000) {
        let part = Array(keys[start..<min(start + 1000, keys.count)])
        for row in try transaction.query(holders(of: part, kind, object)) {
          owners[Identity(kind: kind, key: try row.text(0)), default: []].append(try row.id(1))
        }
      }
    }
    return owners
  }

  /// Oldest first. PostgreSQL is made to go through the index key by key: while a table grows it knows too little of it, and
  /// would read all identities of the kind.
  private func holders(of keys: [String], _ kind: String, _ object: String) -> SQL {
    switch dialect.engine {
    case .sqlite:
      return """
        SELECT key, record_id FROM identity WHERE kind = \(kind) AND key IN (\(list: keys.padded)) AND object = \(object)
        ORDER BY record_id
        """
    case .postgres:
      return """
        SELECT wanted.key, found.record_id FROM unnest(CAST(\(Self.array(keys)) AS TEXT[])) AS wanted(key) CROSS JOIN LATERAL (
          SELECT record_id FROM identity WHERE kind = \(kind) AND identity.key = wanted.key AND object = \(object) OFFSET 0) found
        ORDER BY found.record_id
        """
    }
  }

  /// Texts as PostgreSQL writes an array of them.
  private static func array(_ texts: [String]) -> String {
    let quoted = texts.map { text in
      "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
    return "{\(quoted.joined(separator: ","))}"
  }
}

/// Identities put in the order in which they are looked up: by kind, each key once.
struct IdentityKeys: Sendable {
  private(set) var kinds: [(kind: String, keys: [String])] = []

  init(_ identities: some Sequence<Identity>) {
    for identity in identities {
      if let at = kinds.firstIndex(where: { $0.kind == identity.kind }) {
        kinds[at].keys.append(identity.key)
      } else {
        kinds.append((identity.kind, [identity.key]))
      }
    }
    kinds.sort { $0.kind < $1.kind }
    for at in kinds.indices {
      kinds[at].keys.sort()
      var last: String?
      kinds[at].keys.removeAll { key in
        defer { last = key }
        return key == last
      }
    }
  }
}

extension Identity {
  /// Each once, by kind and key.
  static func ordered(_ identities: [Identity]) -> [Identity] {
    var ordered: [Identity] = []
    for identity in identities where !ordered.contains(identity) { ordered.append(identity) }
    return ordered.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) }
  }
}
