import CaptureWeb
import Cryptography
import Database
import HTTPTypes
import Japan
import Jobs
import Kernel
import Logging
import Metadata
import RecordPages
import Records
import RecordsTestSupport
import TestSupport
import WebKernel
import WebTestSupport

/// The small company with the pages of 出会い in front of it, and a worker that does their jobs when it is told to.
struct CaptureHouse: Sendable {
  let house: House
  let client: WebClient
  let queue: JobQueue

  func browser(_ name: String) -> WebClient { client.signedIn(as: name) }

  /// Does what waits in the queue.
  func work() async {
    let handlers: [any JobHandler] = [
      ImportCheckJob(store: house.records, workbook: Self.noWorkbook), ImportJob(store: house.records, workbook: Self.noWorkbook),
      UndoJob(store: house.records), ImportWithdrawalJob(queue: queue),
    ]
    await Worker(database: house.test.database, queue: queue, handlers: handlers).runUntilIdle()
  }

  func leads(by user: ID<User>) async throws -> [Record] {
    try await house.read(by: user) { tx in try tx.list("person", sort: "id", limit: 1000).rows }
  }

  static let noWorkbook: @Sendable (String) throws -> any TableReader = { _ in
    throw Problems([Problem("no_workbooks", ja: "ここではブックを読めません。", en: "No workbooks here.")])
  }
}

func withCapture(_ engine: Engine, _ body: @Sendable (CaptureHouse) async throws -> Void) async throws {
  try await withHouse(engine) { house in
    let clock = house.clock
    let queue = JobQueue(ids: house.records.ids, now: { clock.now })
    try await Migrator(House.features.flatMap(\.migrations) + ExchangeFile.migrations + JobTables.migrations)
      .run(house.test.database, at: House.noon)
    let feature = WebFeature.capture(queue: queue, workbook: CaptureHouse.noWorkbook)
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: house.records.cryptography.sha256, compress: { _ in [] }), menu: feature.menu,
      isSecure: false, compress: { _ in [] })
    let users = ["山田": house.yamada, "高橋": house.takahashi, "佐藤": house.sato, "伊藤": house.ito]
    let responder = AppResponder(
      table: RouteTable(feature.routes(WebDoor(store: house.records, site: site))), authentication: TestSessions(users).authentication,
      site: site, metrics: Metrics(), logger: Logger(label: "test"), now: { clock.now })
    try await body(CaptureHouse(house: house, client: WebClient(responder), queue: queue))
  }
}

extension WebClient {
  func page(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "text/html"]) }

  /// Chooses a file the way a browser does: as multipart, with the token in the address.
  func choose(_ name: String, _ bytes: [UInt8], into collection: String = "leads") async throws -> WebAnswer {
    let boundary = "----enishi"
    let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: text/csv\r\n\r\n"
    return try await send(
      .post, "/import?csrf=\(jar.token ?? "")&into=\(collection)", [.accept: "text/html"],
      body: Array(head.utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8), type: "multipart/form-data; boundary=\(boundary)")
  }

  func choose(_ text: String, into collection: String = "leads") async throws -> WebAnswer {
    try await choose("名簿.csv", CP932.encode(text).bytes, into: collection)
  }
}

extension WebAnswer {
  /// The figures of a strip, in their order.
  var figures: [Int] {
    text.matches(of: /class="stat__v">(?:<a[^>]*>)?([0-9,]+)/).compactMap { Int($0.1.replacing(",", with: "")) }
  }
}
