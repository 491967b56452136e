package import HTTPTypes
package import Hummingbird
package import Kernel
import NIOCore

/// One request as handlers see it: matched, read as far as its head goes, and with its caller.
package struct AppRequest: Sendable {
  /// Stands in the answer, in problems and in the log.
  package let id: String
  package let method: HTTPRequest.Method
  package let path: String
  /// The variable parts of the path, decoded.
  package let parameters: [String: String]
  package let query: QueryString
  package let headers: HTTPFields
  package let language: Language
  package let now: Instant
  /// `nil` on routes that are open to everyone.
  package let caller: Caller?
  package let cookies: Cookies
  /// What a form posted; empty for anything else.
  package let form: Form
  /// The secret that forms shown to somebody who is not signed in bring back.
  package let visitorSecret: String
  /// Where the request comes from, behind trusted proxies too; for limits and logs. `nil` on sockets without addresses.
  package let clientAddress: String?
  /// The permission the route asks for beyond being signed in; `WebDoor` holds it against the actor's rights.
  let permission: String?
  let body: RequestBody
  let bodyLimit: Int

  package init(
    id: String, method: HTTPRequest.Method, path: String, parameters: [String: String], query: QueryString,
    headers: HTTPFields, language: Language, now: Instant, caller: Caller?, body: RequestBody, bodyLimit: Int,
    cookies: Cookies = Cookies(nil), form: Form = .empty, visitorSecret: String = "", clientAddress: String? = nil, permission: String? = nil
  ) {
    self.cookies = cookies
    self.form = form
    self.visitorSecret = visitorSecret
    self.permission = permission
    self.clientAddress = clientAddress
    self.id = id
    self.method = method
    self.path = path
    self.parameters = parameters
    self.query = query
    self.headers = headers
    self.language = language
    self.now = now
    self.caller = caller
    self.body = body
    self.bodyLimit = bodyLimit
  }

  /// A part of the path. Routes name what they read, so a missing one is a route that does not exist.
  package func parameter(_ name: String) throws -> String {
    guard let value = parameters[name] else { throw Refusal.notFound }
    return value
  }

  /// An id in the path; what is no id names nothing.
  package func id<Of>(_ name: String, _: Of.Type = Of.self) throws -> ID<Of> {
    guard let id = ID<Of>(text: try parameter(name)) else { throw Refusal.notFound }
    return id
  }

  package func signedIn() throws -> Caller {
    guard let caller else { throw Failure.unauthorized }
    return caller
  }

  /// What somebody reads who has not signed in.
  package var visitorLanguage: Language {
    Negotiation.language(headers[.acceptLanguage], chosen: cookies[CookieNames.language])
  }

  /// The path with its query, as the browser has it.
  package var address: String {
    guard !query.items.isEmpty else { return path }
    return "\(path)?" + query.items.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
  }

  /// The whole body, up to the route's limit.
  package func bytes() async throws -> [UInt8] {
    if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > bodyLimit { throw Failure.tooLarge(bodyLimit) }
    do {
      let buffer = try await body.collect(upTo: bodyLimit)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw Failure.tooLarge(bodyLimit)
    }
  }

  /// The body in pieces as they arrive, for files; `Failure.tooLarge` once it exceeds the route's limit.
  package func eachChunk(_ take: ([UInt8]) throws -> Void) async throws {
    var total = 0
    for try await chunk in body {
      total += chunk.readableBytes
      guard total <= bodyLimit else { throw Failure.tooLarge(bodyLimit) }
      try take(Array(chunk.readableBytesView))
    }
  }

  /// The media type of the body without its parameters, in lower case.
  package var mediaType: String? {
    headers[.contentType].map { type in
      type.prefix { $0 != ";" }.trimming { $0 == " " || $0 == "\t" }.lowercased()
    }
  }

  /// The body as JSON: `application/json`, `application/merge-patch+json` or any other `+json`.
  package func json() async throws -> (value: JSON, bytes: [UInt8]) {
    guard let type = mediaType, type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json")) else {
      throw Failure.unsupportedMediaType(["application/json"])
    }
    let bytes = try await bytes()
    do {
      return (try JSON(parsing: bytes), bytes)
    } catch {
      throw Failure.malformed(error)
    }
  }
}

extension Substring {
  func trimming(_ isOuter: (Character) -> Bool) -> Substring {
    guard let first = firstIndex(where: { !isOuter($0) }), let last = lastIndex(where: { !isOuter($0) }) else { return "" }
    return self[first...last]
  }
}
