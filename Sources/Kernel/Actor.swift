/// Who is acting: a signed-in user, a token that acts for one, or the system itself.
///
/// Rights are loaded with the actor, once per transaction, so that every statement can carry them.
package struct Actor: Sendable {
  package enum Kind: Hashable, Sendable {
    case user(ID<UserTag>)
    case system
  }

  package let kind: Kind
  /// What the audit trail shows: a name, or what the system was doing.
  package let name: String
  package let rights: Rights
  package var language: Language { chosenLanguage ?? usualLanguage }
  /// What they have chosen to read; `nil`: nothing yet.
  package let chosenLanguage: Language?
  /// What they read until they choose: what their browser asks for.
  package var usualLanguage: Language = .ja

  package init(kind: Kind, name: String, rights: Rights, language: Language? = nil) {
    self.kind = kind
    self.name = name
    self.rights = rights
    chosenLanguage = language
  }

  /// Jobs and migrations of the system itself. Sees and may do everything; says what it is doing.
  package static func system(_ doing: String) -> Actor {
    Actor(kind: .system, name: doing, rights: .everything)
  }

  package var userID: ID<UserTag>? {
    if case .user(let id) = kind { id } else { nil }
  }
}

/// Tags the id of a user below the metadata that describes users.
package enum UserTag {}

/// How far an actor reaches over one kind of record.
package enum Scope: Int, Comparable, Sendable, CaseIterable {
  case none, own, team, all

  package static func < (a: Scope, b: Scope) -> Bool { a.rawValue < b.rawValue }

  package init?(name: String) {
    guard let scope = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = scope
  }
  package var name: String {
    switch self {
    case .none: "none"
    case .own: "own"
    case .team: "team"
    case .all: "all"
    }
  }
}

/// What can be done to a record.
package enum Act: String, Sendable, CaseIterable {
  case create, read, edit, delete
}

/// How much of a field an actor gets.
package enum FieldAccess: String, Sendable {
  case hidden, read, edit
}

/// What an actor may do: per object and act a scope, per field an access, and the teams whose records are in reach.
package struct Rights: Sendable {
  /// `nil` stands for every object not named.
  package var scopes: [String?: [Act: Scope]]
  /// Object → field → access; a field that is not named can be read and edited.
  package var fields: [String: [String: FieldAccess]]
  /// Object → conditions; records that fulfil one of them can be read whoever owns them.
  package var sharing: [String: [JSON]]
  /// The actor's team and all teams below it.
  package var teams: [Int64]
  /// Acts outside records: `users`, `metadata`, `audit`, `import`, `export`, `operations`, …
  package var permissions: Set<String>
  package var isEverything: Bool

  package init(
    scopes: [String?: [Act: Scope]], fields: [String: [String: FieldAccess]] = [:], sharing: [String: [JSON]] = [:],
    teams: [Int64] = [], permissions: Set<String> = [], isEverything: Bool = false
  ) {
    self.scopes = scopes
    self.fields = fields
    self.sharing = sharing
    self.teams = teams
    self.permissions = permissions
    self.isEverything = isEverything
  }

  package static let everything = Rights(scopes: [:], isEverything: true)

  package func scope(_ act: Act, on object: String) -> Scope {
    if isEverything { return .all }
    return scopes[object]?[act] ?? scopes[nil]?[act] ?? .none
  }

  package func access(to field: String, on object: String) -> FieldAccess {
    if isEverything { return .edit }
    return fields[object]?[field] ?? .edit
  }

  package func may(_ permission: String) -> Bool { isEverything || permissions.contains(permission) }
}
