import HTTPTypes
package import Kernel
import ServiceLifecycle
import Synchronization

/// One message to an open page (`text/event-stream`).
package struct ServerEvent: Sendable {
  /// What the browser gives back as `Last-Event-ID` when it comes again.
  package let id: String?
  package let data: JSON

  package init(id: String? = nil, _ data: JSON) {
    self.id = id
    self.data = data
  }

  var bytes: [UInt8] { Array("\(id.map { "id: \($0)\n" } ?? "")data: \(data.text)\n\n".utf8) }
}

/// Tells an open page what is new, as server-sent events, until there is no more, the browser goes away, or the server ends.
///
/// Between two looks nothing is held but the socket: no thread, no connection to the database. Each look is made when what was said
/// before has been sent, so nothing runs for somebody who is gone.
package struct EventStream: Sendable {
  package enum Turn: Sendable {
    case nothing
    case news(ServerEvent)
    /// There will be no more.
    case last(ServerEvent)
    case end
  }

  private let pause: Duration
  private let silence: Duration
  private let longest: Duration
  private let look: @Sendable () async throws -> Turn

  /// - Parameters:
  ///   - pause: from one look to the next.
  ///   - silence: after so long without a word a sign of life is sent; proxies close what is silent for long.
  ///   - longest: then the browser asks again by itself, and it is held against its session once more.
  ///   - look: what is new since the last one. An error ends the stream.
  package init(
    every pause: Duration, silence: Duration = .seconds(12), longest: Duration = .seconds(300), _ look: @escaping @Sendable () async throws -> Turn
  ) {
    self.pause = pause
    self.silence = silence
    self.longest = longest
    self.look = look
  }

  package func answer() -> Answer {
    var answer = Answer(.ok, headers: [.contentType: MediaTypes.events])
    answer.headers[.cacheControl] = "no-store"
    answer.headers[.accelBuffering] = "no"
    let end = ContinuousClock.now + longest
    let isOver = Flag()
    answer.stream = AsyncStream {
      guard !isOver.isSet else { return nil }
      let quietSince = ContinuousClock.now
      // A server that is told to end must not wait for the pages that are open.
      while !Task.isShuttingDownGracefully, ContinuousClock.now < end {
        switch try? await look() {
        case .news(let event)?: return event.bytes
        case .last(let event)?:
          isOver.set()
          return event.bytes
        case .nothing?: break
        case .end?, nil: return nil
        }
        if ContinuousClock.now - quietSince >= silence { return Array(":\n\n".utf8) }
        do { try await Task.sleep(for: pause) } catch { return nil }
      }
      return nil
    }
    return answer
  }

  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }
}

extension HTTPField.Name {
  /// Asks nginx to hand on what it gets at once.
  fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .from
}
