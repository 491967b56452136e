package import HTTPTypes
import Hummingbird
package import Kernel
import Logging
import NIOCore
package import WebKernel

/// Sends requests through the router without a socket: `try await client.post("/api/v1/leads", ["last_name": "高橋"], as: token)`.
/// Keeps cookies like one browser; `another()` is a second browser in front of the same server.
package struct WebClient: Sendable {
  private let responder: AppResponder
  package let jar = CookieJar()
  /// Where its requests come from.
  private let address: String?

  package init(_ responder: AppResponder, address: String? = nil) {
    self.responder = responder
    self.address = address
  }

  /// A browser without cookies, at another address when one is given.
  package func another(at address: String? = nil) -> WebClient { WebClient(responder, address: address ?? self.address) }

  package func get(_ path: String, as token: String? = nil, _ headers: HTTPFields = [:]) async throws -> WebAnswer {
    try await send(.get, path, as: token, headers)
  }

  package func post(
    _ path: String, _ json: JSON = .object([]), as token: String? = nil, _ headers: HTTPFields = [:]
  ) async throws -> WebAnswer {
    try await send(.post, path, as: token, headers, body: json.bytes, type: "application/json")
  }

  package func patch(_ path: String, _ json: JSON, as token: String? = nil, _ headers: HTTPFields = [:]) async throws -> WebAnswer {
    try await send(.patch, path, as: token, headers, body: json.bytes, type: "application/json")
  }

  package func delete(_ path: String, as token: String? = nil, _ headers: HTTPFields = [:]) async throws -> WebAnswer {
    try await send(.delete, path, as: token, headers)
  }

  package func send(
    _ method: HTTPRequest.Method, _ path: String, as token: String? = nil, _ headers: HTTPFields = [:], body: [UInt8]? = nil,
    type: String? = nil
  ) async throws -> WebAnswer {
    var headers = headers
    if let token { headers[.authorization] = "Bearer \(token)" }
    if headers[.cookie] == nil, let cookies = jar.header { headers[.cookie] = cookies }
    if let type { headers[.contentType] = type }
    if let body, headers[.contentLength] == nil { headers[.contentLength] = "\(body.count)" }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: "enishi.example", path: path, headerFields: headers),
      body: RequestBody(buffer: ByteBuffer(bytes: body ?? [])))
    let response = try await responder.respond(to: request, context: AppContext(logger: Logger(label: "test"), peer: address))
    let gathered = Gathered()
    try await response.body.write(gathered)
    let answer = WebAnswer(status: Int(response.status.code), headers: response.headers, body: await gathered.body.bytes)
    jar.take(answer)
    return answer
  }
}

/// What came back.
package struct WebAnswer: Sendable {
  package let status: Int
  package let headers: HTTPFields
  package let body: [UInt8]

  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON; null when it is none.
  package var json: JSON { (try? JSON(parsing: body)) ?? .null }

  package subscript(_ name: String) -> JSON { json[name] ?? .null }

  /// `field: code` of every error of problem+json, in their order.
  package var errors: [String] {
    (json["errors"]?.array ?? []).map { "\($0["field"]?.string ?? "-"): \($0["code"]?.string ?? "-")" }
  }

  package func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// Ids of the records of a list, in their order.
  package var ids: [String] { (json["data"]?.array ?? []).compactMap { $0["id"]?.string } }
}

private struct Gathered: ResponseBodyWriter {
  actor Bytes {
    private(set) var bytes: [UInt8] = []
    func add(_ more: [UInt8]) { bytes += more }
  }
  let body = Bytes()

  func write(_ buffer: ByteBuffer) async throws { await body.add(Array(buffer.readableBytesView)) }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
