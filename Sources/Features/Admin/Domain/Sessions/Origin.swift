/// Where somebody signs in from: what the list of sessions shows, and what limits are counted by.
package struct Origin: Sendable, Hashable {
  package var address: String?
  package var userAgent: String?
  /// The secret of a browser in which somebody has signed in before.
  package var device: String?
  /// The session the browser has now; the new one takes its place.
  package var session: String?

  package init(address: String? = nil, userAgent: String? = nil, device: String? = nil, session: String? = nil) {
    self.address = address
    self.userAgent = userAgent
    self.device = device
    self.session = session
  }
}
