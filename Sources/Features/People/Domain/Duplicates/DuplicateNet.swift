import Database
import Kernel
import Metadata
import Query
import Records

/// Reads what comparing needs, and puts together which records are worth comparing at all: those that lie under one key. So a
/// million records are compared without looking at every pair.
struct DuplicateNet<Traits: DuplicateTraits> {
  /// More records than this under one key are a switchboard, a shared mailbox or a name like 株式会社アシスト.
  static var most: Int { 50 }

  let object: ObjectDefinition
  private let tx: RecordTransaction
  private let table: Identifier
  private let fields: [FieldDefinition]

  init(in tx: RecordTransaction) throws {
    self.tx = tx.asSystem("duplicates")
    object = try tx.object(Traits.object.name)
    guard let table = Identifier(object.table) else { throw Refusal.notFound }
    self.table = table
    fields = Traits.fields.compactMap(object.field)
  }

  // MARK: Records

  /// Those of the ids that are there.
  func traits(_ ids: some Collection<RecordID>) throws -> [RecordID: Traits] {
    var found: [RecordID: Traits] = [:]
    for part in Array(ids).parts(500) {
      let taken = try taken(part)
      for record in try read("r.id IN (\(list: part))") { found[record.id] = Traits(record, taken: taken[record.id] ?? []) }
    }
    return found
  }

  /// The next of all records, in order of id.
  func page(after id: RecordID, limit: Int) throws -> [Traits] {
    try read("r.id > \(id)", "ORDER BY r.id LIMIT \(limit)").map { Traits($0, taken: []) }
  }

  private func read(_ condition: SQL, _ order: SQL = "") throws -> [Record] {
    let columns = fields.compactMap { Identifier($0.name) }.map { SQL.column("r", $0) }
    let rows = try tx.transaction.query(
      "SELECT \((["r.id"] + columns).joined(", ")) FROM \(table) r WHERE r.deleted_at IS NULL AND \(condition) \(order)")
    return try rows.map { row in
      var values: [String: Value] = [:]
      for (at, field) in fields.enumerated() {
        let value = try field.value(in: row, at: at + 1)
        if !value.isNull { values[field.name] = value }
      }
      return Record(object: object.name, id: try row.id(0), values: values)
    }
  }

  /// Identities that came with merged records; few have any.
  func taken(_ ids: [RecordID]) throws -> [RecordID: [Identity]] {
    var taken: [RecordID: [Identity]] = [:]
    for row in try tx.transaction.query(
      """
      SELECT DISTINCT e.winner_id, i.kind, i.key FROM merge_edge e JOIN identity i ON i.record_id = e.winner_id
      WHERE e.winner_id IN (\(list: ids))
      """)
    {
      taken[try row.id(0), default: []].append(Identity(kind: try row.text(1), key: try row.text(2)))
    }
    return taken
  }

  // MARK: Keys

  /// Makes the stored keys of these records true.
  func keep(_ traits: [Traits]) throws {
    var stored: [RecordID: Set<Int64>] = [:]
    for part in traits.map(\.id).parts(500) {
      for row in try tx.transaction.query("SELECT record_id, key FROM duplicate_key WHERE record_id IN (\(list: part))") {
        stored[try row.id(0), default: []].insert(try row.integer(1))
      }
    }
    var added: [[SQLValue]] = []
    for one in traits {
      let (now, before) = (Set(one.keys.map(\.raw)), stored[one.id] ?? [])
      for gone in before.subtracting(now) {
        try tx.transaction.execute("DELETE FROM duplicate_key WHERE record_id = \(one.id) AND key = \(gone)")
      }
      for key in now.subtracting(before) { added.append([.text(object.name), .integer(key), .integer(one.id.raw)]) }
    }
    guard !added.isEmpty else { return }
    try tx.transaction.insert(into: "duplicate_key", ["object", "key", "record_id"], rows: added)
  }

  func forgetKeys(of ids: [RecordID]) throws {
    for part in ids.parts(500) { try tx.transaction.execute("DELETE FROM duplicate_key WHERE record_id IN (\(list: part))") }
  }

  /// Which records lie under these keys, in groups; of those that many share, one more than can tell anything.
  func holders(of keys: [DuplicateKey]) throws -> [[RecordID]] {
    var groups: [Int64: [RecordID]] = [:]
    for part in Set(keys.map(\.raw)).sorted().parts(100) {
      let holders = part.map { key -> SQL in
        """
        SELECT * FROM (SELECT key, record_id FROM duplicate_key WHERE object = \(object.name) AND key = \(key) LIMIT \(Self.most + 1)) held
        """
      }
      for row in try tx.transaction.query(holders.joined(" UNION ALL ")) { groups[try row.integer(0), default: []].append(try row.id(1)) }
    }
    return Array(groups.values)
  }

  // MARK: Groups

  /// The records that share something with these, in groups.
  func groups(around traits: [Traits]) throws -> [[RecordID]] {
    var identities: [Identity] = []
    for part in traits.map(\.id).parts(500) {
      for row in try tx.transaction.query(
        "SELECT kind, key FROM identity WHERE record_id IN (\(list: part)) AND kind IN (\(list: Traits.identities))")
      {
        identities.append(Identity(kind: try row.text(0), key: try row.text(1)))
      }
    }
    return Array(try tx.owners(of: identities, object: object.name).values) + (try holders(of: traits.flatMap(\.keys)))
  }

  /// The next groups under identities of a kind, in order of key.
  func groups(by kind: String, after key: String, limit: Int) throws -> (groups: [[RecordID]], next: String?) {
    let rows = try tx.transaction.query(
      """
      SELECT key, record_id FROM identity WHERE kind = \(kind) AND key > \(key) AND object = \(object.name)
      ORDER BY key LIMIT \(limit)
      """)
    return try Self.whole(try rows.map { (try $0.text(0), try $0.id(1)) }, isLast: rows.count < limit)
  }

  /// The next groups under the wide keys.
  func groups(after key: Int64, limit: Int) throws -> (groups: [[RecordID]], next: Int64?) {
    let rows = try tx.transaction.query(
      """
      SELECT key, record_id FROM duplicate_key WHERE object = \(object.name) AND key > \(key) ORDER BY key LIMIT \(limit)
      """)
    return try Self.whole(try rows.map { (try $0.integer(0), try $0.id(1)) }, isLast: rows.count < limit)
  }

  /// Only groups of which all is there: the last one of a step waits for the next, unless it is larger than a step.
  private static func whole<Key: Hashable>(_ rows: [(Key, RecordID)], isLast: Bool) throws -> (groups: [[RecordID]], next: Key?) {
    var groups: [(key: Key, ids: [RecordID])] = []
    for (key, id) in rows {
      if groups.last?.key == key { groups[groups.count - 1].ids.append(id) } else { groups.append((key, [id])) }
    }
    if !isLast, groups.count > 1 { groups.removeLast() }
    return (groups.map(\.ids), isLast ? nil : groups.last?.key)
  }
}

extension Array {
  /// In pieces, because statements take only so many values.
  func parts(_ size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
