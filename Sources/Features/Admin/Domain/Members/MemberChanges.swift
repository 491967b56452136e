import Database
package import Kernel
package import Metadata
package import Records

/// What an administrator does with members. The rules of users see to it that somebody who may manage them is always left.
extension RecordTransaction {
  /// A new user without a password, and the secret of the invitation.
  package func invite(_ draft: Draft) throws -> (user: Record, secret: String) {
    let user = try create(User.self, draft)
    return (user, try Invitation.make(for: user.id.as(User.self), in: self))
  }

  /// The secret of a link with which somebody who has forgotten the password sets a new one.
  package func passwordLink(for user: ID<User>) throws -> String {
    guard try passwordHash(of: user) != nil, try get(User.self, user)[User.deactivatedAt] == nil else { throw Refusal.notFound }
    noteAccount("password.link", of: user)
    return try AccountLink.make(.reset, for: user, store: store, in: transaction)
  }

  /// Out of the house at once: no session goes on, no link works. Records stay as they are.
  package func deactivate(_ user: ID<User>) throws {
    var draft = Draft()
    draft[User.deactivatedAt] = now
    try update(User.self, user, draft)
    try Session.endAll(of: user, in: transaction)
    try AccountLink.withdraw(.invitation, of: user, in: transaction)
    try AccountLink.withdraw(.reset, of: user, in: transaction)
  }

  package func reactivate(_ user: ID<User>) throws {
    try update(User.self, user, Draft([User.deactivatedAt.name: .null]))
  }

  /// For somebody who has lost the telephone and the recovery codes. Also ends the sessions.
  package func removeTwoSteps(from user: ID<User>) throws {
    guard actor.rights.may("users") else { throw Refusal.forbidden(Label("ユーザーの管理権限がありません。", "You may not manage users.")) }
    _ = try get(User.self, user)
    try TwoFactor.remove(from: user, in: transaction)
    noteAccount("two_steps.off", of: user)
    try Session.endAll(of: user, in: transaction)
  }

  /// What everybody may change of themselves.
  package func updateOwnProfile(name: String, language: Language) throws {
    guard let user = actor.userID else { return }
    var draft = Draft()
    draft[User.name] = name.isEmpty ? nil : name
    draft[User.language] = language.rawValue
    try asSystem("own profile").update(User.self, user.as(User.self), draft)
  }
}
