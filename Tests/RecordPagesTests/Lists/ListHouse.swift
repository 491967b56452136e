import API
import Cryptography
import Database
import Foundation
import HTTPTypes
import Jobs
import Kernel
import Logging
import Metadata
import People
import RecordPages
import Records
import Sales
import TestSupport
import WebKernel
import WebTestSupport

/// A company with its lists: 山田 administers; 佐藤 and 伊藤 sell and see only what is their own; 小林 reads everything but mail addresses.
struct ListHouse: Sendable {
  let client: WebClient
  let store: RecordStore
  let test: TestDatabase
  let users: [String: ID<User>]

  func browser(_ name: String) -> WebClient { client.signedIn(as: name) }

  func user(_ name: String) throws -> ID<User> { try users[name].orFail() }

  @discardableResult
  func write<Value: Sendable>(as name: String, _ body: @escaping @Sendable (RecordTransaction) throws -> Value) async throws -> Value {
    try await store.write(for: .user(try user(name)), as: OperationKind("test"), body)
  }

  @discardableResult
  func lead(_ last: String, _ first: String, of owner: String = "佐藤", _ more: [String: Value] = [:]) async throws -> Record {
    try await write(as: owner) { tx in
      try tx.create("person", recordType: "lead", Draft(["last_name": .text(last), "first_name": .text(first)].merging(more) { $1 }))
    }
  }

  /// The names in the rows of a list, in their order.
  func names(_ path: String, as name: String) async throws -> [String] {
    try await browser(name).page(path).rows
  }
}

extension Optional {
  func orFail() throws -> Wrapped {
    guard let self else { throw Refusal.notFound }
    return self
  }
}

extension WebClient {
  func page(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "text/html"]) }

  func json(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "application/json"]) }
}

extension WebAnswer {
  /// The names in the rows of a list, as they stand in the markup.
  var rows: [String] { text.matches(of: /<a class="rowhead"[^>]*>([^<]*)<\/a>/).map { String($0.1) } }

  /// The words of the chips.
  var chips: [String] { text.matches(of: /<button type="button" data-conditions title="([^"]*)">/).map { String($0.1) } }

  var range: String? { text.firstMatch(of: /<span data-range>([^<]*)<span data-shown>([^<]*)</).map { "\($0.1)\($0.2)" } }

  func link(rel: String) -> String? {
    guard let start = text.firstRange(of: "<a class=\"btn btn--sm\" rel=\"\(rel)\" href=\"") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
  }
}

func filter(_ json: JSON) -> String { PercentEncoding.encode(json.text) }

func withLists(_ engine: Engine, _ body: (ListHouse) async throws -> Void) async throws {
  let features: [Feature] = [.organisation, .people, .sales, .lists]
  let migrations = features.flatMap(\.migrations) + JobTables.migrations + ExchangeFile.migrations + APITables.migrations
  try await withDatabase(engine, migrations: migrations) { test in
    let objects = features.flatMap(\.objects)
    try await test.database.write { tx in _ = try TableSync(transaction: tx).run(objects) }
    let now: @Sendable () -> Instant = { Instant(milliseconds: 1_795_316_400_000) }  // Sunday 22 November 2026, 12:00 in Tokyo
    let store = RecordStore(
      database: test.database, objects: objects, rules: features.flatMap(\.rules), cryptography: .swiftCrypto, node: 1, now: now)
    let users = try await store.write(for: .system("installation"), as: OperationKind("installation")) { tx in
      for feature in features { try feature.install(tx) }
      return try Staff.hire(in: tx)
    }
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: store.cryptography.sha256, compress: { _ in [] }), menu: [], isSecure: false,
      compress: { _ in [] })
    let door = WebDoor(store: store, site: site)
    let services = APIServices(store: store, jobs: JobQueue(ids: store.ids, now: now), version: "1.0.0")
    let responder = AppResponder(
      table: RouteTable(ListPages(door: door, features: []).routes + APIRoutes(services: services).routes),
      authentication: TestSessions(users).authentication, site: site, metrics: Metrics(), logger: Logger(label: "test"), now: now)
    test.log.clear()
    try await body(ListHouse(client: WebClient(responder), store: store, test: test, users: users))
  }
}

private enum Staff {
  static func hire(in tx: RecordTransaction) throws -> [String: ID<User>] {
    let own = RoleRights(objects: ["*": [.create: .own, .read: .own, .edit: .own, .delete: .own]])
    let discreet = RoleRights(objects: ["*": [.create: .none, .read: .all]], fields: ["person": ["email": .hidden]])
    let admin = try tx.configuration("role").first { $0[Role.name] == "admin" }.orFail().id
    let roles = ["山田": admin, "佐藤": try role("own", own, in: tx), "小林": try role("discreet", discreet, in: tx)]
    var users: [String: ID<User>] = [:]
    for (name, mail, role) in [("山田", "yamada", "山田"), ("佐藤", "sato", "佐藤"), ("伊藤", "ito", "佐藤"), ("小林", "kobayashi", "小林")] {
      var draft = Draft()
      draft[User.name] = "\(name) さん"
      draft["email"] = .text("\(mail)@example.jp")
      draft[User.role] = try roles[role].orFail().as(Role.self)
      users[name] = try tx.create(User.self, draft).id.as(User.self)
    }
    return users
  }

  private static func role(_ name: String, _ rights: RoleRights, in tx: RecordTransaction) throws -> RecordID {
    var draft = Draft()
    draft[Role.name] = name
    draft[Role.label] = name
    draft[Role.rights] = rights.json.text
    return try tx.create(Role.self, draft).id
  }
}
