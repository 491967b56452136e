import Database
import Kernel
import Metadata
import Records

/// Two ids, the older first.
struct IDPair: Hashable, Sendable {
  let first: RecordID
  let second: RecordID

  init(_ a: RecordID, _ b: RecordID) {
    first = min(a, b)
    second = max(a, b)
  }
}

/// Writes down which pairs somebody should look at, as the comparison says.
///
/// - A pair that has nothing more to say for it goes away, unless somebody has decided about it.
/// - Of two that somebody has kept apart nothing is said any more, unless there is more to say for it than then; that holds also
///   when one of them has been merged into another record since.
struct DuplicateLedger<Traits: DuplicateTraits> {
  private let tx: RecordTransaction
  private let net: DuplicateNet<Traits>

  init(in tx: RecordTransaction) throws {
    self.tx = tx
    net = try DuplicateNet(in: tx)
  }

  /// Compares everybody in a group with everybody else in it.
  func compare(_ groups: [[RecordID]], only: Set<RecordID>? = nil) throws {
    var pairs: Set<IDPair> = []
    for group in groups where group.count <= DuplicateNet<Traits>.most {
      for (at, a) in group.enumerated() {
        for b in group[(at + 1)...] where a != b && (only.map { $0.contains(a) || $0.contains(b) } ?? true) { pairs.insert(IDPair(a, b)) }
      }
    }
    guard !pairs.isEmpty else { return }
    let traits = try net.traits(Set(pairs.flatMap { [$0.first, $0.second] }))
    var found: [IDPair: DuplicateEvidence] = [:]
    for pair in pairs {
      guard let a = traits[pair.first], let b = traits[pair.second], let evidence = a.compared(with: b), evidence.isWorthAsking else { continue }
      found[pair] = evidence
    }
    try enter(found)
  }

  private func enter(_ found: [IDPair: DuplicateEvidence]) throws {
    for part in found.keys.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) }).parts(400) {
      let known = try known(part)
      let judged = try judgedBefore(part.filter { known[$0] == nil })
      var rows: [SQL] = []
      for pair in part {
        guard let evidence = found[pair] else { continue }
        if let old = known[pair] {
          try renew(old, evidence)
        } else if judged[pair].map(evidence.outweighs) ?? true {
          rows.append(row(pair, evidence))
        }
      }
      for part in rows.parts(100) {
        // Another process may have found the same at the same time.
        try tx.transaction.execute(
          """
          INSERT INTO duplicate_candidate (id, object, first_id, second_id, score, evidence, is_sure, state, found_at)
          VALUES \(part.joined(", ")) ON CONFLICT (first_id, second_id) DO NOTHING
          """)
      }
    }
  }

  private func row(_ pair: IDPair, _ evidence: DuplicateEvidence) -> SQL {
    """
    (\(tx.store.ids.next(DuplicatePair.self)), \(net.object.name), \(pair.first), \(pair.second), \(evidence.score), \(evidence.json.text),
      \(evidence.isSure), 'open', \(tx.now))
    """
  }

  // MARK: What is known already

  private struct Known {
    let id: ID<DuplicatePair>
    let evidence: String
    let state: String
    let judged: DuplicateEvidence?
  }

  private func known(_ pairs: [IDPair]) throws -> [IDPair: Known] {
    guard !pairs.isEmpty else { return [:] }
    var known: [IDPair: Known] = [:]
    for row in try tx.transaction.query(
      """
      SELECT first_id, second_id, id, evidence, state, judged FROM duplicate_candidate
      WHERE first_id IN (\(list: Array(Set(pairs.map(\.first)))))
      """)
    {
      known[IDPair(try row.id(0), try row.id(1))] = Known(
        id: try row.id(2), evidence: try row.text(3), state: try row.text(4),
        judged: try row.optionalText(5).map { DuplicateEvidence(json: try JSON(parsing: $0)) })
    }
    return known
  }

  private func renew(_ old: Known, _ evidence: DuplicateEvidence) throws {
    if old.state == DuplicatePair.State.notDuplicate.rawValue, let judged = old.judged, !evidence.outweighs(judged) { return }
    // Both are there, so one that was merged has been cut again.
    guard old.state != DuplicatePair.State.open.rawValue || old.evidence != evidence.json.text else { return }
    try tx.transaction.execute(
      """
      UPDATE duplicate_candidate SET score = \(evidence.score), evidence = \(evidence.json.text), is_sure = \(evidence.isSure),
        state = 'open', judged = NULL, decided_at = NULL, decided_by = NULL, operation_id = NULL, found_at = \(tx.now)
      WHERE id = \(old.id)
      """)
  }

  /// What was said of these two before others were merged into them.
  private func judgedBefore(_ pairs: [IDPair]) throws -> [IDPair: DuplicateEvidence] {
    let ids = Array(Set(pairs.flatMap { [$0.first, $0.second] }))
    guard !ids.isEmpty else { return [:] }
    var winners: [RecordID: RecordID] = [:]
    var above = ids
    while !above.isEmpty {
      let rows = try tx.transaction.query("SELECT loser_id, winner_id FROM merge_edge WHERE winner_id IN (\(list: above))")
      above = []
      for row in rows {
        let (loser, winner): (RecordID, RecordID) = (try row.id(0), try row.id(1))
        winners[loser] = winners[winner] ?? winner
        above.append(loser)
      }
    }
    guard !winners.isEmpty else { return [:] }
    let gone = Array(winners.keys)
    var judged: [IDPair: DuplicateEvidence] = [:]
    for row in try tx.transaction.query(
      """
      SELECT first_id, second_id, judged FROM duplicate_candidate
      WHERE state = 'not_duplicate' AND judged IS NOT NULL AND (first_id IN (\(list: gone)) OR second_id IN (\(list: gone)))
      """)
    {
      let (first, second): (RecordID, RecordID) = (try row.id(0), try row.id(1))
      judged[IDPair(winners[first] ?? first, winners[second] ?? second)] = DuplicateEvidence(json: try JSON(parsing: try row.text(2)))
    }
    return judged
  }

  // MARK: What is over

  /// Looks again at pairs that wait; returns the last id, `nil` when there are no more.
  func review(after id: ID<DuplicatePair>, limit: Int) throws -> ID<DuplicatePair>? {
    let rows = try tx.transaction.query(
      """
      SELECT id, first_id, second_id, evidence FROM duplicate_candidate
      WHERE object = \(net.object.name) AND state = 'open' AND id > \(id) ORDER BY id LIMIT \(limit)
      """)
    try review(rows)
    return rows.count < limit ? nil : try rows.last?.id(0)
  }

  /// Looks again at the pairs that wait and that these records are part of.
  func review(of ids: [RecordID]) throws {
    for part in ids.parts(500) {
      for column: Identifier in ["first_id", "second_id"] {
        try review(
          try tx.transaction.query(
            """
            SELECT id, first_id, second_id, evidence FROM duplicate_candidate
            WHERE \(SQL.name(column)) IN (\(list: part)) AND object = \(net.object.name) AND state = 'open'
            """))
      }
    }
  }

  private func review(_ rows: [Row]) throws {
    let pairs = try rows.map { (try $0.id(0, DuplicatePair.self), IDPair(try $0.id(1), try $0.id(2)), try $0.text(3)) }
    let traits = try net.traits(Set(pairs.flatMap { [$0.1.first, $0.1.second] }))
    for (id, pair, text) in pairs {
      // Who lies in the recycle bin may come back, and the pair with them.
      guard let a = traits[pair.first], let b = traits[pair.second] else { continue }
      guard let evidence = a.compared(with: b), evidence.isWorthAsking else {
        try tx.transaction.execute("DELETE FROM duplicate_candidate WHERE id = \(id)")
        continue
      }
      guard evidence.json.text != text else { continue }
      try tx.transaction.execute(
        """
        UPDATE duplicate_candidate SET score = \(evidence.score), evidence = \(evidence.json.text), is_sure = \(evidence.isSure)
        WHERE id = \(id)
        """)
    }
  }
}
