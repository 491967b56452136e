import API
import Cryptography
import Database
import Foundation
import Japan
import Jobs
import Kernel
import Logging
import Metadata
import People
import Records
import Sales
import TestSupport
import WebKernel
import WebTestSupport

/// A company with its API, in an empty database: 佐藤 花子 administers, 高橋 一郎 and 鈴木 次郎 sell and see only their own, 田中 三郎
/// reads everything but birthdays.
struct APIHouse: Sendable {
  let client: WebClient
  let store: RecordStore
  let database: TestDatabase
  let sato: String
  let takahashi: String
  let suzuki: String
  let tanaka: String
  let satoID: ID<User>
  let takahashiID: ID<User>

  func token(_ scopes: String, of user: ID<User>) async throws -> String {
    let store = store
    return try await store.database.write {
      try APIToken.create(for: user, name: scopes, scopes: try TokenScopes(scopes), store: store, in: $0)
    }
  }

  func lead(_ last: String, _ first: String, _ more: [JSON.Member] = [], as token: String) async throws -> String {
    let names: [JSON.Member] = [.init("last_name", .string(last)), .init("first_name", .string(first))]
    let answer = try await client.post("/api/v1/leads", .object(names + more), as: token)
    return answer["id"].string ?? "no lead: \(answer.text)"
  }
}

func withAPI(_ engine: Engine, _ body: @Sendable (APIHouse) async throws -> Void) async throws {
  let features: [Feature] = [.organisation, .people, .sales]
  let migrations = features.flatMap(\.migrations) + JobTables.migrations + ExchangeFile.migrations + APITables.migrations
  try await withDatabase(engine, migrations: migrations) { test in
    let objects = features.flatMap(\.objects)
    try await test.database.write { tx in _ = try TableSync(transaction: tx).run(objects) }
    let now: @Sendable () -> Instant = { Instant.now() }
    let store = RecordStore(
      database: test.database, objects: objects, rules: features.flatMap(\.rules), cryptography: .swiftCrypto, node: 1, now: now)
    let users = try await store.write(for: .system("installation"), as: OperationKind("installation")) { tx in
      for feature in features { try feature.install(tx) }
      return try Staff.hire(in: tx)
    }
    let everything = TokenScopes.everything
    let tokens = try await test.database.write { tx in
      try users.map { try APIToken.create(for: $0, name: "テスト", scopes: everything, store: store, in: tx) }
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-files-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let services = APIServices(
      store: store, jobs: JobQueue(ids: store.ids, now: now), version: "1.0.0",
      files: try FileStore(folder: folder, cryptography: .swiftCrypto), postalCodes: try PostalDirectory(Data(postalTable.utf8)))
    let responder = AppResponder(
      table: RouteTable(APIRoutes(services: services).routes), authentication: TokenAuthentication(store: store).authentication,
      metrics: Metrics(), logger: Logger(label: "test"), now: now)
    try await body(
      APIHouse(
        client: WebClient(responder), store: store, database: test, sato: tokens[0], takahashi: tokens[1], suzuki: tokens[2],
        tanaka: tokens[3], satoID: users[0], takahashiID: users[1]))
  }
}

/// Two codes of Japan Post, in the form of `bin/postal-data`.
private let postalTable = """
  enishi-postal\t1
  C\t13101\t東京都\t千代田区
  1000001\t13101\t千代田\tチヨダ\t\t\t
  1008111\t13101\t千代田\tチヨダ\t\t1-1\t宮内庁

  """

private enum Staff {
  static func hire(in tx: RecordTransaction) throws -> [ID<User>] {
    let own = RoleRights(objects: ["*": [.create: .own, .read: .own, .edit: .own, .delete: .own]])
    let reader = RoleRights(objects: ["*": [.create: .none, .read: .all]], fields: ["person": ["birthday": .hidden]])
    let roles = [
      try tx.list("role", where: ["field": "name", "is": "eq", "value": "admin"]).rows[0].id,
      try role("own", own, in: tx), try role("birthdayless", reader, in: tx),
    ]
    return try [("佐藤 花子", "sato", 0), ("高橋 一郎", "takahashi", 1), ("鈴木 次郎", "suzuki", 1), ("田中 三郎", "tanaka", 2)].map {
      name, mail, at in
      var draft = Draft()
      draft[User.name] = name
      draft["email"] = .text("\(mail)@enishi.example")
      draft["role_id"] = .reference(roles[at])
      return try tx.create(User.self, draft).id.as(User.self)
    }
  }

  private static func role(_ name: String, _ rights: RoleRights, in tx: RecordTransaction) throws -> RecordID {
    var draft = Draft()
    draft[Role.name] = name
    draft[Role.label] = name
    draft[Role.rights] = rights.json.text
    return try tx.create(Role.self, draft).id
  }
}
