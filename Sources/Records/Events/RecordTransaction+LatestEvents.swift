import Database
package import Kernel
import Metadata

extension RecordTransaction {
  /// The newest event of each of these records, for a column of a list. One statement, whatever the number of records.
  ///
  /// - Parameter besides: kinds that do not count, as `LIKE` patterns: `%.updated`.
  package func latestEvents(of object: String, _ ids: [RecordID], besides kinds: [String] = []) throws -> [RecordID: Event] {
    guard !ids.isEmpty else { return [:] }
    let definition = try self.object(object)
    let line: Identifier =
      switch object {
      case "person": "person_id"
      case "account": "account_id"
      default: "record_id"
      }
    var conditions: [SQL] = ["\(SQL.column("event", line)) = r.id"]
    if !kinds.isEmpty { conditions.append("NOT (\(kinds.map { "event.kind LIKE \($0)" as SQL }.joined(" OR ")))") }
    conditions += hiddenEvents(besides: ids)
    let rows = try transaction.query(
      """
      SELECT r.id, e.id, e.at, e.kind, e.person_id, e.account_id, e.object, e.record_id, e.actor_id, e.source, e.payload
      FROM \(try TableDDL.identifier(definition.table)) r JOIN event e ON e.id = (
        SELECT event.id FROM event WHERE \(conditions.joined(" AND ")) ORDER BY event.at DESC, event.id DESC LIMIT 1)
      WHERE r.id IN (\(list: ids)) AND \(access.predicate(on: definition, alias: "r"))
      """)
    var latest: [RecordID: Event] = [:]
    for row in rows {
      latest[try row.id(0)] = Event(
        id: try row.id(1), at: try row.instant(2), kind: try row.text(3),
        links: TimelineLinks(person: try row.optionalID(4), account: try row.optionalID(5)), object: try row.text(6),
        recordID: try row.id(7), actorID: try row.optionalID(8), source: try row.text(9),
        payload: visible(try JSON(parsing: try row.text(10)), of: try row.text(6)))
    }
    return latest
  }
}
