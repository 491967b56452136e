import Cryptography
package import Database
package import Kernel
import Metadata
import People
package import Records
import Sales
import Synchronization
package import TestSupport

/// A small company on a database of its own: 営業部 with two sections, somebody of every kind of rights, standard roles,
/// pipeline and conversion mapping, a clock that only tests move, and ids in order.
///
/// 山田 administers; 高橋 leads 営業部; 佐藤 sells in 第一課, 鈴木 in 第二課; 伊藤 (第一課) sees only what is her own; 小林 reads
/// everything but mail addresses, phone numbers and amounts.
package struct House: Sendable {
  package let records: RecordStore
  package let test: TestDatabase
  package let clock: TestClock
  package let yamada: ID<User>
  package let takahashi: ID<User>
  package let sato: ID<User>
  package let suzuki: ID<User>
  package let ito: ID<User>
  package let kobayashi: ID<User>

  package static let features: [Feature] = [.organisation, .people, .sales]
  package static let noon = Instant(milliseconds: 1_795_316_400_000)  // Sunday 22 November 2026, 12:00 in Tokyo

  /// Opens a store on a database that is furnished already, as another process does.
  package static func store(on database: any Database, node: Int, clock: TestClock, with more: [Feature] = []) -> RecordStore {
    let features = features + more
    return RecordStore(
      database: database, objects: features.flatMap(\.objects), rules: features.flatMap(\.rules), reactions: features.flatMap(\.reactions),
      cryptography: .swiftCrypto, node: node, now: { clock.now })
  }
}

/// A clock that stands still until it is moved.
package final class TestClock: Sendable {
  private let time = Mutex(House.noon)

  package init() {}

  package var now: Instant { time.withLock { $0 } }
  package func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
}

/// Runs `body` in a furnished house that is gone afterwards.
///
/// - Parameter more: features besides those every house has.
@discardableResult
package func withHouse<Value>(_ engine: Engine, with more: [Feature] = [], _ body: (House) async throws -> Value) async throws -> Value {
  try await withDatabase(engine, migrations: (House.features + more).flatMap(\.migrations)) { test in
    let clock = TestClock()
    let records = House.store(on: test.database, node: 1, clock: clock, with: more)
    try await test.database.write { tx in _ = try TableSync(transaction: tx).run(House.features.flatMap(\.objects)) }
    let people = try await records.write(for: .system("house"), as: OperationKind("installation")) { tx in
      for feature in House.features { try feature.install(tx) }
      return try Staff(in: tx).users
    }
    test.log.clear()
    clock.advance(.seconds(60))
    return try await body(
      House(
        records: records, test: test, clock: clock, yamada: people[0], takahashi: people[1], sato: people[2], suzuki: people[3],
        ito: people[4], kobayashi: people[5]))
  }
}

/// Who works in the house.
private struct Staff {
  let users: [ID<User>]

  init(in tx: RecordTransaction) throws {
    func team(_ name: String, below parent: ID<Team>? = nil) throws -> ID<Team> {
      var draft = Draft()
      draft[Team.name] = name
      draft[Team.parent] = parent
      return try tx.create(Team.self, draft).id.as(Team.self)
    }
    func role(_ name: String, _ rights: RoleRights) throws {
      var draft = Draft()
      draft[Role.name] = name
      draft[Role.label] = name
      draft[Role.rights] = rights.json.text
      try tx.create(Role.self, draft)
    }
    try role("own", RoleRights(objects: ["*": [.create: .own, .read: .own, .edit: .own, .delete: .own]]))
    try role(
      "discreet",
      RoleRights(
        objects: ["*": [.create: .all, .read: .all, .edit: .all, .delete: .all]],
        fields: [
          "person": ["email": .hidden, "phone": .hidden, "mobile": .hidden, "title": .read], "deal": ["amount": .hidden],
        ]))
    let sales = try team("営業部")
    let (first, second) = (try team("第一課", below: sales), try team("第二課", below: sales))
    let roles = try tx.configuration("role")
    func user(_ name: String, _ email: String, _ roleName: String, _ team: ID<Team>?) throws -> ID<User> {
      var draft = Draft()
      draft[User.name] = name
      draft["email"] = .text(email)
      draft[User.role] = roles.first { $0[Role.name] == roleName }?.id.as(Role.self)
      draft[User.team] = team
      return try tx.create(User.self, draft).id.as(User.self)
    }
    users = [
      try user("山田 太郎", "yamada@enishi.example.jp", "admin", nil),
      try user("高橋 一郎", "takahashi@enishi.example.jp", "manager", sales),
      try user("佐藤 花子", "sato@enishi.example.jp", "sales", first),
      try user("鈴木 次郎", "suzuki@enishi.example.jp", "sales", second),
      try user("伊藤 幸子", "ito@enishi.example.jp", "own", first),
      try user("小林 進", "kobayashi@enishi.example.jp", "discreet", nil),
    ]
  }
}
