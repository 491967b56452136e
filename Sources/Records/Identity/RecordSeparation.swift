import Database
package import Kernel
import Metadata

/// 切り離す: makes a record that was merged into another one a record of its own again, with what was its own before. What others have
/// changed since stays as it is. Of an operation that merged many, only this merge is taken back.
package enum RecordSeparation {
  @discardableResult
  package static func run(_ object: String, _ loser: RecordID, from winner: RecordID, in tx: RecordTransaction) throws -> Undo.Outcome {
    _ = try tx.lock(object, winner)
    let edge = try tx.transaction.first(
      "SELECT operation_id FROM merge_edge WHERE loser_id = \(loser) AND winner_id = \(winner) AND object = \(object)")
    guard let operation: ID<Operation> = try edge?.id(0) else { throw Refusal.notFound }
    let undo = try Undo(operation, in: tx)
    let merges = try tx.transaction.query(
      "SELECT id, record_id FROM change WHERE operation_id = \(operation) AND kind = 'merge' ORDER BY id")
    if merges.count == 1 { return try undo.run(in: tx) }
    // The changes of one merge lie between the line that ends the merge before it and its own.
    let ends = try tx.transaction.query(
      "SELECT id FROM change WHERE operation_id = \(operation) AND kind = 'merged' ORDER BY id"
    ).map { try $0.integer(0) }
    guard let at = try merges.firstIndex(where: { try $0.id(1) == loser }), ends.indices.contains(at) else { throw Refusal.notFound }
    return try undo.run(after: at == 0 ? 0 : ends[at - 1], upTo: ends[at], in: tx)
  }
}

/// 統合の記録: one merge that has not been cut.
package struct Merge: Sendable {
  package let loser: RecordID
  package let winner: RecordID
  package let at: Instant
  package let who: String
  /// Whether the actor may cut it now.
  package let mayBeCut: Bool
}

extension RecordTransaction {
  /// The merges of an object, newest first, into records that the actor may see; or only those into one of them.
  package func merges(_ name: String, into winner: RecordID? = nil, limit: Int = 50) throws -> [Merge] {
    let object = try self.object(name)
    let reach = access.predicate(on: object, alias: "r")
    let mine = actor.userID?.as(User.self)
    return try transaction.query(
      """
      SELECT e.loser_id, e.winner_id, o.at, o.actor_name, o.actor_id FROM merge_edge e JOIN operation o ON o.id = e.operation_id
      JOIN \(try TableDDL.identifier(object.table)) r ON r.id = e.winner_id
      WHERE e.object = \(name) AND \(winner.map { "e.winner_id = \($0)" as SQL } ?? .true_) AND \(reach)
      ORDER BY e.operation_id DESC, e.loser_id DESC LIMIT \(limit)
      """
    ).map { row in
      let at = try row.instant(2)
      let isOwn = try row.optionalID(4, User.self) == mine && mine != nil
      return Merge(
        loser: try row.id(0), winner: try row.id(1), at: at, who: try row.text(3),
        mayBeCut: (isOwn || actor.rights.may("operations")) && now - at <= .seconds(86_400 * Undo.days))
    }
  }

  /// What merged records were called, as far as the actor reaches them.
  package func titlesOfMerged(_ name: String, _ ids: [RecordID]) throws -> [RecordID: String] {
    guard !ids.isEmpty else { return [:] }
    let object = try self.object(name)
    let reader = RecordReader(object: object, access: access)
    let reach = access.reach(.read, on: object, alias: "r") ?? .true_
    let rows = try transaction.query(
      "SELECT \(reader.columns(of: "r")) FROM \(try TableDDL.identifier(object.table)) r WHERE r.id IN (\(list: ids)) AND \(reach)")
    return Dictionary(try rows.map(reader.record).map { ($0.id, title(of: $0, object)) }, uniquingKeysWith: { $1 })
  }
}
