import HTTPTypes
package import Hummingbird
package import Kernel
package import Logging
import Records

/// The server's answer to every request: finds the route, asks who calls, runs the handler, and turns whatever happens into
/// an answer. Nothing that goes wrong inside leaves as anything but problem+json, and nothing leaves without a request id.
package struct AppResponder: HTTPResponder {
  package typealias Context = AppContext

  package let table: RouteTable
  package let authentication: Authentication
  package let metrics: Metrics
  package let now: @Sendable () -> Instant
  /// Wrong tokens per address and minute before 429.
  private let wrongTokens: RateLimit
  private let logger: Logger
  private let clock = ContinuousClock()

  package init(
    table: RouteTable, authentication: Authentication, metrics: Metrics, logger: Logger,
    now: @escaping @Sendable () -> Instant, wrongTokensPerMinute: Int = 60
  ) {
    self.table = table
    self.authentication = authentication
    self.metrics = metrics
    self.logger = logger
    self.now = now
    wrongTokens = RateLimit(perMinute: wrongTokensPerMinute)
  }

  package func respond(to request: Request, context: AppContext) async throws -> Response {
    let started = clock.now
    let id = RequestName.next()
    let language = Negotiation.language(request.headers[.acceptLanguage])
    var route = "(none)"
    var answer: Answer
    do {
      answer = try await answered(request, context, id: id, language, route: &route)
    } catch {
      answer = failed(error, id: id, language, route: route)
    }
    answer.headers[.requestID] = id
    answer.headers[.xContentTypeOptions] = "nosniff"
    if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
    metrics.count(route: route, method: request.method.rawValue, status: Int(answer.status.code), took: clock.now - started)
    return request.method == .head ? answer.response.createHeadResponse() : answer.response
  }

  private func answered(
    _ request: Request, _ context: AppContext, id: String, _ language: Language, route name: inout String
  ) async throws -> Answer {
    let (path, query) = try address(request)
    let route: Route
    let parameters: [String: String]
    switch table.match(request.method, path) {
    case .nothing: throw Failure.notFound
    case .otherMethods(let methods, let pattern):
      name = pattern
      let allowed = methods.sorted().joined(separator: ", ")
      guard request.method == .options else { throw Failure.methodNotAllowed(allowed) }
      return Answer(.noContent, headers: [.allow: allowed])
    case .route(let found, let values): (route, parameters) = (found, values)
    }
    name = route.pattern.text
    guard Negotiation.accepts(request.headers[.accept], route.produces) else { throw Failure.notAcceptable(route.produces) }
    let now = now()
    let caller = try await caller(for: route, request, peer: context.peer, now)
    return try await route.handler(
      AppRequest(
        id: id, method: request.method, path: path, parameters: parameters, query: query, headers: request.headers,
        language: language, now: now, caller: caller, body: request.body, bodyLimit: route.bodyLimit))
  }

  private func address(_ request: Request) throws -> (path: String, query: QueryString) {
    let text = request.head.path ?? "/"
    let target = text.prefix { $0 != "#" }
    guard let cut = target.firstIndex(of: "?") else { return (String(target), .empty) }
    guard let query = QueryString(String(target[target.index(after: cut)...])) else {
      throw Failure.malformed(
        Problem(
          "query", ja: "アドレスの ? より後ろを読めません。UTF-8 をパーセントエンコードしてください。",
          en: "What follows the ? of the address cannot be read. Percent-encode it as UTF-8."))
    }
    return (String(target[..<cut]), query)
  }

  private func caller(for route: Route, _ request: Request, peer: String?, _ now: Instant) async throws -> Caller? {
    guard route.permission != .everyone else { return nil }
    guard let bearer = bearer(request.headers[.authorization]) else { throw Failure.unauthorized }
    guard let caller = try await authentication.caller(bearer, now) else {
      // Only wrong tokens are held up: whoever has a right one must not suffer for others behind the same address.
      let place = peer ?? "local"
      if let seconds = wrongTokens.wait(for: place, at: now) { throw Failure.tooMany(retryAfter: seconds) }
      wrongTokens.use(place, at: now)
      throw Failure.unauthorized
    }
    if case .scope(let word) = route.permission, !caller.scopes.holds(word) { throw Failure.scopeMissing(word.rawValue) }
    return caller
  }

  private func bearer(_ header: String?) -> String? {
    guard let header, header.prefix(7).lowercased() == "bearer " else { return nil }
    let token = header.dropFirst(7).trimming { $0 == " " }
    return token.isEmpty || token.utf8.count > 200 ? nil : String(token)
  }

  private func failed(_ error: any Error, id: String, _ language: Language, route: String) -> Answer {
    if let failure = Failure(error) { return failure.answer(language, request: id) }
    logger.error(
      "request failed", metadata: ["request": "\(id)", "route": "\(route)", "error": "\(String(reflecting: error))"])
    return Failure.broken.answer(language, request: id)
  }
}

/// Names requests: unique within a process, short enough to read over the telephone.
private enum RequestName {
  static func next() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
