package import Database
package import Kernel
package import Metadata
package import Query

/// The records of the organisation inside one transaction, for one actor. Lives as long as the transaction's body.
package final class RecordTransaction {
  package let store: RecordStore
  package let transaction: any Transaction
  package let schema: Schema
  package let settings: OrganisationSettings
  /// Whose rights apply.
  package let actor: Actor
  /// Who is answerable: stays the person acting where rules look further than that person may (`asSystem`).
  package let author: Actor
  package let moment: Moment
  package let kind: OperationKind
  /// What the whole transaction is known and undone by.
  package let operation: ID<Operation>
  /// For people: counts, names. Shown in the list of operations.
  package var summary: [JSON.Member] = []
  /// The operation this one takes back, when it is an undo.
  package var undoes: ID<Operation>?

  private let isContinuing: Bool
  let trail: AuditTrail
  private var configuration: [String: [Record]] = [:]

  init(
    store: RecordStore, transaction: any Transaction, schema: Schema, settings: OrganisationSettings, actor: Actor,
    now: Instant, kind: OperationKind, continuing: ID<Operation>?
  ) {
    author = actor
    self.store = store
    self.transaction = transaction
    self.schema = schema
    self.settings = settings
    self.actor = actor
    self.moment = settings.moment(now)
    self.kind = kind
    operation = continuing ?? store.ids.next()
    isContinuing = continuing != nil
    trail = AuditTrail(operation: operation, actor: actor, now: now, ids: store.ids, sha256: store.cryptography.sha256)
  }

  private init(_ other: RecordTransaction, actor: Actor) {
    store = other.store
    transaction = other.transaction
    schema = other.schema
    settings = other.settings
    self.actor = actor
    author = other.author
    moment = other.moment
    kind = other.kind
    operation = other.operation
    isContinuing = other.isContinuing
    trail = other.trail
  }

  package var now: Instant { moment.now }
  package var dialect: Dialect { transaction.dialect }
  package var access: AccessScope { AccessScope(actor: actor, schema: schema) }
  package var parsing: ParseContext { ParseContext(language: actor.language, moment: moment) }

  /// What conditions and lists mean for this actor, now.
  package var queryContext: QueryContext {
    let access = access
    return QueryContext(
      schema: schema, moment: moment, dialect: dialect, actor: actor, contributions: store.contributions,
      access: { access.reach(.read, on: $0, alias: $1) })
  }

  /// A condition as SQL over one alias, as far as this actor sees.
  package func predicate(_ condition: Condition, on object: ObjectDefinition, alias: Identifier) throws -> SQL {
    try ConditionSQL(queryContext).predicate(condition, on: object, alias: alias)
  }

  /// The object, or "no such thing" for names that metadata does not know.
  package func object(_ name: String) throws -> ObjectDefinition {
    guard let object = schema.object(name) else { throw Refusal.notFound }
    return object
  }

  /// The same transaction for another actor: what a rule must look up that the person acting may not see.
  package func asSystem(_ doing: String) -> RecordTransaction { RecordTransaction(self, actor: .system(doing)) }

  /// All rows of a small configuration object such as stages, read once per transaction.
  package func configuration(_ object: String) throws -> [Record] {
    if let known = configuration[object] { return known }
    let rows = try asSystem("configuration").all(of: try self.object(object))
    configuration[object] = rows
    return rows
  }

  func forgetConfiguration(_ object: String) { configuration[object] = nil }

  /// Writes what the transaction has gathered: the audit batch, and the operation's own row.
  func finish() throws {
    try trail.flush(into: transaction)
    guard trail.hasChanges, !isContinuing else { return }
    try begin(state: .done)
  }

  /// Writes the operation's row now: for work that goes on in later transactions.
  package func begin(state: Operation.State) throws {
    try transaction.execute(
      """
      INSERT INTO operation (id, kind, at, actor_id, actor_name, object, summary, state, undoes_id)
      VALUES (\(operation), \(kind.name), \(now), \(actor.userID), \(actor.name), \(trail.firstObject),
        \(JSON.object(summary).text), \(state.rawValue), \(undoes))
      """)
  }
}
