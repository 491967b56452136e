import Database
package import Jobs
package import Kernel
package import Records

/// パスワードを忘れたとき: a link by mail, good for half an hour, once. Whoever asks is told the same and waits as long, whether the
/// address is known or not: the looking up is a job.
package struct PasswordReset: Sendable {
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func path(_ secret: String) -> String { "/reset/\(secret)" }

  /// - Returns: seconds to wait when somebody asks for many from one place; `nil`: noted.
  package func request(_ mail: EmailAddress, from origin: Origin, jobs: JobQueue) async throws -> Int? {
    let store = store
    return try await store.database.write { tx in
      let now = store.now()
      if case .refused(let until) = try SignInLimit.resetRequest(from: origin, store.cryptography).count(at: now, in: tx) {
        return SignIn.seconds(from: now, to: until)
      }
      let key = "password.reset:" + Secret.fingerprint(mail.key, store.cryptography)
      try jobs.enqueue(NewJob(kind: PasswordResetJob.kind, payload: ["email": .string(mail.key)], uniqueKey: key), in: tx)
      return nil
    }
  }

  package func user(of secret: String) async throws -> ID<User>? {
    let store = store
    return try await store.database.read { try AccountLink.find(secret, .reset, store: store, in: $0)?.user }
  }

  /// Sets the password and ends every session. Signing in afterwards still asks for the second step.
  package func run(_ secret: String, passwordHash: String) async throws {
    let store = store
    try await store.write(for: .system("password reset"), as: OperationKind("password.reset", source: "web")) { tx in
      guard let user = try AccountLink.use(secret, .reset, store: store, in: tx.transaction).user else { throw Refusal.notFound }
      try tx.setPassword(hash: passwordHash, of: user)
      try Session.endAll(of: user, in: tx.transaction)
    }
  }
}

/// Mails the link for a new password to whom the address belongs, if to anybody; at most three an hour.
package struct PasswordResetJob: JobHandler {
  package static let kind = "password.reset"
  private let store: RecordStore
  private let outbox: Outbox
  private let url: String

  /// - Parameter url: where people reach the house: `https://crm.example.jp`.
  package init(store: RecordStore, outbox: Outbox, url: String) {
    self.store = store
    self.outbox = outbox
    self.url = url
  }

  package func run(_ context: JobContext) async throws -> JSON {
    guard let mail = context.payload["email"]?.string.flatMap({ EmailAddress($0) }) else { return ["sent": false] }
    let store = store
    let addressee = try await store.read(for: .system("password reset")) { tx in
      try tx.user(email: mail).map { try Addressee(tx.get(User.self, $0), mail) }
    }
    guard let addressee else { return ["sent": false] }
    let secret: String? = try await store.database.write { tx in
      guard case .passed = try SignInLimit.resetMail(of: addressee.user).count(at: store.now(), in: tx) else { return nil }
      return try AccountLink.make(.reset, for: addressee.user, store: store, in: tx)
    }
    guard let secret else { return ["sent": false] }
    try await outbox.send(AccountMails.passwordReset(to: addressee, link: url + PasswordReset.path(secret)))
    return ["sent": true]
  }
}
