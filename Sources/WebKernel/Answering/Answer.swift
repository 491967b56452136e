package import HTTPTypes
import Hummingbird
package import Kernel
import NIOCore

/// What a handler gives back: status, headers and body.
package struct Answer: Sendable {
  package var status: HTTPResponse.Status
  package var headers: HTTPFields
  package var body: [UInt8]

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

  var response: Response {
    guard !body.isEmpty else { return Response(status: status, headers: headers) }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}

package enum MediaTypes {
  package static let json = "application/json"
  package static let problem = "application/problem+json"
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
