import Database
import Kernel
package import Records
import Synchronization
package import WebKernel

/// Knows callers by their tokens. What was looked up is believed for two seconds, so a burst of requests costs one
/// look-up, and a revoked token, a changed scope or a deactivated user is noticed within two seconds on every server.
package final class TokenAuthentication: Sendable {
  package static let memory = Duration.seconds(2)
  private static let remembered = 10_000

  private let store: RecordStore
  private let known = Mutex<[String: (caller: Caller, at: Instant)]>([:])

  package init(store: RecordStore) { self.store = store }

  package var authentication: Authentication {
    Authentication { bearer, now in try await self.caller(bearer, now) }
  }

  private func caller(_ bearer: String, _ now: Instant) async throws -> Caller? {
    guard bearer.hasPrefix(APIToken.prefix) else { return nil }
    let hash = APIToken.hash(bearer, store.cryptography)
    let fresh = known.withLock { $0[hash] }
    if let fresh, fresh.at <= now, now - fresh.at < Self.memory { return fresh.caller }
    guard let token = try await store.database.read({ try APIToken.find(hash: hash, at: now, in: $0) }) else {
      known.withLock { $0[hash] = nil }
      return nil
    }
    let caller = Caller(user: token.user, credential: token.id.raw, scopes: token.scopes)
    known.withLock {
      if $0.count >= Self.remembered { $0 = [:] }
      $0[hash] = (caller, now)
    }
    if token.lastUsedAt.map({ now - $0 >= .seconds(3600) }) ?? true { try await noteUse(of: token, at: now) }
    return caller
  }

  /// Once an hour is exact enough to find tokens that nobody uses.
  private func noteUse(of token: APIToken, at now: Instant) async throws {
    try await store.database.write { tx in
      _ = try tx.execute("UPDATE api_token SET last_used_at = \(now) WHERE id = \(token.id)")
    }
  }
}
