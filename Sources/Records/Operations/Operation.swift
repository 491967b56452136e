import Database
package import Kernel
import Metadata

/// 操作: one thing somebody did, however many records it touched; what undo takes back as a whole.
package struct Operation: Sendable {
  package enum State: String, Sendable {
    /// Long work that goes on: an import under way.
    case running
    case done
    case undone
  }
  package let id: ID<Operation>
  package let kind: String
  package let at: Instant
  package let actorID: ID<User>?
  package let actorName: String
  package let object: String?
  /// Counts and the like, for people.
  package let summary: JSON
  package let state: State
  package let undoes: ID<Operation>?
  package let undoneBy: ID<Operation>?

  static let columns: SQL = "id, kind, at, actor_id, actor_name, object, summary, state, undoes_id, undone_by_id"

  init(row: Row) throws {
    id = try row.id(0)
    kind = try row.text(1)
    at = try row.instant(2)
    actorID = try row.optionalID(3)
    actorName = try row.text(4)
    object = try row.optionalText(5)
    summary = try JSON(parsing: try row.text(6))
    state = State(rawValue: try row.text(7)) ?? .done
    undoes = try row.optionalID(8)
    undoneBy = try row.optionalID(9)
  }
}

/// What kind of operation a transaction is: `record.create`, `import`, `lead.conversion`, …
package struct OperationKind: Sendable, Hashable {
  package let name: String
  package let source: String

  package init(_ name: String, source: String = "system") {
    self.name = name
    self.source = source
  }
}

extension RecordTransaction {
  package func operation(_ id: ID<Operation>) throws -> Operation? {
    try transaction.first("SELECT \(Operation.columns) FROM operation WHERE id = \(id)").map(Operation.init(row:))
  }

  /// Those of these ids that there are, whoever did them.
  package func operations(_ ids: [ID<Operation>]) throws -> [Operation] {
    guard !ids.isEmpty else { return [] }
    return try transaction.query("SELECT \(Operation.columns) FROM operation WHERE id IN (\(list: ids))").map(Operation.init(row:))
  }

  /// Newest first; an actor without the `operations` permission sees the own ones.
  package func operations(limit: Int = 50, before: ID<Operation>? = nil) throws -> [Operation] {
    let own: SQL = actor.rights.may("operations") ? .true_ : "actor_id = \(actor.userID)"
    return try transaction.query(
      """
      SELECT \(Operation.columns) FROM operation WHERE \(own) AND id < \(before?.raw ?? Int64.max)
      ORDER BY id DESC LIMIT \(limit)
      """
    ).map(Operation.init(row:))
  }
}
