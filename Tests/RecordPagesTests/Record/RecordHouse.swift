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
import PeopleWeb
import RecordPages
import Records
import Sales
import TestSupport
import WebKernel
import WebTestSupport

/// A company with its record pages: 山田 administers; 佐藤 and 伊藤 sell and see only what is their own; 小林 reads everything but mail
/// addresses. It also keeps machines, an object an administrator made.
struct RecordHouse: Sendable {
  let client: WebClient
  let store: RecordStore
  let test: TestDatabase
  let users: [String: ID<User>]

  func browser(_ name: String) -> WebClient { client.signedIn(as: name) }

  @discardableResult
  func write<Value: Sendable>(as name: String = "山田", _ body: @escaping @Sendable (RecordTransaction) throws -> Value) async throws -> Value {
    try await store.write(for: .user(try users[name].orFail()), as: OperationKind("test"), body)
  }

  @discardableResult
  func create(_ object: String, _ type: String, as name: String = "山田", _ values: [String: Value]) async throws -> Record {
    try await write(as: name) { tx in try tx.create(object, recordType: type, Draft(values)) }
  }

  @discardableResult
  func create(_ object: String, as name: String = "山田", _ values: [String: Value]) async throws -> Record {
    try await write(as: name) { tx in try tx.create(object, Draft(values)) }
  }

  func get(_ record: Record) async throws -> Record {
    try await store.read(for: .system("test")) { tx in try tx.get(record.object, record.id) }
  }

  /// The body of an inline save.
  func save(_ address: String, _ fields: [String: String], version: Int = 1, show: [String] = [], as name: String = "山田") async throws -> WebAnswer {
    try await browser(name).patch(
      "/inline\(address)",
      [
        "version": .integer(Int64(version)), "fields": .object(fields.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
        "show": .array(show.map { .string($0) }),
      ])
  }

  static let noon = Instant(milliseconds: 1_795_316_400_000)  // Sunday 22 November 2026, 12:00 in Tokyo
}

/// 機械: what an administrator might add, with a field that shows and one that is asked for under a condition.
enum Machine {
  static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "machine", Label("機械", "Machine"), collection: "machines", title: ["name"],
      fields: [
        FieldDefinition("name", Label("機種", "Model"), TextType(), traits: [.required]),
        FieldDefinition("account_id", Label("取引先", "Account"), LookupType(target: "account"), traits: [.indexed]),
        FieldDefinition("is_leased", Label("リース", "Leased"), BooleanType(), traits: [.defaulting(.boolean(false))]),
        FieldDefinition("lease_ends_on", Label("リース満了日", "Lease ends on"), DayType()),
        FieldDefinition("broken_since", Label("故障日", "Broken since"), DayType()),
        FieldDefinition("repair_note", Label("修理の内容", "Repair"), TextType()),
        FieldDefinition(
          "colours", Label("色", "Colours"), MultiPicklistType(options: [.init("red", Label("赤", "Red")), .init("blue", Label("青", "Blue"))])),
      ])
    object.layout = Layout(
      sections: [
        .init(Label("基本", "Basics"), ["name", "account_id", "is_leased", "lease_ends_on", "colours"]),
        .init(Label("故障", "Repairs"), ["broken_since", "repair_note"]),
      ],
      rules: [
        LayoutRule(.show, "lease_ends_on", when: ["field": "is_leased", "is": "eq", "value": true]),
        LayoutRule(.require, "repair_note", when: ["field": "broken_since", "is": "not_empty"]),
      ])
    return object
  }()
}

extension Record {
  var reference: Value { .reference(id) }
}

extension WebClient {
  /// As a browser module does: JSON with the session's token.
  func patch(_ path: String, _ json: JSON) async throws -> WebAnswer {
    try await patch(path, json, [.accept: "application/json", .csrf: CSRFToken.masked(TestSessions.secret)])
  }
}

extension HTTPField.Name {
  static let csrf = HTTPField.Name(CSRFToken.header) ?? .from
}

extension WebAnswer {
  /// What stands between two pieces of the page, first occurrence.
  func between(_ start: String, _ end: String) -> String? {
    guard let from = text.range(of: start), let to = text[from.upperBound...].range(of: end) else { return nil }
    return String(text[from.upperBound..<to.lowerBound])
  }

  /// The headlines of a timeline, newest first, without markup.
  var knots: [String] {
    text.matches(of: /<div class="tl__head"><span>(.*?)<\/span><time|<div class="tl__head"><span>(.*?)<\/span>\s*<time/).compactMap { match in
      (match.1 ?? match.2).map { String($0).replacing(/<[^>]*>/, with: "").replacing("　", with: " ") }
    }
  }

  /// How many queries it cost stands in `QueryLog`; this is whether the page says something.
  func says(_ words: String) -> Bool { text.contains(words) }
}

func withRecords(_ engine: Engine, _ body: (RecordHouse) async throws -> Void) async throws {
  let features: [Feature] = [.organisation, .people, .sales, Feature("machines", objects: [Machine.object])]
  let migrations = features.flatMap(\.migrations) + JobTables.migrations + APITables.migrations
  try await withDatabase(engine, migrations: migrations) { test in
    let objects = features.flatMap(\.objects)
    try await test.database.write { tx in _ = try TableSync(transaction: tx).run(objects) }
    let now: @Sendable () -> Instant = { RecordHouse.noon }
    let store = RecordStore(
      database: test.database, objects: objects, rules: features.flatMap(\.rules), cryptography: .swiftCrypto, node: 1, now: now)
    let users = try await store.write(for: .system("installation"), as: OperationKind("installation")) { tx in
      for feature in features { try feature.install(tx) }
      return try Colleagues.hire(in: tx)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-files-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: store.cryptography.sha256, compress: { _ in [] }), menu: [],
      isSecure: false, compress: { _ in [] })
    let door = WebDoor(store: store, site: site)
    let files = try FileStore(folder: folder, cryptography: .swiftCrypto)
    let services = APIServices(store: store, jobs: JobQueue(ids: store.ids, now: now), version: "1.0.0", files: files)
    let people = WebFeature.people(queue: services.jobs)
    let routes =
      RecordPages(door: door, features: [people], files: files).routes + people.routes(door) + UndoPages(door: door).routes
      + JobPages(door: door).routes
    let responder = AppResponder(
      table: RouteTable(
        routes + APIRoutes(services: services, features: DuplicateRoutes(door: services.door, jobs: services.jobs).routes).routes),
      authentication: TestSessions(users).authentication, site: site,
      metrics: Metrics(), logger: Logger(label: "test"), now: now)
    test.log.clear()
    try await body(RecordHouse(client: WebClient(responder), store: store, test: test, users: users))
  }
}

private enum Colleagues {
  static func hire(in tx: RecordTransaction) throws -> [String: ID<User>] {
    let own = RoleRights(objects: ["*": [.create: .own, .read: .own, .edit: .own, .delete: .own]])
    let reader = RoleRights(objects: ["*": [.create: .none, .read: .all]], fields: ["person": ["email": .hidden]])
    let admin = try tx.configuration("role").first { $0[Role.name] == "admin" }.orFail().id
    let roles = ["山田": admin, "佐藤": try role("own", own, in: tx), "小林": try role("looker", reader, in: tx)]
    var users: [String: ID<User>] = [:]
    for (name, mail, like) in [("山田", "yamada", "山田"), ("佐藤", "sato", "佐藤"), ("伊藤", "ito", "佐藤"), ("小林", "kobayashi", "小林")] {
      var draft = Draft()
      draft[User.name] = name
      draft["email"] = .text("\(mail)@example.jp")
      draft[User.role] = try roles[like].orFail().as(Role.self)
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
