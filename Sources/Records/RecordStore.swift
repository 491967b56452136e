package import Database
package import Japan
package import Kernel
package import Metadata
package import Query
import Synchronization

/// All records of one organisation, always asked for an actor. Every process has one; it holds no state but caches that
/// a version number in the database keeps true.
package final class RecordStore: Sendable {
  package let database: any Database
  package let ids: IDSource
  package let cryptography: Cryptography
  package let standardObjects: [ObjectDefinition]
  package let rules: [String: any RecordRules]
  /// What features do about what happens.
  package let reactions: [any Reaction]
  /// Conditions that features bring to the language.
  package let contributions: Contributions
  /// Which places a postal code stands for, and which municipalities there are; `nil`: addresses are taken apart by rule.
  package let postalCodes: PostalDirectory?
  package let now: @Sendable () -> Instant
  private let cache = Mutex(Cache())

  private struct Cache {
    var schema: Schema?
    var plans = WritePlans()
    var settings = OrganisationSettings()
    var rightsVersion: Int64 = 0
    var actors: [ID<User>: Actor] = [:]
  }

  /// The tables must exist (`SystemTables`, and those of every standard object). `node` is this process's number for ids.
  package init(
    database: any Database, objects: [ObjectDefinition], rules: [any RecordRules], reactions: [any Reaction] = [], cryptography: Cryptography,
    node: Int, contributions: Contributions = .none, postalCodes: PostalDirectory? = nil, now: @escaping @Sendable () -> Instant
  ) {
    self.database = database
    self.standardObjects = objects
    self.rules = Dictionary(rules.map { ($0.object, $0) }, uniquingKeysWith: { $1 })
    self.reactions = reactions
    self.cryptography = cryptography
    self.contributions = Contributions(contributions.names.compactMap { contributions[$0] } + [SearchCondition.condition])
    self.postalCodes = postalCodes
    self.now = now
    ids = IDSource(node: node, now: now)
  }

  /// A consistent view for one actor.
  package func read<Value: Sendable>(
    for actor: ActorReference, _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await retrying {
      try await self.database.read { transaction in
        try body(self.open(transaction, for: actor, as: OperationKind("read"), continuing: nil))
      }
    }
  }

  /// One transaction and one operation. `body` may run more than once (see `Database.write`).
  ///
  /// - Parameter continuing: an operation that several transactions make up together, such as an import.
  package func write<Value: Sendable>(
    for actor: ActorReference, as kind: OperationKind, continuing: ID<Operation>? = nil,
    _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await retrying {
      try await self.database.write { transaction in
        let tx = try self.open(transaction, for: actor, as: kind, continuing: continuing)
        let value = try body(tx)
        try tx.finish()
        return value
      }
    }
  }

  /// A second try sees what somebody else committed between our look and our write, so that the rules can say in words what
  /// the engine refused: a unique value taken meanwhile, a column added or dropped meanwhile.
  private func retrying<Value>(_ body: () async throws -> Value) async throws -> Value {
    for _ in 1...2 {
      do {
        return try await body()
      } catch let error as DatabaseError where error.mayVanishOnSecondLook {
        continue
      }
    }
    return try await body()
  }

  /// Opens records inside a transaction that somebody else began.
  package func open(
    _ transaction: any Transaction, for reference: ActorReference, as kind: OperationKind, continuing: ID<Operation>?
  ) throws -> RecordTransaction {
    let state = try transaction.first("SELECT metadata_version, rights_version FROM schema_state WHERE id = 1")
    guard let state else { throw DatabaseError.column(0, expected: "schema_state") }
    let (schema, plans, settings) = try schema(version: try state.integer(0), in: transaction)
    var actor = try actor(reference, rightsVersion: try state.integer(1), in: transaction)
    if case .reader(_, let language) = reference { actor.usualLanguage = language }
    if case .token(_, let scopes) = reference { actor = actor.narrowed(to: scopes.narrow(actor.rights, in: schema)) }
    return RecordTransaction(
      store: self, transaction: transaction, schema: schema, plans: plans, settings: settings, actor: actor, now: now(), kind: kind,
      continuing: continuing)
  }

  private func schema(version: Int64, in transaction: any Transaction) throws -> (Schema, WritePlans, OrganisationSettings) {
    let cached = cache.withLock { ($0.schema, $0.plans, $0.settings) }
    if let schema = cached.0, schema.version == version { return (schema, cached.1, cached.2) }
    let schema = try MetadataStore(transaction: transaction).load(version: version, standard: standardObjects)
    let settings = try OrganisationSettings(transaction: transaction)
    let plans = WritePlans()
    cache.withLock {
      // A reader with an older view must not turn the clock back for the others.
      guard version >= $0.schema?.version ?? 0 else { return }
      $0.schema = schema
      $0.plans = plans
      $0.settings = settings
    }
    return (schema, plans, settings)
  }

  private func actor(_ reference: ActorReference, rightsVersion: Int64, in transaction: any Transaction) throws -> Actor {
    let user: ID<User>
    switch reference {
    case .system(let doing): return .system(doing)
    case .user(let id), .reader(let id, _), .token(let id, _): user = id
    }
    let cached = cache.withLock { $0.rightsVersion == rightsVersion ? $0.actors[user] : nil }
    if let cached { return cached }
    let actor = try ActorLoading(transaction: transaction).load(user)
    cache.withLock {
      if rightsVersion > $0.rightsVersion {
        $0.actors = [:]
        $0.rightsVersion = rightsVersion
      }
      if rightsVersion == $0.rightsVersion { $0.actors[user] = actor }
    }
    return actor
  }
}

extension DatabaseError {
  /// PostgreSQL: 42703 no such column, 42P01 no such table, 0A000 the plan's result has changed.
  fileprivate var mayVanishOnSecondLook: Bool {
    switch self {
    case .unique: true
    case .engine(let code, _, _): ["42703", "42P01", "0A000"].contains(code)
    default: false
    }
  }
}
