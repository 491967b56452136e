import Database
package import Kernel
import Metadata
package import Records

/// 招待: a new user gets a link, good for a week, and chooses the password with it. Whoever invites sees the link, too, because a
/// small company may have no mail server.
package struct Invitation: Sendable {
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func path(_ secret: String) -> String { "/invitation/\(secret)" }

  /// A link for a user who has no password yet, in place of an earlier one.
  package static func make(for user: ID<User>, in tx: RecordTransaction) throws -> String {
    guard try tx.passwordHash(of: user) == nil else {
      throw Refusal.state(
        Problem("has_password", ja: "この人はもうログインできます。", en: "This person can sign in already."))
    }
    tx.noteAccount("invitation", of: user)
    return try AccountLink.make(.invitation, for: user, store: tx.store, in: tx.transaction)
  }

  /// Whom the link is for.
  package func invited(_ secret: String) async throws -> Addressee? {
    let store = store
    return try await store.read(for: .system("invitation")) { tx in
      guard let user = try AccountLink.find(secret, .invitation, store: store, in: tx.transaction)?.user else { return nil }
      let record = try tx.get(User.self, user)
      return record[User.email].map { Addressee(record, $0) }
    }
  }

  /// Sets the first password and signs in.
  package func accept(_ secret: String, passwordHash: String, from origin: Origin) async throws -> SignIn.Entry {
    let store = store
    return try await store.write(for: .system("invitation"), as: OperationKind("invitation.accept", source: "web")) { tx in
      guard let user = try AccountLink.use(secret, .invitation, store: store, in: tx.transaction).user else { throw Refusal.notFound }
      try tx.setPassword(hash: passwordHash, of: user)
      return try SignIn.enter(user, isKept: false, from: origin, store: store, in: tx.transaction)
    }
  }
}
