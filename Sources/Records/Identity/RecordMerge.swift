import Database
package import Kernel
package import Metadata

/// 名寄せ: makes two records one, without losing either: the loser goes to the recycle bin, what pointed to it points to the
/// winner, its events and identities are found through the winner. One undo cuts it all again.
package struct RecordMerge: Sendable {
  /// Whose value a field gets.
  package enum Side: String, Sendable {
    case winner, loser
  }

  /// One line of the preview.
  package struct Choice: Sendable, Hashable {
    package let field: String
    package let winner: Value
    package let loser: Value
    package var take: Side
    /// Follows from a rule, whatever was chosen: the stricter consent.
    package let isSettled: Bool
  }

  package let object: String
  /// Both as far as the actor sees them.
  package let winner: Record
  package let loser: Record
  /// Fields in which the two differ; empty fields take what the other has unless told otherwise.
  package let choices: [Choice]
  /// How many records of which object, as far as the actor sees them, will point to the winner.
  package let moved: [Relation: Int]
  /// Empty fields of the winner that the actor may not write and that keep what the loser has.
  private let kept: Draft

  /// Looks what a merge would do; writes nothing. Throws `Problems` when the two can never be one.
  package static func plan(
    _ name: String, winner: RecordID, loser: RecordID, taking: [String: Side] = [:], in tx: RecordTransaction
  ) throws -> RecordMerge {
    guard winner != loser else {
      throw Problems([Problem("same_record", ja: "同じレコード同士は統合できません。", en: "A record cannot be merged with itself.")])
    }
    let object = try tx.object(name)
    try tx.require(.edit, on: object)
    let reader = RecordReader(object: object, access: tx.asSystem("merge").access)
    let both = try tx.fetch(object, [winner, loser], for: .edit, reader, lock: false)
    guard both.count == 2 else {
      throw try tx.refusals(object, [winner, loser].filter { id in !both.contains { $0.id == id } }).values.first ?? .notFound
    }
    let (winner, loser) = (both[0], both[1])
    try Problems.check(tx.store.rules[name]?.obstacles(toMerging: loser, into: winner) ?? [])
    try Problems.check(unknown(taking, object, tx))
    var choices: [Choice] = []
    var kept = Draft()
    for field in object.activeFields where winner[field.name] != loser[field.name] && !loser[field.name].isNull {
      guard field.type.column != nil, !field.isReadOnly, loser[field.name] != .reference(winner.id) else { continue }
      let settled = tx.store.rules[name]?.sideThatStays(of: field.name, winner: winner[field.name], loser: loser[field.name])
      let side = settled ?? taking[field.name] ?? (winner[field.name].isNull ? .loser : .winner)
      if tx.access.isEditable(field, on: object) {
        choices.append(
          Choice(field: field.name, winner: winner[field.name], loser: loser[field.name], take: side, isSettled: settled != nil))
      } else if settled == .loser {
        kept[field.name] = loser[field.name]
      } else if winner[field.name].isNull {
        kept[field.name] = loser[field.name]
      }
    }
    var moved: [Relation: Int] = [:]
    for relation in tx.schema.relations(of: name) where !SystemField.names.contains(relation.field) {
      let count = try tx.pointing(relation, to: loser.id, as: tx.access).count
      if count > 0 { moved[relation] = count }
    }
    return RecordMerge(
      object: name, winner: tx.access.visible(winner, of: object), loser: tx.access.visible(loser, of: object), choices: choices,
      moved: moved, kept: kept)
  }

  private static func unknown(_ taking: [String: Side], _ object: ObjectDefinition, _ tx: RecordTransaction) -> [Problem] {
    taking.keys.sorted().compactMap { name in
      if let field = object.field(name), tx.access.isEditable(field, on: object) { return nil }
      return Problem(
        field: name, "unknown_field", ja: "項目「\(name)」は選べません。名前を確かめてください。",
        en: "The field “\(name)” cannot be chosen. Check its name.")
    }
  }

  /// Does what the plan says, in the plan's transaction.
  @discardableResult
  package func run(in tx: RecordTransaction) throws -> Record {
    let object = try tx.object(object)
    let current = try tx.currentRecords(object, [winner.id, loser.id])
    guard current[winner.id]?.version == winner.version, current[loser.id]?.version == loser.version else {
      throw Refusal.state(
        Problem("changed_since", ja: "統合する間に変更されました。もう一度内容を確かめてください。", en: "One of them was changed meanwhile. Look at both again."))
    }
    let system = tx.asSystem("merge")
    try movePointers(in: system)
    try tx.delete(object.name, [loser.id])
    let values = choices.filter { $0.take == .loser }.map { ($0.field, $0.loser) }
    let merged = try tx.update(object.name, winner.id, Draft(Dictionary(uniqueKeysWithValues: values)))
    if !kept.values.isEmpty { try system.update(object.name, winner.id, kept) }
    try tx.addMerge(loser: loser, winner: winner.id)
    try tx.append([
      EventDraft(
        "\(object.name).merged", object: object.name, record: winner.id,
        links: tx.store.rules[object.name]?.timeline(of: merged) ?? TimelineLinks(), payload: ["loser_id": .string(loser.id.text)])
    ])
    tx.summary.append(JSON.Member("name", .string(tx.title(of: merged, object))))
    return merged
  }

  /// Everything that looks up the loser looks up the winner; the winner itself does not look up itself.
  private func movePointers(in system: RecordTransaction) throws {
    for relation in system.schema.relations(of: object) where !SystemField.names.contains(relation.field) {
      let changes = try system.pointing(relation, to: loser.id, as: system.access).map { id in
        RecordChange(id: id, draft: Draft([relation.field: id == winner.id ? .null : .reference(winner.id)]))
      }
      for outcome in try system.updateEach(relation.child, changes) { _ = try outcome.get() }
    }
  }
}

extension RecordTransaction {
  /// Records merged into this one, however many times over.
  func merged(into id: RecordID) throws -> [RecordID] {
    try transaction.query(
      """
      WITH RECURSIVE gone(id) AS (
        SELECT loser_id FROM merge_edge WHERE winner_id = \(id)
        UNION SELECT merge_edge.loser_id FROM merge_edge JOIN gone ON merge_edge.winner_id = gone.id)
      SELECT id FROM gone
      """
    ).map { try $0.id(0) }
  }

  /// Where a record went when it was merged into another.
  package func winner(of id: RecordID) throws -> RecordID? {
    try transaction.first("SELECT winner_id FROM merge_edge WHERE loser_id = \(id)")?.id(0)
  }

  fileprivate func pointing(_ relation: Relation, to id: RecordID, as access: AccessScope) throws -> [RecordID] {
    guard let child = schema.object(relation.child), let field = child.field(relation.field), access.isVisible(field, on: child)
    else { return [] }
    return try transaction.query(
      """
      SELECT child.id FROM \(try TableDDL.identifier(child.table)) child
      WHERE child.\(try TableDDL.identifier(relation.field)) = \(id) AND \(access.predicate(on: child, alias: "child"))
      ORDER BY child.id
      """
    ).map { try $0.id(0) }
  }

  fileprivate func addMerge(loser: Record, winner: RecordID) throws {
    try transaction.execute(
      """
      INSERT INTO merge_edge (loser_id, winner_id, object, operation_id)
      VALUES (\(loser.id), \(winner), \(loser.object), \(operation))
      """)
    trail.add(
      kind: "merge", object: loser.object, record: loser.id, version: loser.version, fields: [], before: nil,
      after: JSON.object([JSON.Member("winner_id", .string(winner.text))]).text)
    // On the winner's own history, where it can be cut again.
    trail.add(
      kind: "merged", object: loser.object, record: winner, version: 0, fields: [], before: nil,
      after: JSON.object([JSON.Member("loser_id", .string(loser.id.text))]).text)
    try settleDuplicate(loser.id, winner, merged: true)
    try rebuildIdentities(of: winner, loser.object)
  }

  /// Part of undo: the two are two again. The loser's own row comes back by the undo of its deletion.
  func cutMerge(_ loser: RecordID, _ object: String) throws {
    guard let winner = try winner(of: loser) else { return }
    try transaction.execute("DELETE FROM merge_edge WHERE loser_id = \(loser)")
    try settleDuplicate(loser, winner, merged: false)
    try rebuildIdentities(of: winner, object)
  }

  /// Its own identities and those of everything merged into it.
  func rebuildIdentities(of id: RecordID, _ name: String) throws {
    guard let rules = store.rules[name] else { return }
    let object = try self.object(name)
    let reader = RecordReader(object: object, access: asSystem("merge").access)
    let records = try transaction.query(
      """
      SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r
      WHERE r.id IN (\(list: [id] + (try merged(into: id))))
      """
    ).map(reader.record)
    try forgetIdentities(of: [id])
    let all = Set(records.flatMap(rules.identities)).sorted { ($0.kind, $0.key) < ($1.kind, $1.key) }
    try addIdentities(all.map { ($0, name, id) })
  }
}
