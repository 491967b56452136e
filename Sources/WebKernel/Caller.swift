package import Kernel
package import Records

/// Who is calling: a token that acts for a user, with no more than the token's scopes.
package struct Caller: Sendable {
  package let user: ID<User>
  /// What the caller is known by among those of the user: keeps the idempotency keys of two tokens apart.
  package let credential: Int64
  package let scopes: TokenScopes

  package init(user: ID<User>, credential: Int64, scopes: TokenScopes) {
    self.user = user
    self.credential = credential
    self.scopes = scopes
  }

  /// Whose rights apply, narrowed to the scopes.
  package var actor: ActorReference { .token(user, scopes) }
}

/// How the bearer token of a request becomes a caller; given by who keeps the tokens.
package struct Authentication: Sendable {
  /// `nil` when the token is unknown, expired or revoked.
  package let caller: @Sendable (_ bearer: String, _ now: Instant) async throws -> Caller?

  package init(caller: @escaping @Sendable (_ bearer: String, _ now: Instant) async throws -> Caller?) {
    self.caller = caller
  }
}
