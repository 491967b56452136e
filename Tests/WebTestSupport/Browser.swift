import Foundation
package import HTTPTypes
package import Kernel
package import Records
import Synchronization
package import WebKernel

/// What one browser keeps between requests: its cookies, and the token that the forms of the last page bring back.
package final class CookieJar: Sendable {
  private let cookies = Mutex<[String: String]>([:])
  private let form = Mutex<String?>(nil)

  package init() {}

  package subscript(_ name: String) -> String? {
    get { cookies.withLock { $0[name] } }
    set { cookies.withLock { $0[name] = newValue } }
  }

  /// As `Cookie` is sent; `nil` without any.
  package var header: String? {
    cookies.withLock { jar in
      jar.isEmpty ? nil : jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    }
  }

  /// What the forms of the last page bring back.
  package var token: String? {
    get { form.withLock { $0 } }
    set { form.withLock { $0 = newValue } }
  }

  /// Takes over the cookies that an answer sets and the token of the page it shows.
  func take(_ answer: WebAnswer) {
    for field in answer.headers[fields: .setCookie] {
      let parts = field.value.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let pair = parts.first, let cut = pair.firstIndex(of: "=") else { continue }
      let (name, value) = (String(pair[..<cut]), String(pair[pair.index(after: cut)...]))
      self[name] = parts.contains("Max-Age=0") ? nil : value
    }
    if let token = answer.csrf { self.token = token }
  }
}

extension WebClient {
  /// Sends a form the way a browser does, with the token of the last page this client was shown. Open the form's page first.
  package func submit(
    _ path: String, _ form: KeyValuePairs<String, String> = [:], _ headers: HTTPFields = [:]
  ) async throws -> WebAnswer {
    try await post(form: form.map { ($0.key, $0.value) } + [(CSRFToken.field, jar.token ?? "")], to: path, headers)
  }

  /// The same without the token: what a page of somebody else could make a browser send.
  package func submitFromElsewhere(_ path: String, _ form: KeyValuePairs<String, String> = [:]) async throws -> WebAnswer {
    try await post(form: form.map { ($0.key, $0.value) }, to: path, [:])
  }

  private func post(form: [(String, String)], to path: String, _ headers: HTTPFields) async throws -> WebAnswer {
    let body = form.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    var headers = headers
    if headers[.accept] == nil { headers[.accept] = "text/html" }
    return try await send(.post, path, headers, body: Array(body.utf8), type: "application/x-www-form-urlencoded")
  }

  /// Through the sign-in page, as people do.
  @discardableResult
  package func signIn(_ mail: String, _ password: String, next: String? = nil) async throws -> WebAnswer {
    let address = next.map { "/login?next=\(PercentEncoding.encode($0))" } ?? "/login"
    _ = try await get(address, [.accept: "text/html"])
    return try await submit("/login", ["email": mail, "password": password, "next": next ?? ""])
  }

  /// As somebody of `TestSessions`, without a sign-in page. The token is there from the start.
  package func signedIn(as name: String) -> WebClient {
    let client = another()
    client.jar[CookieNames.session] = name
    client.jar.token = CSRFToken.masked(TestSessions.secret)
    return client
  }
}

/// Sessions for tests of pages that do not care how somebody signed in: the cookie is the name.
package struct TestSessions: Sendable {
  /// The secret of every session, for forms that are sent without having been shown.
  package static let secret = "0123456789abcdef0123456789abcdef"
  private let users: [String: ID<User>]

  package init(_ users: [String: ID<User>]) { self.users = users }

  package var authentication: Authentication {
    let users = users
    return Authentication(
      caller: { _, _ in nil },
      session: { cookie, _ in
        users[cookie].map { Caller(user: $0, session: SessionMark(id: $0.raw, secret: Self.secret)) }
      })
  }
}

extension WebAnswer {
  /// The token in the head of a page.
  package var csrf: String? {
    let text = text
    guard let start = text.range(of: "<meta name=\"csrf\" content=\""),
      let end = text[start.upperBound...].firstIndex(of: "\"")
    else { return nil }
    let token = String(text[start.upperBound..<end])
    return token.isEmpty ? nil : token
  }

  /// Where it leads.
  package var location: String? { header("Location") }

  /// The `Set-Cookie` line of a cookie.
  package func cookie(_ name: String) -> String? {
    headers[fields: .setCookie].map(\.value).first { $0.hasPrefix("\(name)=") }
  }
}
