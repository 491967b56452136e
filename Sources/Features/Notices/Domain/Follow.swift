import Database
package import Kernel
package import Metadata
package import Records

/// フォロー: who wants to hear of a record. Its owner follows it without doing anything, and may stop.
package enum Follow {
  /// Objects whose records can be followed: those that notes are about.
  package static let objects: Set<String> = ["person", "account", "deal"]

  package static func isFollowing(_ record: Record, in tx: RecordTransaction) throws -> Bool {
    let row = try tx.transaction.first("SELECT is_on FROM follow WHERE record_id = \(record.id) AND user_id = \(tx.actor.userID)")
    return try row?.boolean(0) ?? (record.ownerID != nil && record.ownerID == tx.actor.userID?.as(AnyRecord.self))
  }

  /// Somebody begins or stops to follow a record they can see.
  package static func set(_ isOn: Bool, _ object: String, _ id: RecordID, in tx: RecordTransaction) throws {
    guard objects.contains(object), let user = tx.actor.userID else { throw Refusal.notFound }
    _ = try tx.get(object, id)
    try tx.transaction.execute(
      """
      INSERT INTO follow (record_id, user_id, object, is_on, at) VALUES (\(id), \(user), \(object), \(isOn), \(tx.now))
      ON CONFLICT (record_id, user_id) DO UPDATE SET is_on = excluded.is_on, at = excluded.at
      """)
  }

  /// Everybody who hears of these records: their owners and those who chose to, without those who stopped.
  static func followers(of object: String, _ ids: [RecordID], in tx: RecordTransaction) throws -> Set<ID<User>> {
    let definition = try tx.object(object)
    var followers: Set<ID<User>> = []
    let owners = Dictionary(
      try tx.asSystem("notices").fetch(definition, ids).map { ($0.id, $0.ownerID?.as(User.self)) }, uniquingKeysWith: { first, _ in first })
    var stopped: Set<[Int64]> = []
    for row in try tx.transaction.query("SELECT record_id, user_id, is_on FROM follow WHERE record_id IN (\(list: ids))") {
      if try row.boolean(2) { followers.insert(try row.id(1)) } else { stopped.insert([try row.integer(0), try row.integer(1)]) }
    }
    for case (let id, let owner?) in owners where !stopped.contains([id.raw, owner.raw]) { followers.insert(owner) }
    return followers
  }
}
