package import HTTPTypes
import Hummingbird
package import Kernel
import NIOCore

/// What a handler gives back: status, headers and body.
package struct Answer: Sendable {
  package var status: HTTPResponse.Status
  package var headers: HTTPFields
  package var body: [UInt8]
  /// What follows the body piece by piece while it is made: progress, downloads.
  package var stream: AsyncStream<[UInt8]>?
  package var cookies: [SetCookie] = []

  package init(_ status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func json(_ status: HTTPResponse.Status, _ value: JSON) -> Answer { json(status, bytes: value.bytes) }

  package static func json(_ value: JSON) -> Answer { json(.ok, bytes: value.bytes) }

  /// JSON that is written already.
  package static func json(_ status: HTTPResponse.Status = .ok, bytes: [UInt8]) -> Answer {
    Answer(status, headers: [.contentType: MediaTypes.json], body: bytes)
  }

  package static func text(_ status: HTTPResponse.Status = .ok, _ text: String, type: String = "text/plain; charset=utf-8")
    -> Answer
  {
    Answer(status, headers: [.contentType: type], body: Array(text.utf8))
  }

  package static let noContent = Answer(.noContent)

  package func with(_ name: HTTPField.Name, _ value: String) -> Answer {
    var copy = self
    copy.headers[name] = value
    return copy
  }

  package func with(_ cookie: SetCookie) -> Answer {
    var copy = self
    copy.cookies.append(cookie)
    return copy
  }

  /// A finished page or a part of one.
  package static func html(_ status: HTTPResponse.Status = .ok, _ html: HTML) -> Answer {
    Answer(status, headers: [.contentType: MediaTypes.html], body: Array(html.text.utf8))
  }

  /// 303: look at this instead. Only addresses inside the house: anything else leads to the start page.
  package static func redirect(to address: String, _ flash: Flash? = nil) -> Answer {
    let answer = Answer(.seeOther, headers: [.location: LocalAddress.checked(address)])
    return flash.map { answer.with($0.cookie) } ?? answer
  }

  var response: Response {
    if let stream {
      return Response(
        status: status, headers: headers,
        body: ResponseBody { writer in
          for await piece in stream { try await writer.write(ByteBuffer(bytes: piece)) }
          try await writer.finish(nil)
        })
    }
    guard !body.isEmpty else { return Response(status: status, headers: headers) }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}

package enum MediaTypes {
  package static let json = "application/json"
  package static let problem = "application/problem+json"
  package static let html = "text/html; charset=utf-8"
  package static let events = "text/event-stream"
}

extension HTTPField.Name {
  /// What undoes the write: `POST /api/v1/operations/{id}/undo`.
  package static let enishiOperation = name("Enishi-Operation")
  package static let idempotencyKey = name("Idempotency-Key")
  package static let idempotencyReplayed = name("Idempotency-Replayed")
  package static let requestID = name("X-Request-Id")

  /// Field names written above are well formed; this spells it for the compiler.
  private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .from }
}

/// An address within this house: a path that begins with one slash. Keeps `?next=` from leading anywhere else.
package enum LocalAddress {
  package static func checked(_ given: String?, or fallback: String = "/") -> String {
    guard let given, given.utf8.count <= 2000, given.hasPrefix("/"), !given.hasPrefix("//"),
      given.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
    else { return fallback }
    return given
  }
}
