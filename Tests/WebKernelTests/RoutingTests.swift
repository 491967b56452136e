import HTTPTypes
import Kernel
import Logging
import Records
import Testing
import WebKernel
import WebTestSupport

@Suite struct RoutingTests {
  private let table = RouteTable([
    Route(.get, "/api/v1/{objects}", name: "list", .everyone, Label("一覧", "List")) {
      .json(["route": "list", "objects": .string(try $0.parameter("objects"))])
    },
    Route(.get, "/api/v1/{objects}/{id}", name: "get", .everyone, Label("取得", "Get")) {
      .json(["route": "get", "id": .string(try $0.parameter("id"))])
    },
    Route(.get, "/api/v1/deals/board", name: "board", .everyone, Label("ボード", "Board")) { _ in .json(["route": "board"]) },
    Route(.post, "/api/v1/leads/{id}/conversion", name: "convert", .everyone, Label("変換", "Convert")) { _ in
      .json(["route": "conversion"])
    },
    Route(.post, "/echo", name: "echo", .everyone, Label("こだま", "Echo"), bodyLimit: 64) { .json(try await $0.json().value) },
    Route(.get, "/", name: "start", .everyone, Label("今日", "Today")) { _ in .json(["route": "start"]) },
    Route(.get, "/broken", name: "broken", .everyone, Label("故障", "Broken")) { _ in throw Secret() },
    Route(.get, "/secret", name: "secret", .scope(.read), Label("秘密", "Secret")) { _ in .json(["route": "secret"]) },
  ])
  private struct Secret: Error { let password = "hunter2" }

  private var client: WebClient { client(.none) }

  private func client(_ proxies: TrustedProxies, address: String? = nil) -> WebClient {
    WebClient(
      AppResponder(
        table: table, authentication: Authentication { _, _ in nil }, metrics: Metrics(), logger: Logger(label: "test"), proxies: proxies,
        now: { Instant(milliseconds: 1_795_000_000_000) }, wrongTokensPerMinute: 3), address: address)
  }

  @Test(arguments: [
    ("/", "start"), ("/api/v1/leads", "list"), ("/api/v1/deals", "list"), ("/api/v1/deals/board", "board"), ("/api/v1/deals/other", "get"),
    ("/api/v1/leads/0K3F8Z0000001", "get"),
  ])
  func `a literal part is preferred, and the general form is found where the literal one ends`(path: String, route: String)
    async throws
  {
    #expect(try await client.get(path)["route"] == .string(route))
  }

  @Test func `a method that an address does not know answers 405 with those it knows`() async throws {
    let answer = try await client.delete("/api/v1/deals/board")
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == "GET, HEAD, OPTIONS")
    #expect(try await client.send(.options, "/echo").header("Allow") == "OPTIONS, POST")
  }

  @Test func `HEAD answers like GET without a body`() async throws {
    let answer = try await client.send(.head, "/api/v1/leads")
    #expect(answer.status == 200)
    #expect(answer.body.isEmpty)
  }

  @Test(arguments: ["/nothing", "/api/v1/", "/api/v1/leads/", "/api/v1/%zz", "//", "/api/v1/%00"])
  func `what is not there answers 404 as problem json with a request id`(path: String) async throws {
    let answer = try await client.get(path)
    #expect(answer.status == 404)
    #expect(answer.header("Content-Type") == "application/problem+json")
    #expect(answer["request_id"].string == answer.header("X-Request-Id"))
  }

  @Test func `parts of the path are decoded`() async throws {
    #expect(try await client.get("/api/v1/%E5%95%86%E8%AB%87")["objects"] == "商談")
  }

  @Test func `bodies that are too large, no JSON or of another type are refused`() async throws {
    #expect(try await client.post("/echo", ["a": 1])["a"] == 1)
    #expect(try await client.post("/echo", ["a": .string(String(repeating: "長", count: 100))]).status == 413)
    #expect(try await client.send(.post, "/echo", body: Array("{\"a\":".utf8), type: "application/json").status == 400)
    #expect(
      try await client.send(.post, "/echo", body: Array("a=1".utf8), type: "application/x-www-form-urlencoded").status == 415)
    #expect(
      try await client.send(.post, "/echo", [.contentLength: "99999999999"], body: [], type: "application/json").status == 413)
  }

  @Test func `an Accept header that excludes JSON answers 406`() async throws {
    #expect(try await client.get("/api/v1/leads", [.accept: "text/html"]).status == 406)
    #expect(try await client.get("/api/v1/leads", [.accept: "text/html, */*;q=0.1"]).status == 200)
    #expect(try await client.get("/api/v1/leads", [.accept: "application/json;q=0"]).status == 406)
  }

  @Test func `problems speak the caller's language`() async throws {
    #expect(try await client.get("/nothing")["title"] == "見つかりません。")
    #expect(try await client.get("/nothing", [.acceptLanguage: "en-US,en;q=0.9,ja;q=0.8"])["title"] == "Not found.")
    #expect(try await client.get("/nothing", [.acceptLanguage: "fr, ja;q=0.5, en;q=0.9"])["title"] == "Not found.")
  }

  @Test func `what nobody foresaw answers 500 and tells nothing of itself`() async throws {
    let answer = try await client.get("/broken")
    #expect(answer.status == 500)
    #expect(!answer.text.contains("hunter2"))
  }

  @Test func `guessing tokens ends in 429`() async throws {
    let client = client
    #expect(try await client.get("/secret").status == 401)
    for _ in 1...3 { #expect(try await client.get("/secret", as: "enishi_wrong").status == 401) }
    let answer = try await client.get("/secret", as: "enishi_wrong")
    #expect(answer.status == 429)
    #expect(answer.header("Retry-After").flatMap { Int($0) }.map { (1...60).contains($0) } == true)
  }

  @Test func `behind a trusted proxy everybody guesses for themselves, and nobody for others`() async throws {
    let client = client(try TrustedProxies("10.0.0.1"), address: "10.0.0.1")
    func status(_ forwarded: String) async throws -> Int {
      try await client.get("/secret", as: "enishi_wrong", [try #require(HTTPField.Name("X-Forwarded-For")): forwarded]).status
    }
    for _ in 1...3 { _ = try await status("198.51.100.1") }
    #expect(try await status("198.51.100.1") == 429)
    #expect(try await status("203.0.113.9, 198.51.100.1") == 429, "the beginning of the list is anybody's word")
    #expect(try await status("198.51.100.2") == 401)
  }

  @Test func `queries that cannot be decoded answer 400`() async throws {
    #expect(try await client.get("/api/v1/leads?q=%E5%95").status == 400)
  }
}
