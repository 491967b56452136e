package import HTTPTypes
package import Kernel
import Records

/// All routes of the server, and how a request finds its own.
///
/// Matching is our own because one table must tell 404 from 405, answer OPTIONS and HEAD, prefer `/leads/{id}/conversion`
/// to `/{objects}/{id}/…` and fall back when only the general form has the method or the end (docs/decisions).
package struct RouteTable: Sendable {
  package let routes: [Route]
  /// By number of segments, the most specific first.
  private let byLength: [Int: [Address]]

  /// What shares one pattern.
  private struct Address: Sendable {
    let pattern: PathPattern
    var methods: [HTTPRequest.Method: Route]
  }

  package init(_ routes: [Route]) {
    self.routes = routes
    var byLength: [Int: [Address]] = [:]
    for route in routes {
      let length = route.pattern.parts.count
      if let at = byLength[length]?.firstIndex(where: { $0.pattern.parts == route.pattern.parts }) {
        byLength[length]?[at].methods[route.method] = route
      } else {
        byLength[length, default: []].append(Address(pattern: route.pattern, methods: [route.method: route]))
      }
    }
    self.byLength = byLength.mapValues { $0.sorted { $0.pattern.isMoreSpecific(than: $1.pattern) } }
  }

  package enum Match: Sendable {
    case route(Route, parameters: [String: String])
    /// The address exists, for these methods.
    case otherMethods(Set<String>, pattern: String)
    case nothing
  }

  package func match(_ method: HTTPRequest.Method, _ path: String) -> Match {
    guard path.utf8.first == UInt8(ascii: "/") else { return .nothing }
    let rest = path.dropFirst()
    let segments = rest.isEmpty ? [] : rest.split(separator: "/", omittingEmptySubsequences: false)
    let wanted: HTTPRequest.Method = method == .head ? .get : method
    var others: Set<String> = []
    var pattern: String?
    for address in byLength[segments.count] ?? [] {
      guard let parameters = address.pattern.match(segments) else { continue }
      if let route = address.methods[wanted] { return .route(route, parameters: parameters) }
      pattern = pattern ?? address.pattern.text
      others.formUnion(address.methods.keys.map(\.rawValue))
    }
    guard let pattern else { return .nothing }
    others.insert("OPTIONS")
    if others.contains("GET") { others.insert("HEAD") }
    return .otherMethods(others, pattern: pattern)
  }

  /// One line per route: method, address, permission, what it is for.
  package func printed(_ language: Language = .en) -> String {
    routes.map { route in
      let permission =
        switch route.permission {
        case .everyone, .visitor: "everyone"
        case .page: "signed in"
        case .pageFor(let permission): permission
        case .caller: "any token"
        case .scope(let word): word.rawValue
        }
      return
        "\(route.method.rawValue.padded(7))\(route.pattern.text.padded(44))\(permission.padded(10))\(route.summary[language])"
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self + " "
  }
}
