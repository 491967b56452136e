import Database
import HTTPTypes
import Jobs
import Kernel
import Logging
import Metadata
import People
import RecordPages
import Records
import RecordsTestSupport
import Sales
import SalesWeb
import TestSupport
import WebKernel
import WebTestSupport

/// The small company with the pages of 商談 in front of it.
struct SalesWebHouse: Sendable {
  let house: House
  let client: WebClient
  let assets: Assets

  func browser(_ name: String) -> WebClient { client.signedIn(as: name) }

  func stages() async throws -> [String: ID<Stage>] {
    try await house.read(by: house.yamada) { tx throws in
      Dictionary(try tx.configuration("stage").map { ($0[Stage.name] ?? "", $0.id.as(Stage.self)) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// A panel or card as the page of somebody shows it, and how many queries it took.
  func drawn(for user: ID<User>, _ html: @escaping @Sendable (RecordTransaction, UI) throws -> HTML?) async throws -> (text: String, queries: Int) {
    let assets = assets
    // The first look of somebody also reads their rights.
    _ = try await house.read(by: user) { _ in 0 }
    house.test.log.clear()
    let text = try await house.read(by: user) { tx in
      let ui = UI(
        language: .ja, moment: tx.moment, person: UI.Person(id: user, name: tx.actor.name, team: nil), organisation: "", theme: nil, address: "/",
        assets: assets, secret: TestSessions.secret)
      return try html(tx, ui)?.text ?? ""
    }
    return (text, house.test.log.count)
  }

  func panel(_ panel: RecordPanel, of record: Record, for user: ID<User>) async throws -> (text: String, queries: Int) {
    try await drawn(for: user) { tx, ui in try panel.html(record, tx, ui) }
  }
}

func withSales(_ engine: Engine, _ body: @Sendable (SalesWebHouse) async throws -> Void) async throws {
  try await withHouse(engine) { house in
    let clock = house.clock
    try await Migrator(House.features.flatMap(\.migrations) + JobTables.migrations).run(house.test.database, at: House.noon)
    let feature = WebFeature.sales
    let assets = try Assets(folder: Assets.builtIn, sha256: house.records.cryptography.sha256, compress: { _ in [] })
    let site = Site(assets: assets, menu: feature.menu, isSecure: false, compress: { _ in [] })
    let users = ["山田": house.yamada, "高橋": house.takahashi, "佐藤": house.sato, "鈴木": house.suzuki, "伊藤": house.ito, "小林": house.kobayashi]
    let responder = AppResponder(
      table: RouteTable(feature.routes(WebDoor(store: house.records, site: site))), authentication: TestSessions(users).authentication,
      site: site, metrics: Metrics(), logger: Logger(label: "test"), now: { clock.now })
    try await body(SalesWebHouse(house: house, client: WebClient(responder), assets: assets))
  }
}

extension WebClient {
  func page(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "text/html"]) }
}

extension WebAnswer {
  func holds(_ part: String) -> Bool { text.contains(part) }
}
