import Database
package import Kernel
package import Records

/// A new password for who knows the present one. Every session ends; the browser that asked gets a new one.
package struct PasswordChange: Sendable {
  private let store: RecordStore
  private let passwords: PasswordCheck

  package init(store: RecordStore, passwords: PasswordCheck) {
    self.store = store
    self.passwords = passwords
  }

  /// Whether this is the present password. Tries are limited like those of signing in.
  package func confirm(_ current: String, of user: ID<User>) async throws {
    let store = store
    let limit = SignInLimit(key: "confirm:\(user.text)", attempts: 10)
    let (hash, verdict): (String?, SignInLimit.Verdict) = try await store.database.write { tx in
      (try tx.first("SELECT password_hash FROM credential WHERE user_id = \(user)")?.text(0), try limit.count(at: store.now(), in: tx))
    }
    if case .refused(let until) = verdict {
      let minutes = (SignIn.seconds(from: store.now(), to: until) + 59) / 60
      throw Problems([
        Problem(
          field: "current", "too_many", ja: "何度も違ったため、あと\(minutes)分お待ちください。", en: "Too many wrong attempts. Wait \(minutes.counted("minutes")).")
      ])
    }
    guard try await passwords.isRight(current, hash: hash) else { throw Problems([AccountProblems.wrongPassword]) }
    try await store.database.write { try SignInLimit.forgive([limit], in: $0) }
  }

  /// - Throws: `Problems` with `current` and `password`.
  package func run(
    current: String, new: String, of user: ID<User>, isKept: Bool, from origin: Origin
  ) async throws -> Session.Begun {
    try Problems.check(AccountProblems.newPassword(new))
    try await confirm(current, of: user)
    let hash = try await passwords.hash(new)
    let store = store
    return try await store.write(for: .user(user), as: OperationKind("password.change", source: "web")) { tx in
      try tx.setPassword(hash: hash, of: user)
      try Session.endAll(of: user, in: tx.transaction)
      return try Session.begin(of: user, from: origin, isKept: isKept, store: store, in: tx.transaction)
    }
  }
}
