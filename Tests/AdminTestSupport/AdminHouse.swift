package import Admin
import Cryptography
package import Database
package import Jobs
package import Kernel
import Metadata
import People
package import Records
import Sales
import Synchronization
package import TestSupport

/// A house whose doors are tested: 山田 太郎 administers, 佐藤 花子 sells, 鈴木 次郎 was invited and has no password yet. The clock
/// stands still until it is moved, and mails are kept.
package struct AdminHouse: Sendable {
  package let store: RecordStore
  package let test: TestDatabase
  package let clock: AdminClock
  package let mails: Mailbox
  package let jobs: JobQueue
  package let yamada: ID<User>
  package let sato: ID<User>
  package let suzuki: ID<User>

  package static let noon = Instant(milliseconds: 1_795_316_400_000)  // Sunday 22 November 2026, 12:00 in Tokyo
  package static let satoMail = "sato@enishi.example.jp"
  package static let satoPassword = "珈琲は深煎りがいちばん好き"
  package static let yamadaMail = "yamada@enishi.example.jp"
  package static let yamadaPassword = "経理の鍵は引き出しの奥の奥"
  package static let url = "https://crm.example.jp"

  package var passwords: PasswordCheck { PasswordCheck(store.cryptography) }
  package var signIn: SignIn { SignIn(store: store, passwords: passwords) }

  /// Does what waits in the queue, now.
  package func work() async {
    let handlers: [any JobHandler] = [
      PasswordResetJob(store: store, outbox: mails.outbox, url: Self.url), SessionSweepJob(store: store),
    ]
    await Worker(database: store.database, queue: jobs, handlers: handlers).runUntilIdle()
  }

  package func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    try await store.database.read(body)
  }

  package func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
    try await store.database.write(body)
  }
}

/// A clock that stands still until it is moved.
package final class AdminClock: Sendable {
  private let time = Mutex(AdminHouse.noon)

  package var now: Instant { time.withLock { $0 } }
  package func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Keeps mails instead of sending them.
package final class Mailbox: Sendable {
  private let mails = Mutex<[OutgoingMail]>([])

  package var all: [OutgoingMail] { mails.withLock { $0 } }
  package var outbox: Outbox { Outbox { mail in self.mails.withLock { $0.append(mail) } } }

  /// The path of the link in the latest mail.
  package var link: String? {
    all.last?.text.split(separator: "\n").first { $0.hasPrefix(AdminHouse.url) }.map { String($0.dropFirst(AdminHouse.url.count)) }
  }
}

extension Kernel.Cryptography {
  /// As in the house, but with passwords that cost nothing, because tests try hundreds.
  package static let quick = Kernel.Cryptography(
    sha256: Kernel.Cryptography.swiftCrypto.sha256, hmacSHA1: Kernel.Cryptography.swiftCrypto.hmacSHA1,
    randomBytes: Kernel.Cryptography.swiftCrypto.randomBytes, seal: Kernel.Cryptography.swiftCrypto.seal,
    unseal: Kernel.Cryptography.swiftCrypto.unseal, hashPassword: { "quick \($0)" },
    verifyPassword: { "quick \($0)" == $1 })
}

/// Runs `body` in a furnished house that is gone afterwards.
///
/// - Parameter hasUsers: false: a new house that nobody has set up.
package func withAdminHouse(
  _ engine: Engine, hasUsers: Bool = true, _ body: (AdminHouse) async throws -> Void
) async throws {
  let features: [Feature] = [.organisation, .people, .sales, .admin]
  try await withDatabase(engine, migrations: features.flatMap(\.migrations) + JobTables.migrations) { test in
    let (clock, objects) = (AdminClock(), features.flatMap(\.objects))
    try await test.database.write { tx in _ = try TableSync(transaction: tx).run(objects) }
    let store = RecordStore(
      database: test.database, objects: objects, rules: features.flatMap(\.rules), cryptography: .quick, node: 1, now: { clock.now })
    let users = try await store.write(for: .system("house"), as: OperationKind("installation")) { tx in
      for feature in features { try feature.install(tx) }
      return hasUsers ? try hire(in: tx) : [ID(0), ID(0), ID(0)]
    }
    clock.advance(.seconds(60))
    try await body(
      AdminHouse(
        store: store, test: test, clock: clock, mails: Mailbox(), jobs: JobQueue(ids: store.ids, now: { clock.now }),
        yamada: users[0], sato: users[1], suzuki: users[2]))
  }
}

private func hire(in tx: RecordTransaction) throws -> [ID<User>] {
  let roles = try tx.configuration(Role.object.name)
  func user(_ name: String, _ mail: String, _ role: String, _ password: String?) throws -> ID<User> {
    var draft = Draft()
    draft[User.name] = name
    draft[User.email] = EmailAddress(mail)
    draft[User.role] = roles.first { $0[Role.name] == role }?.id.as(Role.self)
    let user = try tx.create(User.self, draft).id.as(User.self)
    if let password { try tx.setPassword(hash: try tx.store.cryptography.hashPassword(password), of: user) }
    return user
  }
  return [
    try user("山田 太郎", AdminHouse.yamadaMail, "admin", AdminHouse.yamadaPassword),
    try user("佐藤 花子", AdminHouse.satoMail, "sales", AdminHouse.satoPassword),
    try user("鈴木 次郎", "suzuki@enishi.example.jp", "sales", nil),
  ]
}
