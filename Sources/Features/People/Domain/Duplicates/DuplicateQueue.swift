import Database
package import Kernel
package import Metadata
package import Records

/// The pairs that wait for somebody, the surest first; only those of which the actor may see and change both records.
package struct DuplicateQueue: Sendable {
  /// `nil`: both.
  package var object: String?
  package var strength: DuplicateEvidence.Strength?
  package var isSure = false

  package init(object: String? = nil, strength: DuplicateEvidence.Strength? = nil, isSure: Bool = false) {
    self.object = object
    self.strength = strength
    self.isSure = isSure
  }

  package static let objects = [Person.object.name, Account.object.name]

  /// Whether there can be anything here for this actor: merging changes one record and puts the other away.
  package static func isOpen(to actor: Actor) -> Bool {
    objects.contains { actor.rights.scope(.edit, on: $0) > .none && actor.rights.scope(.delete, on: $0) > .none }
  }

  package func page(cursor: String? = nil, limit: Int = 50, in tx: RecordTransaction) throws -> Page<DuplicatePair> {
    var condition = try condition(in: tx)
    if let cursor {
      guard let (score, id) = Self.read(cursor) else { throw Self.unreadable }
      condition = "\(condition) AND \(Self.after(score, id))"
    }
    let rows = try tx.transaction.query(
      "SELECT \(DuplicatePair.columns(of: "c")) FROM duplicate_candidate c WHERE \(condition) ORDER BY c.score DESC, c.id DESC LIMIT \(limit + 1)"
    ).map(DuplicatePair.init(row:))
    let shown = Array(rows.prefix(limit))
    return Page(rows: shown, next: rows.count > limit ? shown.last.map(Self.cursor) : nil)
  }

  package func count(upTo limit: Int = 1000, in tx: RecordTransaction) throws -> Count {
    let value =
      try tx.transaction.first(
        "SELECT count(*) FROM (SELECT 1 FROM duplicate_candidate c WHERE \(try condition(in: tx)) LIMIT \(limit + 1)) found")?.int(0) ?? 0
    return Count(value: min(value, limit), isExact: value <= limit)
  }

  /// One pair, whatever its state; "not found" when one of the two is out of reach.
  package static func pair(_ id: ID<DuplicatePair>, in tx: RecordTransaction) throws -> DuplicatePair {
    guard
      let row = try tx.transaction.first(
        "SELECT \(DuplicatePair.columns(of: "c")) FROM duplicate_candidate c WHERE c.id = \(id) AND \(try reach(objects, evenGone: true, in: tx))")
    else { throw Refusal.notFound }
    return try DuplicatePair(row: row)
  }

  /// What to look at after this pair: what else there is with one of its records, then the next of the queue, then the first.
  package func next(after pair: DuplicatePair, in tx: RecordTransaction) throws -> DuplicatePair? {
    let open = "\(try condition(in: tx)) AND c.id <> \(pair.id)" as SQL
    let ids = [pair.first, pair.second]
    let ways: [SQL] = [
      "(c.first_id IN (\(list: ids)) OR c.second_id IN (\(list: ids)))", Self.after(pair.score, pair.id), .true_,
    ]
    for way in ways {
      let row = try tx.transaction.first(
        """
        SELECT \(DuplicatePair.columns(of: "c")) FROM duplicate_candidate c WHERE \(open) AND \(way)
        ORDER BY c.score DESC, c.id DESC LIMIT 1
        """)
      if let row { return try DuplicatePair(row: row) }
    }
    return nil
  }

  /// How many other pairs wait with records of these pairs: 3人 instead of two.
  package func others(with pairs: [DuplicatePair], in tx: RecordTransaction) throws -> [RecordID: Int] {
    guard !pairs.isEmpty else { return [:] }
    let ids = Array(Set(pairs.flatMap { [$0.first, $0.second] })).sorted()
    let open = try condition(in: tx)
    var counts: [RecordID: Int] = [:]
    for column: Identifier in ["first_id", "second_id"] {
      let name = SQL.column("c", column)
      for row in try tx.transaction.query(
        "SELECT \(name), count(*) FROM duplicate_candidate c WHERE \(name) IN (\(list: ids)) AND \(open) GROUP BY \(name)")
      {
        counts[try row.id(0), default: 0] += try row.int(1)
      }
    }
    return counts
  }

  // MARK: SQL

  private func condition(in tx: RecordTransaction) throws -> SQL {
    var parts: [SQL] = ["c.state = 'open'", try Self.reach(object.map { [$0] } ?? Self.objects, in: tx)]
    if let strength {
      let above = DuplicateEvidence.Strength(rawValue: strength.rawValue + 1)?.floor ?? 100
      parts.append("c.score >= \(strength.floor) AND c.score < \(above)")
    }
    if isSure { parts.append("c.is_sure") }
    return parts.joined(" AND ")
  }

  private static func reach(_ objects: [String], evenGone: Bool = false, in tx: RecordTransaction) throws -> SQL {
    let ways = try objects.map { name -> SQL in
      let object = try tx.object(name)
      guard let table = Identifier(object.table), tx.actor.rights.scope(.edit, on: name) > .none else { return .false_ }
      // Of two that were merged one lies in the bin.
      let reach = evenGone ? tx.access.reach(.edit, on: object, alias: "r") ?? .true_ : tx.access.predicate(.edit, on: object, alias: "r")
      func there(_ id: SQL) -> SQL { "EXISTS (SELECT 1 FROM \(table) r WHERE r.id = \(id) AND \(reach))" }
      return "(c.object = \(name) AND \(there("c.first_id")) AND \(there("c.second_id")))"
    }
    return "(\(ways.joined(" OR ")))"
  }

  private static func after(_ score: Int, _ id: ID<DuplicatePair>) -> SQL { "(c.score < \(score) OR (c.score = \(score) AND c.id < \(id)))" }

  private static func cursor(_ pair: DuplicatePair) -> String { "\(pair.score)-\(pair.id.text)" }

  private static func read(_ cursor: String) -> (Int, ID<DuplicatePair>)? {
    let parts = cursor.split(separator: "-")
    guard parts.count == 2, let score = Int(parts[0]), let id = ID<DuplicatePair>(text: parts[1]) else { return nil }
    return (score, id)
  }

  private static let unreadable = Problems([
    Problem(
      field: "cursor", "cursor", ja: "cursor が正しくありません。前の回答の next をそのまま渡してください。",
      en: "The cursor is not valid. Pass `next` of the previous answer unchanged.")
  ])
}

extension DuplicatePair {
  /// The reasons as they were found.
  package var reasons: DuplicateEvidence {
    (try? JSON(parsing: evidence)).map { DuplicateEvidence(json: $0) } ?? DuplicateEvidence(signs: [], score: score)
  }
}

extension DuplicateEvidence {
  /// Without what the actor may not see: the mail address of a record is no reason that may be named.
  package func visible(of object: ObjectDefinition, in tx: RecordTransaction) -> DuplicateEvidence {
    guard tx.access.hidesFields(of: object) else { return self }
    func isVisible(_ names: [String]) -> Bool { names.compactMap(object.field).allSatisfy { tx.access.isVisible($0, on: object) } }
    return DuplicateEvidence(signs: signs.filter { isVisible($0.fields) }, doubts: doubts.filter { isVisible($0.fields) }, score: score)
  }
}
