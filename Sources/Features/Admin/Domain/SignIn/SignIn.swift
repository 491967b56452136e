package import Database
package import Kernel
package import Records

/// ログイン: mail and password, then a code for who uses two steps.
///
/// Unknown mails and wrong passwords get the same answer in the same time. Attempts are limited by `SignInLimit`. The audit trail
/// tells who came in, what was refused, and from where: `sign_in`, `sign_in.wrong`.
package struct SignIn: Sendable {
  package enum Outcome: Sendable {
    case signedIn(Entry)
    /// The password is right; the secret of the second step belongs into the browser.
    case needsCode(secret: String)
    /// Mail or password, or the code, is wrong; so many attempts are left.
    case wrong(left: Int)
    /// Too many attempts from here.
    case refused(seconds: Int)
    /// The second step took too long or was tried elsewhere: begin again.
    case over
  }

  /// What the browser is given.
  package struct Entry: Sendable {
    package let session: Session.Begun
    /// Lets the browser be recognised later.
    package let device: String
    package let preferences: Preferences
  }

  private let store: RecordStore
  private let passwords: PasswordCheck

  package init(store: RecordStore, passwords: PasswordCheck) {
    self.store = store
    self.passwords = passwords
  }

  // MARK: First step

  private struct Begun: Sendable {
    let user: ID<User>?
    let hash: String?
    let limits: [SignInLimit]
    let verdict: SignInLimit.Verdict
  }

  package func begin(mail: String, password: String, isKept: Bool, from origin: Origin) async throws -> Outcome {
    let begun = try await count(mail, origin)
    guard case .passed(let left) = begun.verdict else { return refusal(begun.verdict) }
    let isRight = try await passwords.isRight(password, hash: begun.hash)
    let store = store
    return try await store.write(for: .system("sign-in"), as: Self.kind) { tx in
      // Meanwhile the password may have been changed, or the user deactivated.
      guard isRight, let user = begun.user, try Self.hash(of: user, in: tx.transaction) == begun.hash else {
        tx.noteAccount("sign_in.wrong", of: begun.user, from: origin.address)
        return .wrong(left: left)
      }
      try SignInLimit.forgive(begun.limits, in: tx.transaction)
      if try TwoFactor.of(user, in: tx.transaction)?.isOn == true {
        return .needsCode(secret: try AccountLink.make(.secondStep, for: user, store: store, in: tx.transaction))
      }
      tx.noteAccount("sign_in", of: user, from: origin.address)
      return .signedIn(try Self.enter(user, isKept: isKept, from: origin, store: store, in: tx.transaction))
    }
  }

  private static let kind = OperationKind("sign_in", source: "web")

  /// Counts the attempt before it is checked, and looks up what to check it against.
  private func count(_ mail: String, _ origin: Origin) async throws -> Begun {
    let store = store
    let email = EmailAddress(mail)
    let account = email?.key ?? String(mail.lowercased().prefix(254))
    return try await store.database.write { tx in
      let user: ID<User>? = try email.flatMap { email in
        try tx.first("SELECT id FROM app_user WHERE lower(email) = \(email.key) AND deleted_at IS NULL AND deactivated_at IS NULL")?.id(0)
      }
      let isKnown = try KnownDevice.isKnown(origin.device, to: user ?? ID(0), store.cryptography, in: tx)
      let limits = SignInLimit.password(account: account, from: origin, isKnownDevice: isKnown, store.cryptography)
      let verdict = try SignInLimit.count(limits, at: store.now(), in: tx)
      return Begun(user: user, hash: try Self.hash(of: user ?? ID(0), in: tx), limits: limits, verdict: verdict)
    }
  }

  private static func hash(of user: ID<User>, in tx: any Transaction) throws -> String? {
    try tx.first(
      """
      SELECT credential.password_hash FROM credential JOIN app_user ON app_user.id = credential.user_id
      WHERE user_id = \(user) AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL
      """
    )?.text(0)
  }

  // MARK: Second step

  package func finish(code: String, secret: String, isKept: Bool, from origin: Origin) async throws -> Outcome {
    let store = store
    return try await store.write(for: .system("sign-in"), as: Self.kind) { records in
      let tx = records.transaction
      guard let user = try AccountLink.find(secret, .secondStep, store: store, in: tx)?.user else { return .over }
      let isKnown = try KnownDevice.isKnown(origin.device, to: user, store.cryptography, in: tx)
      let limit = SignInLimit.code(user: user, from: origin, isKnownDevice: isKnown, store.cryptography)
      let verdict = try limit.count(at: store.now(), in: tx)
      guard case .passed(let left) = verdict else { return refusal(verdict) }
      guard let factor = try TwoFactor.of(user, in: tx), factor.isOn else { return .over }
      guard try factor.opens(code, at: store.now(), store.cryptography, in: tx) else {
        records.noteAccount("sign_in.wrong", of: user, from: origin.address)
        return .wrong(left: left)
      }
      records.noteAccount("sign_in", of: user, from: origin.address)
      try AccountLink.use(secret, .secondStep, store: store, in: tx)
      try SignInLimit.forgive([limit], in: tx)
      return .signedIn(try Self.enter(user, isKept: isKept, from: origin, store: store, in: tx))
    }
  }

  // MARK: In

  package static func enter(
    _ user: ID<User>, isKept: Bool, from origin: Origin, store: RecordStore, in tx: any Transaction
  ) throws -> Entry {
    Entry(
      session: try Session.begin(of: user, from: origin, isKept: isKept, store: store, in: tx),
      device: try KnownDevice.remember(origin.device, for: user, at: store.now(), store.cryptography, in: tx),
      preferences: try Preferences(of: user, in: tx))
  }

  private func refusal(_ verdict: SignInLimit.Verdict) -> Outcome {
    guard case .refused(let until) = verdict else { return .over }
    return .refused(seconds: Self.seconds(from: store.now(), to: until))
  }

  static func seconds(from now: Instant, to until: Instant) -> Int {
    max(1, Int((until.milliseconds - now.milliseconds + 999) / 1000))
  }
}
