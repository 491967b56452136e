package import Database
package import Kernel
package import Metadata

/// Everything that decides what a condition or a list means and shows: the schema, now, the engine, and who asks.
package struct QueryContext: Sendable {
  /// The limit to the records of an object that the actor reaches, over one alias; `nil` when nothing limits it.
  package typealias Access = @Sendable (_ object: ObjectDefinition, _ alias: Identifier) -> SQL?

  package let schema: Schema
  package let moment: Moment
  package let dialect: Dialect
  package let actor: Actor
  package let access: Access
  package let isReadable: FieldReadability
  package let contributions: Contributions

  /// - Parameter isReadable: by default what the actor's rights say.
  package init(
    schema: Schema, moment: Moment, dialect: Dialect, actor: Actor, contributions: Contributions = .none,
    isReadable: FieldReadability? = nil, access: @escaping Access
  ) {
    self.schema = schema
    self.moment = moment
    self.dialect = dialect
    self.actor = actor
    self.contributions = contributions
    self.access = access
    let rights = actor.rights
    self.isReadable = isReadable ?? { object, field in rights.access(to: field.name, on: object.name) != .hidden }
  }

  package var parsing: ParseContext { ParseContext(language: actor.language, moment: moment) }

  func object(_ name: String) throws(Problems) -> ObjectDefinition {
    guard let object = schema.object(name) else { throw Problems([.unknownObject(name)]) }
    return object
  }

  /// Present and within the actor's reach.
  ///
  /// - Parameter isFollowed: the rows are read in an order until there are enough. A team's records are so many that this is quicker
  ///   than to gather them by their owners. The own may be few.
  func visible(_ object: ObjectDefinition, _ alias: Identifier, isFollowed: Bool = false) -> SQL {
    let present: SQL = "\(SQL.column(alias, "deleted_at")) IS NULL"
    guard let reach = access(object, alias) else { return present }
    let isMany = isFollowed && actor.rights.scope(.read, on: object.name) == .team
    return "\(present) AND \(isMany ? dialect.checked(reach) : "(\(reach))")"
  }
}

/// Conditions that features bring, by the word that stands for them in JSON: `{"segment": "0K3G…"}`.
package struct Contributions: Sendable {
  private let byName: [String: ContributedCondition]

  /// Of two with the same name the later counts.
  package init(_ conditions: [ContributedCondition]) {
    byName = Dictionary(conditions.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  package static let none = Contributions([])

  package subscript(_ name: String) -> ContributedCondition? { byName[name] }
  package var names: [String] { byName.keys.sorted() }
}

/// What a feature gives so that a condition of its own can be read, checked, turned into SQL and said in words.
package struct ContributedCondition: Sendable {
  package let name: String
  /// Everything wrong with the value on records of this object.
  package let problems: @Sendable (JSON, ObjectDefinition, ParseContext) -> [Problem]
  /// True or false for the row of that alias, never NULL. Must limit what it reads to what `context.access` shows.
  package let predicate: @Sendable (JSON, ObjectDefinition, _ alias: Identifier, QueryContext) throws -> SQL
  /// 「セグメント「展示会来場」に入っている」
  package let sentence: @Sendable (JSON) -> Label

  package init(
    _ name: String, problems: @escaping @Sendable (JSON, ObjectDefinition, ParseContext) -> [Problem],
    sentence: @escaping @Sendable (JSON) -> Label,
    predicate: @escaping @Sendable (JSON, ObjectDefinition, _ alias: Identifier, QueryContext) throws -> SQL
  ) {
    self.name = name
    self.problems = problems
    self.sentence = sentence
    self.predicate = predicate
  }
}
