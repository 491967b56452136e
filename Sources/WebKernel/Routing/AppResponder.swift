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
  /// How pages look when something goes wrong; without it everything is problem+json.
  package let site: Site?
  package let metrics: Metrics
  package let now: @Sendable () -> Instant
  private let gate: Gate
  private let proxies: TrustedProxies
  private let logger: Logger
  private let clock = ContinuousClock()

  package init(
    table: RouteTable, authentication: Authentication, site: Site? = nil, metrics: Metrics, logger: Logger, proxies: TrustedProxies = .none,
    now: @escaping @Sendable () -> Instant, wrongTokensPerMinute: Int = 60
  ) {
    self.table = table
    self.site = site
    self.metrics = metrics
    self.logger = logger
    self.now = now
    self.proxies = proxies
    gate = Gate(authentication: authentication, wrongTokens: RateLimit(perMinute: wrongTokensPerMinute))
  }

  package func respond(to request: Request, context: AppContext) async throws -> Response {
    let started = clock.now
    let id = RequestName.next()
    let language = Negotiation.language(request.headers[.acceptLanguage])
    var route = "(none)"
    var isPage = Self.wantsPage(request)
    var answer: Answer
    do {
      answer = try await answered(request, context, id: id, language, route: &route, isPage: &isPage)
    } catch {
      answer = failed(error, request, id: id, language, route: route, isPage: isPage)
    }
    answer.headers[.requestID] = id
    answer.headers[.xContentTypeOptions] = "nosniff"
    if let site { site.dress(&answer, for: request) }
    if answer.headers[.cacheControl] == nil { answer.headers[.cacheControl] = "no-store" }
    metrics.count(route: route, method: request.method.rawValue, status: Int(answer.status.code), took: clock.now - started)
    return request.method == .head ? answer.response.createHeadResponse() : answer.response
  }

  private func answered(
    _ request: Request, _ context: AppContext, id: String, _ language: Language, route name: inout String, isPage: inout Bool
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
    isPage = route.isPage
    guard Negotiation.accepts(request.headers[.accept], route.produces) else { throw Failure.notAcceptable(route.produces) }
    let now = now()
    let cookies = Cookies(request.headers[.cookie])
    let client = proxies.client(peer: context.peer, forwarded: request.headers[.forwardedFor])
    var passed = try await gate.pass(route, request, cookies: cookies, query: query, peer: client, now)
    passed.caller?.language = Negotiation.language(request.headers[.acceptLanguage], chosen: cookies[CookieNames.language])
    var answer = try await route.handler(
      AppRequest(
        id: id, method: request.method, path: path, parameters: parameters, query: query, headers: request.headers,
        language: language, now: now, caller: passed.caller, body: passed.body, bodyLimit: route.bodyLimit, cookies: cookies,
        form: passed.form, visitorSecret: passed.visitorSecret, clientAddress: client,
        permission: route.neededPermission))
    answer.cookies = passed.newCookies + answer.cookies
    return answer
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

  /// Whether somebody looks at this with a browser, where no route says so.
  private static func wantsPage(_ request: Request) -> Bool {
    request.headers[.accept]?.contains("text/html") == true && request.head.path?.hasPrefix("/api/") == false
  }

  private func failed(
    _ error: any Error, _ request: Request, id: String, _ language: Language, route: String, isPage: Bool
  ) -> Answer {
    var failure = Failure.broken
    if let known = Failure(error) {
      failure = known
    } else {
      logger.error(
        "request failed", metadata: ["request": "\(id)", "route": "\(route)", "error": "\(String(reflecting: error))"])
    }
    guard isPage, let site, request.headers[.accept]?.contains("text/html") != false else {
      return failure.answer(language, request: id)
    }
    return site.answer(failure, request, language, request: id)
  }
}

/// Names requests: unique within a process, short enough to read over the telephone.
private enum RequestName {
  static func next() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
