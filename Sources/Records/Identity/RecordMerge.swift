package import Kernel
package import Metadata
import Database

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
  }

  package let object: String
  package let winner: Record
  package let loser: Record
  /// Fields in which the two differ; empty fields take what the other has unless told otherwise.
  package let choices: [Choice]
  /// How many records of which object will point to the winner.
  package let moved: [Relation: Int]

  /// Looks what a merge would do; writes nothing. Throws `Problems` when the two can never be one.
  package static func plan(
    _ name: String, winner: RecordID, loser: RecordID, taking: [String: Side] = [:], in tx: RecordTransaction
  ) throws -> RecordMerge {
    guard winner != loser else {
      throw Problems([Problem("same_record", ja: "同じレコード同士は統合できません。", en: "A record cannot be merged with itself.")])
    }
    let object = try tx.object(name)
    let current = try tx.currentRecords(object, [winner, loser])
    guard let winner = current[winner], let loser = current[loser] else { throw Refusal.notFound }
    try Problems.check(tx.store.rules[name]?.obstacles(toMerging: loser, into: winner) ?? [])
    let choices = object.activeFields.compactMap { field -> Choice? in
      guard field.type.column != nil, !field.isReadOnly, tx.access.isEditable(field, on: object),
        winner[field.name] != loser[field.name], !loser[field.name].isNull
      else { return nil }
      let side = taking[field.name] ?? (winner[field.name].isNull ? .loser : .winner)
      return Choice(field: field.name, winner: winner[field.name], loser: loser[field.name], take: side)
    }
    var moved: [Relation: Int] = [:]
    for relation in tx.schema.relations(of: name) where !SystemField.names.contains(relation.field) {
      let count = try tx.pointing(relation, to: loser.id).count
      if count > 0 { moved[relation] = count }
    }
    return RecordMerge(object: name, winner: winner, loser: loser, choices: choices, moved: moved)
  }

  /// Does what the plan says.
  @discardableResult
  package func run(in tx: RecordTransaction) throws -> Record {
    let system = tx.asSystem("merge")
    for relation in moved.keys.sorted(by: { $0.name < $1.name }) {
      let changes = try tx.pointing(relation, to: loser.id).map {
        RecordChange(id: $0, draft: Draft([relation.field: .reference(winner.id)]))
      }
      for outcome in try system.updateEach(relation.child, changes) { _ = try outcome.get() }
    }
    try tx.delete(object, [loser.id])
    let values = choices.filter { $0.take == .loser }.map { ($0.field, $0.loser) }
    let merged = try tx.update(object, winner.id, Draft(Dictionary(uniqueKeysWithValues: values)))
    try tx.addMerge(loser: loser, winner: winner.id)
    try tx.append([
      EventDraft(
        "\(object).merged", object: object, record: winner.id,
        links: tx.store.rules[object]?.timeline(of: merged) ?? TimelineLinks(), payload: ["loser_id": .string(loser.id.text)])
    ])
    return merged
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

  fileprivate func pointing(_ relation: Relation, to id: RecordID) throws -> [RecordID] {
    guard let child = schema.object(relation.child) else { return [] }
    return try transaction.query(
      """
      SELECT id FROM \(try TableDDL.identifier(child.table))
      WHERE \(try TableDDL.identifier(relation.field)) = \(id) AND deleted_at IS NULL ORDER BY id
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
    try rebuildIdentities(of: winner, loser.object)
  }

  /// Part of undo: the two are two again. The loser's own row comes back by the undo of its deletion.
  func cutMerge(_ loser: RecordID, _ object: String) throws {
    guard let winner = try winner(of: loser) else { return }
    try transaction.execute("DELETE FROM merge_edge WHERE loser_id = \(loser)")
    try rebuildIdentities(of: winner, object)
  }

  /// Its own identities and those of everything merged into it.
  private func rebuildIdentities(of id: RecordID, _ name: String) throws {
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
