import HTTPTypes

/// The cookies of a request (RFC 6265 §5.4): the first of each name.
package struct Cookies: Sendable {
  private let values: [String: String]

  package init(_ header: String?) {
    var values: [String: String] = [:]
    for pair in (header ?? "").split(separator: ";").prefix(64) {
      guard let cut = pair.firstIndex(of: "=") else { continue }
      let name = pair[..<cut].trimming { $0 == " " }
      if values[String(name)] == nil { values[String(name)] = String(pair[pair.index(after: cut)...].trimming { $0 == " " }) }
    }
    self.values = values
  }

  package subscript(_ name: String) -> String? { values[name] }
}

/// One cookie to be set. Its value must be free of `;`, spaces and control characters: tokens and percent-encoded text.
package struct SetCookie: Sendable, Hashable {
  package var name: String
  package var value: String
  /// `nil`: until the browser is closed.
  package var seconds: Int?
  /// Whether scripts may not read it.
  package var isHTTPOnly = true

  package init(_ name: String, _ value: String, seconds: Int? = nil, isHTTPOnly: Bool = true) {
    self.name = name
    self.value = value
    self.seconds = seconds
    self.isHTTPOnly = isHTTPOnly
  }

  package static func removing(_ name: String) -> SetCookie { SetCookie(name, "", seconds: 0) }

  /// - Parameter isSecure: whether the house is reached by HTTPS; browsers refuse `Secure` cookies over plain HTTP.
  func header(isSecure: Bool) -> String {
    var text = "\(name)=\(value); Path=/; SameSite=Lax"
    if let seconds { text += "; Max-Age=\(seconds)" }
    if isHTTPOnly { text += "; HttpOnly" }
    if isSecure { text += "; Secure" }
    return text
  }
}

package enum CookieNames {
  /// The secret of a session.
  package static let session = "enishi_session"
  /// Ties forms that are filled in before anybody is signed in to the browser they were shown in.
  package static let visitor = "enishi_visitor"
  /// What the next page says once: 「…にしました」.
  package static let flash = "enishi_flash"
  /// `light` or `dark`; absent: as the device.
  package static let theme = "enishi_theme"
  /// `off`: single keys do nothing.
  package static let keys = "enishi_keys"
  /// The language of pages for those who are not signed in.
  package static let language = "enishi_language"
}
