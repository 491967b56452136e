package import Hummingbird
package import Logging
import NIOCore

/// What the server knows of a request before anything is read: its logger and the address it came from.
package struct AppContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The address of the peer, for limits and logs; `nil` behind sockets without one.
  package let peer: String?

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress
  }

  /// Without a connection: for tests.
  package init(logger: Logger, peer: String? = nil) {
    coreContext = .init(source: NoConnection(logger: logger))
    self.peer = peer
  }

  private struct NoConnection: RequestContextSource {
    let logger: Logger
  }
}
