import API
import Database
package import Kernel
import Metadata
package import Records

/// What somebody gives to make a user.
package struct AccountInput: Sendable {
  let mail: String
  let name: String
  let role: String
  let team: String?
  let password: String?

  package init(mail: String, name: String, role: String, team: String?, password: String?) {
    self.mail = mail
    self.name = name
    self.role = role
    self.team = team
    self.password = password
  }
}

/// One line of `enishi user list`.
package struct AccountLine: Sendable {
  package let id: ID<User>
  package let email: String
  package let name: String
  package let role: String
  package let team: String?
  package let isActive: Bool

  package var line: String { "\(email)\t\(name)\t\(role)\t\(team ?? "-")\(isActive ? "" : "\t(inactive)")" }
}

/// Users and tokens from the command line, where whoever holds the data folder is the administrator.
package struct Accounts: Sendable {
  let services: Services

  package init(services: Services) { self.services = services }

  package func add(_ input: AccountInput) async throws -> ID<User> {
    guard let email = EmailAddress(input.mail) else {
      throw Problems([
        Problem(field: "email", "format", ja: "「\(input.mail)」はメールアドレスとして読めません。", en: "“\(input.mail)” is not a mail address.")
      ])
    }
    try Problems.check(input.password.map(Credential.problems) ?? [])
    let cryptography = services.cryptography
    let hash = try input.password.map { try cryptography.hashPassword($0) }
    return try await services.records.write(for: .system("command line"), as: OperationKind("user.add", source: "cli")) { tx in
      var draft = Draft()
      draft[User.email] = email
      draft[User.name] = input.name
      draft[User.role] = try Self.role(input.role, in: tx)
      draft[User.team] = try input.team.map { try Self.team($0, in: tx) }
      let user = try tx.create(User.self, draft).id.as(User.self)
      if let hash { try tx.setPassword(hash: hash, of: user) }
      return user
    }
  }

  package func all() async throws -> [AccountLine] {
    try await services.records.read(for: .system("command line")) { tx in
      let roles = Dictionary(try tx.configuration(Role.object.name).map { ($0.id.raw, $0[Role.name] ?? "") }) { first, _ in first }
      let teams = Dictionary(try tx.configuration(Team.object.name).map { ($0.id.raw, $0[Team.name] ?? "") }) { first, _ in first }
      return try tx.configuration(User.object.name).map { user in
        AccountLine(
          id: user.id.as(User.self), email: user[User.email]?.text ?? "", name: user[User.name] ?? "",
          role: user[User.role].flatMap { roles[$0.raw] } ?? "", team: user[User.team].flatMap { teams[$0.raw] },
          isActive: user[User.deactivatedAt] == nil)
      }
    }
  }

  /// A new API token; the answer is the only time it can be seen.
  package func token(for mail: String, name: String, scopes: String?, days: Int?) async throws -> String {
    let user = try await user(mail)
    let now = services.now()
    let expires = days.map { now + .seconds(86_400 * $0) }
    let scopes = try scopes.map { try TokenScopes($0) } ?? .everything
    let store = services.records
    return try await services.database.write { tx in
      try APIToken.create(for: user, name: name, scopes: scopes, expiresAt: expires, store: store, in: tx)
    }
  }

  package func user(_ mail: String) async throws -> ID<User> {
    let found = try await services.records.read(for: .system("command line")) { tx in
      try EmailAddress(mail).flatMap { try tx.user(email: $0) }
    }
    guard let found else {
      throw Problems([
        Problem(
          field: "user", "not_found", ja: "「\(mail)」というユーザーはいません。`enishi user list` で確かめてください。",
          en: "There is no user “\(mail)”. See `enishi user list`.")
      ])
    }
    return found
  }

  private static func role(_ name: String, in tx: RecordTransaction) throws -> ID<Role> {
    let roles = try tx.configuration(Role.object.name)
    guard let role = roles.first(where: { $0[Role.name] == name }) else {
      let known = roles.compactMap { $0[Role.name] }.joined(separator: ", ")
      throw Problems([
        Problem(
          field: "role", "unknown", ja: "ロール「\(name)」はありません。\(known) から選んでください。",
          en: "There is no role “\(name)”. Choose one of \(known).")
      ])
    }
    return role.id.as(Role.self)
  }

  private static func team(_ name: String, in tx: RecordTransaction) throws -> ID<Team> {
    if let team = try tx.configuration(Team.object.name).first(where: { $0[Team.name] == name }) { return team.id.as(Team.self) }
    var draft = Draft()
    draft[Team.name] = name
    return try tx.create(Team.self, draft).id.as(Team.self)
  }
}
