import API
import Cryptography
import Database
import Foundation
import HTTPTypes
import Jobs
import Kernel
import Logging
import Metadata
import Notices
import NoticesWeb
import People
import PeopleWeb
import RecordPages
import Records
import RecordsTestSupport
import TestSupport
import WebKernel
import WebTestSupport

/// The small company with notifications in front of it: pages, API with tokens, and the pages of records.
struct NoticesWebHouse: Sendable {
  let house: House
  let client: WebClient

  func browser(_ name: String) -> WebClient { client.signedIn(as: name) }

  func token(_ scopes: String, of user: ID<User>) async throws -> String {
    let store = house.records
    return try await store.database.write {
      try APIToken.create(for: user, name: scopes, scopes: try TokenScopes(scopes), store: store, in: $0)
    }
  }

  /// A deal of 佐藤 that 高橋 writes a note about, with @佐藤; returns the notification and the deal.
  @discardableResult
  func mention(_ text: String = "見積をお願いします") async throws -> (id: ID<Notices.Notification>, deal: Record) {
    let deal = try await house.write(by: house.sato) { tx in try tx.create("deal", Draft(["name": .text("給茶機の更新")])) }
    _ = try await house.write(by: house.takahashi) { tx in
      try tx.create("note", Draft(["text": .text("@佐藤 花子 \(text)"), "deal_id": .reference(deal.id)]))
    }
    let id = try await house.read(by: house.sato) { tx in try NotificationBox(tx).page(.all, limit: 1).rows[0].id }
    return (id, deal)
  }

  func isRead(_ id: ID<Notices.Notification>) async throws -> Bool {
    try await house.read(by: house.sato) { tx in try NotificationBox(tx).get(id).readAt != nil }
  }
}

func withNoticesWeb(_ engine: Engine, _ body: @Sendable (NoticesWebHouse) async throws -> Void) async throws {
  try await withHouse(engine, with: [.notices]) { house in
    let clock = house.clock
    try await Migrator((House.features + [.notices]).flatMap(\.migrations) + JobTables.migrations + APITables.migrations)
      .run(house.test.database, at: House.noon)
    let queue = JobQueue(ids: house.records.ids, now: { clock.now })
    let features: [WebFeature] = [.people(queue: queue), .notices(NotificationFeed(database: house.test.database))]
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: house.records.cryptography.sha256, compress: { _ in [] }),
      menu: features.flatMap(\.menu), isSecure: false, compress: { _ in [] })
    let door = WebDoor(store: house.records, site: site)
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-files-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try FileStore(folder: folder, cryptography: .swiftCrypto)
    let services = APIServices(store: house.records, jobs: queue, version: "1.0.0", files: files)
    let users = ["山田": house.yamada, "高橋": house.takahashi, "佐藤": house.sato, "伊藤": house.ito]
    let sessions = TestSessions(users).authentication
    let responder = AppResponder(
      table: RouteTable(
        features.flatMap { $0.routes(door) } + RecordPages(door: door, features: features, files: files).routes
          + APIRoutes(services: services, features: NotificationAPIRoutes(door: services.door).routes).routes),
      authentication: Authentication(caller: TokenAuthentication(store: house.records).authentication.caller, session: sessions.session),
      site: site, metrics: Metrics(), logger: Logger(label: "test"), now: { clock.now })
    try await body(NoticesWebHouse(house: house, client: WebClient(responder)))
  }
}

extension WebClient {
  func page(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "text/html"]) }
}

extension WebAnswer {
  /// The number beside the entry of the menu; `nil` when it is hidden.
  var badge: String? {
    guard let found = text.firstMatch(of: /data-news="notifications"( hidden)?><span data-number>([^<]*)</) else { return nil }
    return found.1 == nil ? String(found.2) : nil
  }

  /// The sentences of the list, without markup.
  var sentences: [String] {
    text.matches(of: /<div><p>(.*?)<\/p>/).map { String($0.1).replacing(/<[^>]*>/, with: "") }
  }
}
