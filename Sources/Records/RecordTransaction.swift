package import Database
package import Kernel
package import Metadata
package import Query

/// The records of the organisation inside one transaction, for one actor. Lives as long as the transaction's body.
package final class RecordTransaction {
  package let store: RecordStore
  package let transaction: any Transaction
  package let settings: OrganisationSettings
  /// Whose rights apply.
  package let actor: Actor
  /// Who is answerable: stays the person acting where rules look further than that person may (`asSystem`).
  package let author: Actor
  package let moment: Moment
  package let kind: OperationKind
  /// What the whole transaction is known and undone by.
  package let operation: ID<Operation>
  let trail: AuditTrail
  private let shared: Shared

  /// What a transaction and its views for other actors (`asSystem`) have in common.
  private final class Shared {
    var schema: Schema { didSet { plans = WritePlans() } }
    var plans: WritePlans
    var summary: [JSON.Member] = []
    var undoes: ID<Operation>?
    /// The operation has its row already: from an earlier transaction, or from `begin`.
    var isRecorded: Bool
    var configuration: [String: [Record]] = [:]

    init(schema: Schema, plans: WritePlans, isRecorded: Bool) {
      self.schema = schema
      self.plans = plans
      self.isRecorded = isRecorded
    }
  }

  init(
    store: RecordStore, transaction: any Transaction, schema: Schema, plans: WritePlans, settings: OrganisationSettings, actor: Actor,
    now: Instant, kind: OperationKind, continuing: ID<Operation>?
  ) {
    author = actor
    self.store = store
    self.transaction = transaction
    self.settings = settings
    self.actor = actor
    self.moment = settings.moment(now)
    self.kind = kind
    operation = continuing ?? store.ids.next()
    shared = Shared(schema: schema, plans: plans, isRecorded: continuing != nil)
    trail = AuditTrail(operation: operation, actor: actor, now: now, ids: store.ids, sha256: store.cryptography.sha256)
  }

  private init(_ other: RecordTransaction, actor: Actor) {
    store = other.store
    transaction = other.transaction
    settings = other.settings
    self.actor = actor
    author = other.author
    moment = other.moment
    kind = other.kind
    operation = other.operation
    trail = other.trail
    shared = other.shared
  }

  /// What there is: as it was when the transaction began, and what it has changed of that since.
  package var schema: Schema { shared.schema }

  func take(_ schema: Schema) { shared.schema = schema }

  /// What writing records of an object needs to know of it.
  func plan(for object: ObjectDefinition) throws -> WritePlan { try shared.plans.plan(for: object, in: schema) }

  /// For people: counts, names. Shown in the list of operations.
  package var summary: [JSON.Member] {
    get { shared.summary }
    set { shared.summary = newValue }
  }

  /// The operation this one takes back, when it is an undo.
  package var undoes: ID<Operation>? {
    get { shared.undoes }
    set { shared.undoes = newValue }
  }

  /// Whether anything was written that `operation` stands for.
  package var hasChanges: Bool { trail.hasChanges }

  package var now: Instant { moment.now }
  package var dialect: Dialect { transaction.dialect }
  package var access: AccessScope {
    // Sharing rules are the administrator's: they look at every record, whoever asks.
    let (schema, moment, dialect, contributions) = (schema, moment, dialect, store.contributions)
    return AccessScope(actor: actor, schema: schema) { json, object, alias in
      let context = QueryContext(
        schema: schema, moment: moment, dialect: dialect, actor: .system("sharing"), contributions: contributions, access: { _, _ in nil })
      guard let condition = try? Condition(json: json, on: object.name, in: context) else { return nil }
      return try? ConditionSQL(context).predicate(condition, on: object, alias: alias)
    }
  }
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
    if let known = shared.configuration[object] { return known }
    let rows = try asSystem("configuration").all(of: try self.object(object))
    shared.configuration[object] = rows
    return rows
  }

  func forgetConfiguration(_ object: String) { shared.configuration[object] = nil }

  /// Runs `body` so that nothing of it remains when it throws, and the rest of the transaction goes on.
  package func attempt<Value>(_ body: () throws -> Value) throws -> Value {
    let (mark, schema) = (trail.mark, shared.schema)
    do {
      return try transaction.savepoint(body)
    } catch {
      trail.forget(since: mark)
      shared.configuration = [:]
      shared.schema = schema
      throw error
    }
  }

  /// Writes what the transaction has gathered: the audit batch, and the operation's own row.
  package func finish() throws {
    try trail.flush(into: transaction)
    if trail.hasChanges, !shared.isRecorded { try begin(state: .done) }
  }

  /// Writes the operation's row now: for work that goes on in later transactions.
  package func begin(state: Operation.State) throws {
    shared.isRecorded = true
    try transaction.execute(
      """
      INSERT INTO operation (id, kind, at, actor_id, actor_name, object, summary, state, undoes_id)
      VALUES (\(operation), \(kind.name), \(now), \(author.userID), \(author.name), \(trail.firstObject),
        \(JSON.object(summary).text), \(state.rawValue), \(undoes))
      """)
  }

  /// The work that began earlier is done.
  package func end(object: String? = nil) throws {
    try transaction.execute(
      """
      UPDATE operation SET state = 'done', summary = \(JSON.object(summary).text), object = coalesce(\(object), object)
      WHERE id = \(operation)
      """)
  }
}
