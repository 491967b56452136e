import HTTPTypes
import Hummingbird
import Kernel
import Records

/// The web application as a whole: its menu, its files, and how every answer is dressed on its way out.
package struct Site: Sendable {
  package let assets: Assets
  package let menu: [MenuEntry]
  /// Whether people reach the house by HTTPS (`url` of the configuration).
  package let isSecure: Bool
  /// gzip; given by who knows the library.
  private let compress: @Sendable ([UInt8]) -> [UInt8]

  package init(assets: Assets, menu: [MenuEntry], isSecure: Bool, compress: @escaping @Sendable ([UInt8]) -> [UInt8]) {
    self.assets = assets
    self.menu = menu
    self.isSecure = isSecure
    self.compress = compress
  }

  /// Cookies, security headers, compression.
  func dress(_ answer: inout Answer, for request: Request) {
    for cookie in answer.cookies { answer.headers.append(HTTPField(name: .setCookie, value: cookie.header(isSecure: isSecure))) }
    guard let type = answer.headers[.contentType] else { return }
    if type.hasPrefix("text/html") {
      answer.headers[.contentSecurityPolicy] = Self.policy
      answer.headers[.xFrameOptions] = "DENY"
      answer.headers[.referrerPolicy] = "same-origin"
      answer.headers[.permissionsPolicy] = "camera=(self), microphone=(self), geolocation=(), payment=()"
      answer.headers[.crossOriginOpenerPolicy] = "same-origin"
    }
    if isSecure { answer.headers[.strictTransportSecurity] = "max-age=31536000" }
    squeeze(&answer, type, request)
  }

  /// No script but our own files; `style` attributes carry data such as `--v:41` (docs/decisions).
  private static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
    """

  private func squeeze(_ answer: inout Answer, _ type: String, _ request: Request) {
    guard answer.stream == nil, answer.headers[.contentEncoding] == nil, answer.body.count > 1024,
      type.hasPrefix("text/") || type.hasPrefix("application/json") || type == "image/svg+xml",
      request.headers[.acceptEncoding]?.contains("gzip") == true
    else { return }
    let small = compress(answer.body)
    guard !small.isEmpty else { return }
    answer.body = small
    answer.headers[.contentEncoding] = "gzip"
    answer.headers[.vary] = "Accept-Encoding, Cookie"
  }

  // MARK: Errors

  /// The page of a failure; who is not signed in is led to the sign-in and back.
  func answer(_ failure: Failure, _ request: Request, _ language: Language, request id: String) -> Answer {
    if failure.code == Failure.signInFirst.code {
      let wanted = request.method == .get ? LocalAddress.checked(request.head.path) : "/"
      return .redirect(to: wanted == "/" ? "/login" : "/login?next=\(PercentEncoding.encode(wanted))")
    }
    let cookies = Cookies(request.headers[.cookie])
    let language = cookies[CookieNames.language].flatMap(Language.init(rawValue:)) ?? language
    let ui = UI(
      language: language, moment: OrganisationSettings().moment(Instant(milliseconds: 0)), person: nil, organisation: "",
      theme: cookies.theme, address: "/", assets: assets, secret: "")
    var answer = Answer.html(failure.status, Shell(menu: [], ui: ui).bare(ErrorPage(failure: failure, request: id).page(ui)))
    for header in failure.headers where header.name != .wwwAuthenticate { answer.headers[header.name] = header.value }
    return answer
  }
}

extension Cookies {
  package var theme: String? { self["enishi_theme"].flatMap { ["light", "dark"].contains($0) ? $0 : nil } }
}

extension HTTPField.Name {
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .from
  fileprivate static let permissionsPolicy = HTTPField.Name("Permissions-Policy") ?? .from
  fileprivate static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .from
  fileprivate static let xFrameOptions = HTTPField.Name("X-Frame-Options") ?? .from
}
