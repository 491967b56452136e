import Foundation

/// Somebody signed in, asking for pages as a browser does, without what a page loads besides itself.
final class Browser {
  private let client: HTTPClient
  private(set) var cookies: [String: String] = [:]

  /// Signs in through the form.
  init(port: Int, mail: String, password: String) throws {
    client = try HTTPClient(port: port)
    try signIn(mail, password)
  }

  /// Another tab of a browser that is signed in.
  init(port: Int, cookies: [String: String]) throws {
    client = try HTTPClient(port: port)
    self.cookies = cookies
  }

  func signIn(_ mail: String, _ password: String) throws {
    cookies["enishi_session"] = nil
    let form = try get("/login", compressed: false)
    let page = String(decoding: form.body, as: UTF8.self)
    guard let field = page.range(of: #"name="csrf" value=""#), let end = page[field.upperBound...].firstIndex(of: "\"") else {
      throw BenchProblem("the sign-in has no form")
    }
    func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
    let body = "csrf=\(page[field.upperBound..<end])&email=\(encoded(mail))&password=\(encoded(password))&next=%2Fme"
    let answer = try client.send(
      "POST", "/login", headers: headers, body: body, type: "application/x-www-form-urlencoded")
    take(answer)
    guard answer.status == 303, cookies["enishi_session"] != nil else { throw BenchProblem("\(mail) cannot sign in: \(answer.status)") }
  }

  @discardableResult
  func get(_ path: String, compressed: Bool = true) throws -> HTTPClient.Answer {
    let answer = try client.send("GET", path, headers: headers + (compressed ? ["Accept-Encoding: gzip"] : []))
    take(answer)
    return answer
  }

  private var headers: [String] {
    ["Accept: text/html,application/json", "Accept-Language: ja"]
      + (cookies.isEmpty ? [] : ["Cookie: " + cookies.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "; ")])
  }

  private func take(_ answer: HTTPClient.Answer) {
    for (name, value) in answer.headers where name == "set-cookie" {
      let pair = value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { continue }
      cookies[pair[0]] = value.contains("Max-Age=0") ? nil : pair[1]
    }
  }
}
