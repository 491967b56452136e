package import Database
import Kernel
package import Metadata

/// Turns a condition into SQL that both engines read, for the actor of its context.
///
/// Related records enter only as far as the actor sees them, so no filter can tell what is hidden. The caller adds
/// `deleted_at IS NULL` and the actor's reach for the record itself.
package struct ConditionSQL: Sendable {
  package let context: QueryContext
  let isOptimising: Bool
  /// The alias whose rows are read in the order of an index until there are enough: its tests are checked row by row and
  /// must not lead the engine to begin elsewhere. `nil`: the engine begins with whatever is rarest.
  let followed: Identifier?

  package init(_ context: QueryContext, optimising: Bool = true, following alias: Identifier? = nil) {
    self.context = context
    isOptimising = optimising
    followed = alias
  }

  /// True or not for the row of that alias; NULL counts as not. Throws `Problems` for fields, operators and relations
  /// that are unknown or hidden.
  package func predicate(_ condition: Condition, on object: ObjectDefinition, alias: Identifier) throws -> SQL {
    let whole = try compile(condition, on: object, alias)
    let optimised = isOptimising ? condition.optimised : condition
    // The whole is compiled first so that what is optimised away has been checked as well.
    return optimised == condition ? whole.sql : try compile(optimised, on: object, alias).sql
  }

  func compile(_ condition: Condition, on object: ObjectDefinition, _ alias: Identifier) throws -> Predicate {
    switch condition {
    case .all(let parts): .all(try parts.map { try compile($0, on: object, alias) })
    case .any(let parts): .any(try parts.map { try compile($0, on: object, alias) })
    case .not(let part): try compile(part, on: object, alias).negated
    case .field(let test): try field(test, on: object, alias)
    case .related(let test): try related(test, on: object, alias)
    case .event(let test): try event(test, on: object, alias)
    case .contributed(let name, let value): try contributed(name, value, on: object, alias)
    }
  }

  private func contributed(
    _ name: String, _ value: JSON, on object: ObjectDefinition, _ alias: Identifier
  ) throws -> Predicate {
    guard let known = context.contributions[name] else { throw Problems([.unknownCondition(name)]) }
    return .decided("(\(try known.predicate(value, object, alias, context)))")
  }

  /// An alias for a query inside the one of `alias`, unlike all those around it.
  func inner(_ alias: Identifier) throws -> Identifier {
    guard let inner = Identifier(alias.name + "_") else { throw Problems([.tooDeep]) }
    return inner
  }

  func table(_ object: ObjectDefinition) throws -> Identifier {
    guard let table = Identifier(object.table) else { throw Problems([.unknownObject(object.name)]) }
    return table
  }

  func resolve(_ path: [String], on object: ObjectDefinition) throws -> FieldPath {
    do throws(Problem) {
      return try FieldPath.resolve(path, on: object, in: context.schema, isReadable: context.isReadable)
    } catch {
      throw Problems([error])
    }
  }
}
