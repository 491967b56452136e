package import Database
package import Kernel

/// 名寄せ候補: two records that may be one, found by comparing what is there, until somebody has said what they are.
package struct DuplicatePair: Sendable, Hashable {
  package enum State: String, Sendable, CaseIterable {
    case open
    case merged
    /// 別人・別会社: somebody has said that these are two.
    case notDuplicate = "not_duplicate"
  }

  package let id: ID<DuplicatePair>
  package let object: String
  /// The older one.
  package let first: RecordID
  package let second: RecordID
  package let score: Int
  /// JSON of the reasons for and against.
  package let evidence: String
  package let state: State
  /// Who said so and when; `nil` while it is open.
  package let decidedAt: Instant?
  package let decidedBy: ID<User>?

  package static func columns(of pair: Identifier) -> SQL {
    ["id", "object", "first_id", "second_id", "score", "evidence", "state", "decided_at", "decided_by"]
      .compactMap(Identifier.init).map { SQL.column(pair, $0) }.joined(", ")
  }

  package init(row: Row) throws {
    id = try row.id(0)
    object = try row.text(1)
    first = try row.id(2)
    second = try row.id(3)
    score = try row.int(4)
    evidence = try row.text(5)
    state = State(rawValue: try row.text(6)) ?? .open
    decidedAt = try row.optionalInstant(7)
    decidedBy = try row.optionalID(8)
  }

  package func other(than id: RecordID) -> RecordID { id == first ? second : first }
}

extension DuplicatePair {
  static let kind = "not_duplicate"

  /// The tables of pairs and of the keys under which records are compared, and how far events have been followed.
  static let migration = Migration("0015-duplicates") { dialect in
    let integer = dialect.type(.integer)
    let text = dialect.type(.text)
    let instant = dialect.type(.instant)
    return [
      // judged: the reasons as they were when somebody said that these are two.
      """
      CREATE TABLE duplicate_candidate (
        id \(dialect.key), object \(text) NOT NULL, first_id \(integer) NOT NULL, second_id \(integer) NOT NULL,
        score \(integer) NOT NULL, evidence \(text) NOT NULL, is_sure \(dialect.type(.boolean)) NOT NULL, state \(text) NOT NULL,
        found_at \(instant) NOT NULL, judged \(text), decided_at \(instant), decided_by \(integer), operation_id \(integer))
      """,
      "CREATE UNIQUE INDEX duplicate_candidate_pair ON duplicate_candidate (first_id, second_id)",
      "CREATE INDEX duplicate_candidate_second ON duplicate_candidate (second_id)",
      "CREATE INDEX duplicate_candidate_open ON duplicate_candidate (object, score, id) WHERE state = 'open'",
      "CREATE INDEX merge_edge_operation ON merge_edge (operation_id)",
      "CREATE TABLE duplicate_key (object \(text) NOT NULL, key \(integer) NOT NULL, record_id \(integer) NOT NULL)",
      "CREATE INDEX duplicate_key_key ON duplicate_key (object, key, record_id)",
      "CREATE INDEX duplicate_key_record ON duplicate_key (record_id)",
      """
      CREATE TABLE duplicate_scan (
        id \(dialect.key), event_id \(integer) NOT NULL, scanned_at \(instant), persons \(integer), accounts \(integer))
      """,
    ]
  }
}

extension RecordTransaction {
  /// 別人・別会社として残す: says that these are two. They do not come up again unless there is more to say for it; undo takes it back.
  package func judgeNotDuplicate(_ pair: DuplicatePair) throws {
    let judged = try transaction.execute(
      """
      UPDATE duplicate_candidate SET state = 'not_duplicate', judged = evidence, decided_at = \(now), decided_by = \(author.userID),
        operation_id = \(operation) WHERE id = \(pair.id) AND state = 'open'
      """)
    guard judged == 1 else {
      throw Refusal.state(
        Problem("decided", ja: "この組はもう判断されています。一覧を開き直してください。", en: "Somebody has decided about these two already. Open the list again."))
    }
    for id in [pair.first, pair.second] {
      trail.add(
        kind: DuplicatePair.kind, object: pair.object, record: id, version: 0, fields: [], before: nil,
        after: JSON.object([JSON.Member("other_id", .string(pair.other(than: id).text))]).text)
    }
  }

  /// Part of undo: nobody has said anything of the pairs that the operation judged.
  func withdrawJudgement(_ operation: ID<Operation>) throws {
    try transaction.execute(
      """
      UPDATE duplicate_candidate SET state = 'open', judged = NULL, decided_at = NULL, decided_by = NULL, operation_id = NULL
      WHERE operation_id = \(operation) AND state = 'not_duplicate'
      """)
  }

  /// A pair that was waiting is decided by its merge, and waits again when the merge is cut.
  func settleDuplicate(_ loser: RecordID, _ winner: RecordID, merged: Bool) throws {
    let pair: SQL = "first_id = \(min(loser, winner)) AND second_id = \(max(loser, winner))"
    if merged {
      try transaction.execute(
        """
        UPDATE duplicate_candidate SET state = 'merged', decided_at = \(now), decided_by = \(author.userID), operation_id = \(operation)
        WHERE \(pair)
        """)
    } else {
      try transaction.execute(
        """
        UPDATE duplicate_candidate SET state = 'open', decided_at = NULL, decided_by = NULL, operation_id = NULL
        WHERE \(pair) AND state = 'merged'
        """)
    }
  }

  /// Nothing of records that are gone for good is compared any more.
  func forgetDuplicates(of ids: [RecordID]) throws {
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      try transaction.execute("DELETE FROM duplicate_candidate WHERE first_id IN (\(list: part))")
      try transaction.execute("DELETE FROM duplicate_candidate WHERE second_id IN (\(list: part))")
      try transaction.execute("DELETE FROM duplicate_key WHERE record_id IN (\(list: part))")
    }
  }
}
