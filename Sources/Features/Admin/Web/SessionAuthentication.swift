import Admin
import Database
package import Kernel
package import Records
import Synchronization
package import WebKernel

/// Knows callers by their session cookies. What was looked up is believed for two seconds, so that a page with its files and
/// questions costs one look-up; what ends in this process is forgotten at once, elsewhere within two seconds.
package final class SessionAuthentication: Sendable {
  package static let memory = Duration.seconds(2)
  private static let remembered = 10_000

  private let store: RecordStore
  private let known = Mutex<[String: (caller: Caller, at: Instant)]>([:])

  package init(store: RecordStore) { self.store = store }

  /// For `Authentication.session`.
  package var session: @Sendable (_ cookie: String, _ now: Instant) async throws -> Caller? {
    { cookie, now in try await self.caller(cookie, now) }
  }

  /// Somebody's sessions or rights to be here have changed.
  package func forget() { known.withLock { $0 = [:] } }

  private func caller(_ cookie: String, _ now: Instant) async throws -> Caller? {
    let recent = known.withLock { $0[cookie] }
    if let recent, recent.at <= now, now - recent.at < Self.memory { return recent.caller }
    let store = store
    guard let session = try await store.database.read({ try Session.find(cookie, store: store, at: now, in: $0) }) else {
      known.withLock { $0[cookie] = nil }
      return nil
    }
    if session.isDueForTouch(at: now) {
      try await store.database.write { try session.touch(at: now, in: $0) }
    }
    let caller = Caller(user: session.user, session: SessionMark(id: session.id.raw, secret: session.csrf))
    known.withLock {
      if $0.count >= Self.remembered { $0 = [:] }
      $0[cookie] = (caller, now)
    }
    return caller
  }
}
