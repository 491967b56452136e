import Kernel
import Records

/// What the next page says once, and the operation that takes it back.
package struct Flash: Sendable, Hashable {
  package let message: String
  /// The text of an operation id; shown as 「元に戻す」.
  package let undo: String?

  package init(_ message: String, undo: String? = nil) {
    self.message = message
    self.undo = undo
  }

  /// Kept by the browser until the next page; only what we render ourselves, escaped, comes of it.
  var cookie: SetCookie {
    SetCookie(CookieNames.flash, PercentEncoding.encode("\(undo ?? "")\n\(message)"), seconds: 60)
  }

  init?(cookie: String?) {
    guard let cookie, cookie.utf8.count < 3000, let text = PercentEncoding.decode(cookie.utf8, plusIsSpace: false),
      let cut = text.firstIndex(of: "\n")
    else { return nil }
    let undo = String(text[..<cut])
    message = String(text[text.index(after: cut)...])
    self.undo = ID<Operation>(text: undo) == nil ? nil : undo
  }
}
