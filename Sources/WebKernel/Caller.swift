package import Kernel
package import Records

/// Who is calling: a person who signed in, or a token that acts for one with no more than its scopes.
package struct Caller: Sendable {
  package let user: ID<User>
  /// What the caller is known by among those of the user: keeps the idempotency keys of two tokens apart.
  package let credential: Int64
  package let scopes: TokenScopes
  /// Of somebody who signed in with a browser; `nil` for tokens.
  package let session: SessionMark?
  /// What the browser asks for, read until somebody has chosen a language.
  var language = Language.ja

  package init(user: ID<User>, credential: Int64, scopes: TokenScopes) {
    self.user = user
    self.credential = credential
    self.scopes = scopes
    session = nil
  }

  package init(user: ID<User>, session: SessionMark) {
    self.user = user
    credential = session.id
    scopes = .everything
    self.session = session
  }

  /// Whose rights apply, narrowed to the scopes of a token.
  package var actor: ActorReference { session == nil ? .token(user, scopes) : .reader(user, language) }
}

/// What the web kernel needs to know of a session; who keeps the sessions knows the rest.
package struct SessionMark: Sendable, Hashable {
  package let id: Int64
  /// What every form of the session must bring back (`CSRFToken`).
  package let secret: String

  package init(id: Int64, secret: String) {
    self.id = id
    self.secret = secret
  }
}

/// How the credentials of a request become a caller; given by who keeps tokens and sessions.
package struct Authentication: Sendable {
  /// `nil` when the token is unknown, expired or revoked.
  package let caller: @Sendable (_ bearer: String, _ now: Instant) async throws -> Caller?
  /// `nil` when the cookie names no session that still holds.
  package let session: @Sendable (_ cookie: String, _ now: Instant) async throws -> Caller?

  package init(
    caller: @escaping @Sendable (_ bearer: String, _ now: Instant) async throws -> Caller?,
    session: @escaping @Sendable (_ cookie: String, _ now: Instant) async throws -> Caller? = { _, _ in nil }
  ) {
    self.caller = caller
    self.session = session
  }
}
