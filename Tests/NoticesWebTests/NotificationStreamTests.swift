import Database
import HTTPTypes
import Kernel
import Logging
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@testable import NoticesWeb

/// What an open page is told.
@Suite struct NotificationStreamTests {
  /// A stream that ends soon, so that a test can read the whole of it.
  private static func client(_ web: NoticesWebHouse) throws -> WebClient {
    let house = web.house
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: house.records.cryptography.sha256, compress: { _ in [] }), menu: [], isSecure: false,
      compress: { _ in [] })
    let stream = NotificationStream(
      door: WebDoor(store: house.records, site: site), feed: NotificationFeed(database: house.test.database), pause: .milliseconds(20),
      longest: .seconds(3))
    let responder = AppResponder(
      table: RouteTable(stream.routes), authentication: TestSessions(["佐藤": house.sato, "高橋": house.takahashi]).authentication, site: site,
      metrics: Metrics(), logger: Logger(label: "test"), now: { house.clock.now })
    return WebClient(responder).signedIn(as: "佐藤")
  }

  private static let accept: HTTPFields = [.accept: "text/event-stream"]

  @Test(arguments: Engine.all)
  func `a page is told the number at once, and what comes while it is open by toast, once`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let (first, _) = try await web.mention("はじめ")
      let client = try Self.client(web)
      async let told = client.get("/notifications/stream?after=\(first.text)", Self.accept)
      try await Task.sleep(for: .milliseconds(800))
      web.house.clock.advance(.seconds(1))
      let (second, _) = try await web.mention("つぎ")
      let answer = try await told
      #expect(answer.header("Content-Type") == "text/event-stream" && answer.header("Cache-Control") == "no-store")
      let messages = answer.text.split(separator: "\n\n").filter { $0.contains("data: ") }
      #expect(messages.count == 2, "\(answer.text)")
      #expect(messages[0].contains("\"count\":1") && messages[0].contains("\"toasts\":[]"))
      #expect(messages[1].hasPrefix("id: \(second.text)\n") && messages[1].contains("\"count\":2"))
      #expect(messages[1].contains("高橋 一郎さんがメモであなたを呼びました") && messages[1].contains("/notifications/\(second.text)"))
      // Coming again, the browser says what it has heard already.
      let again = try await client.get("/notifications/stream?after=\(first.text)", [.accept: "text/event-stream", .lastEventID: second.text])
      #expect(again.text.contains("\"toasts\":[]") && !again.text.contains("呼びました"))
    }
  }

  @Test(arguments: Engine.all)
  func `many open pages are looked up together, not each for itself`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let client = try Self.client(web)
      _ = try await client.get("/notifications/stream", Self.accept)
      web.house.test.log.clear()
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...20 { group.addTask { _ = try? await client.get("/notifications/stream", Self.accept) } }
      }
      let looks = web.house.test.log.statements.filter { $0.contains("GROUP BY user_id") }.count
      #expect((1..<20).contains(looks), "\(looks)")
    }
  }

  @Test func `who is not signed in hears nothing`() async throws {
    try await withNoticesWeb(.sqlite) { web in
      let answer = try await web.client.another().get("/notifications/stream", Self.accept)
      #expect(answer.status == 401 || answer.status == 303)
    }
  }
}

extension HTTPField.Name {
  fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .from
}
