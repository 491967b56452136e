import Database
package import Kernel

/// Who asks, before the transaction has looked up what they may do.
package enum ActorReference: Sendable, Hashable {
  case user(ID<User>)
  /// A user at a browser, and the language it asks for.
  case reader(ID<User>, Language)
  /// A user by way of an API token, with no more than its scopes.
  case token(ID<User>, TokenScopes)
  /// The system itself, and what it is doing.
  case system(String)
}

/// Loads users with their rights, keeping those it has seen until users, teams or roles change.
struct ActorLoading {
  let transaction: any Transaction

  /// Throws `Refusal.notFound` when there is no such active user.
  func load(_ user: ID<User>) throws -> Actor {
    let row = try transaction.first(
      """
      SELECT app_user.name, app_user.language, app_user.team_id, role.rights
      FROM app_user JOIN role ON role.id = app_user.role_id
      WHERE app_user.id = \(user) AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL
      """)
    guard let row else { throw Refusal.notFound }
    let role = try RoleRights(json: JSON(parsing: try row.text(3)))
    return Actor(
      kind: .user(user.as(UserTag.self)), name: try row.text(0),
      rights: role.rights(teams: try teams(below: try row.optionalInteger(2))),
      language: try row.optionalText(1).flatMap(Language.init(rawValue:)))
  }

  /// A team and everything below it.
  func teams(below team: Int64?) throws -> [Int64] {
    guard let team else { return [] }
    return try transaction.query(
      """
      WITH RECURSIVE below(id) AS (
        SELECT id FROM team WHERE id = \(team)
        UNION SELECT team.id FROM team JOIN below ON team.parent_id = below.id WHERE team.deleted_at IS NULL)
      SELECT id FROM below
      """
    ).map { try $0.integer(0) }
  }
}
