import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Records

/// Lets a request through to its route's handler: asks who calls, and for what comes from a browser that it came from a
/// form of ours.
struct Gate: Sendable {
  let authentication: Authentication
  /// Wrong tokens per address and minute before 429.
  let wrongTokens: RateLimit

  /// Who calls, and what they posted, as far as it had to be read for that.
  struct Passed: Sendable {
    var caller: Caller?
    var form = Form.empty
    var body: RequestBody
    var visitorSecret = ""
    var newCookies: [SetCookie] = []
  }

  func pass(_ route: Route, _ request: Request, cookies: Cookies, query: QueryString, peer: String?, _ now: Instant) async throws -> Passed {
    var passed = Passed(body: request.body)
    switch route.permission {
    case .everyone: return passed
    case .visitor:
      if let secret = cookies[CookieNames.visitor], secret.utf8.count == 32 {
        passed.visitorSecret = secret
      } else {
        passed.visitorSecret = CSRFToken.fresh()
        passed.newCookies = [SetCookie(CookieNames.visitor, passed.visitorSecret)]
      }
      passed.caller = try await signedIn(cookies, now)
      try await checkForm(request, query, route, secret: passed.visitorSecret, &passed)
    case .page, .pageFor:
      guard let caller = try await signedIn(cookies, now) else { throw Failure.signInFirst }
      passed.caller = caller
      try await checkForm(request, query, route, secret: caller.session?.secret ?? "", &passed)
    case .caller, .scope:
      passed.caller = try await caller(for: route, request, cookies, peer: peer, now)
      // A session speaks for the browser, which sends it with whatever any page asks for.
      if let session = passed.caller?.session { try await checkForm(request, query, route, secret: session.secret, &passed) }
    }
    return passed
  }

  private func signedIn(_ cookies: Cookies, _ now: Instant) async throws -> Caller? {
    guard let cookie = cookies[CookieNames.session], cookie.utf8.count <= 200 else { return nil }
    return try await authentication.session(cookie, now)
  }

  // MARK: Forms

  private func checkForm(_ request: Request, _ query: QueryString, _ route: Route, secret: String, _ passed: inout Passed) async throws {
    guard ![.get, .head, .options].contains(request.method) else { return }
    let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
    if type == "application/x-www-form-urlencoded" {
      let bytes: ByteBuffer
      do {
        bytes = try await request.body.collect(upTo: route.bodyLimit)
      } catch is NIOTooManyBytesError {
        throw Failure.tooLarge(route.bodyLimit)
      }
      guard let form = Form(Array(bytes.readableBytesView)) else {
        throw Failure.malformed(Problem("form", ja: "フォームの内容を読めません。UTF-8 で送ってください。", en: "The form cannot be read. Send it as UTF-8."))
      }
      passed.form = form
      passed.body = RequestBody(buffer: bytes)
    }
    // Files are too large to look into before the handler does: their forms carry the token in the address.
    let inAddress = type == "multipart/form-data" ? query.items.first { $0.name == CSRFToken.field }?.value : nil
    let given = HTTPField.Name(CSRFToken.header).flatMap { request.headers[$0] } ?? passed.form[CSRFToken.field] ?? inAddress
    guard CSRFToken.holds(given, for: secret) else { throw Failure.formExpired }
  }

  // MARK: Tokens

  private func caller(for route: Route, _ request: Request, _ cookies: Cookies, peer: String?, _ now: Instant) async throws -> Caller {
    guard let header = request.headers[.authorization] else {
      if let caller = try await signedIn(cookies, now) { return caller }
      throw Failure.unauthorized
    }
    guard let bearer = bearer(header) else { throw Failure.unauthorized }
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

  private func bearer(_ header: String) -> String? {
    guard header.prefix(7).lowercased() == "bearer " else { return nil }
    let token = header.dropFirst(7).trimming { $0 == " " }
    return token.isEmpty || token.utf8.count > 200 ? nil : String(token)
  }
}

extension Failure {
  /// Pages lead to the sign-in instead.
  package static let signInFirst = Failure(
    .unauthorized, "sign_in", ja: "ログインしてください。", en: "Sign in first.")

  /// Nothing is lost: the browser still has what was typed.
  package static let formExpired = Failure(
    .forbidden, "csrf", ja: "この画面を開いてから時間がたったか、別の画面でログインし直したため、送れませんでした。前の画面に戻って読み込み直し、もう一度送ってください。",
    en: "This page was opened too long ago, or you signed in again elsewhere. Go back, reload it, and send it once more.")
}
