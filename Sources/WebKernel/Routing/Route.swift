package import HTTPTypes
package import Kernel
package import Records

/// One address and method of the server: what it is for, who may call it, what it takes and gives, and what it does.
package struct Route: Sendable {
  package typealias Handler = @Sendable (AppRequest) async throws -> Answer

  /// Who gets as far as the handler. Which records somebody sees is decided by the rights of the actor, in SQL.
  package enum Permission: Sendable, Hashable {
    /// Needs no token: health, public pages.
    case everyone
    /// Open to everyone, in a browser: what is posted must bring back the token of the form it was shown in.
    case visitor
    /// Somebody who signed in with a browser; others are asked to.
    case page
    /// Somebody signed in who has this permission (`RoleRights.knownPermissions`).
    case pageFor(permission: String)
    /// Any valid token, or somebody signed in.
    case caller
    /// A token with this scope, for everything or for one object.
    case scope(TokenScopes.Word)
  }

  package let method: HTTPRequest.Method
  package let pattern: PathPattern
  package let permission: Permission
  /// For the printed table and the API description.
  package let summary: Label
  /// The name of the operation in the API description: `listRecords`.
  package let name: String
  /// What the answer can be; asked against `Accept`.
  package let produces: [String]
  package let bodyLimit: Int
  /// How the API description tells it; `nil` leaves it out.
  package let documentation: RouteDocumentation?
  package let handler: Handler

  package static let usualBodyLimit = 4 << 20

  /// Whether it is for people with a browser: errors are pages, and without a session it leads to the sign-in.
  var isPage: Bool {
    switch permission {
    case .visitor, .page, .pageFor: true
    case .everyone, .caller, .scope: false
    }
  }

  /// What somebody must be permitted besides being signed in.
  var neededPermission: String? {
    if case .pageFor(let permission) = permission { permission } else { nil }
  }

  /// A page: `Route.page("/leads", "leads", …)`.
  package static func page(_ pattern: PathPattern, _ name: String, _ summary: Label, _ handler: @escaping Handler) -> Route {
    page(pattern, name, summary, .page, handler)
  }

  package static func page(
    _ pattern: PathPattern, _ name: String, _ summary: Label, _ permission: Permission, _ handler: @escaping Handler
  ) -> Route {
    Route(.get, pattern, name: name, permission, summary, produces: ["text/html"], handler)
  }

  /// What a form of a page posts to.
  package static func post(_ pattern: PathPattern, _ name: String, _ summary: Label, _ handler: @escaping Handler) -> Route {
    post(pattern, name, summary, .page, handler)
  }

  package static func post(
    _ pattern: PathPattern, _ name: String, _ summary: Label, _ permission: Permission,
    bodyLimit: Int = Route.usualBodyLimit, _ handler: @escaping Handler
  ) -> Route {
    Route(.post, pattern, name: name, permission, summary, produces: ["text/html"], bodyLimit: bodyLimit, handler)
  }

  package init(
    _ method: HTTPRequest.Method, _ pattern: PathPattern, name: String, _ permission: Permission, _ summary: Label,
    produces: [String] = [MediaTypes.json], bodyLimit: Int = Route.usualBodyLimit, documentation: RouteDocumentation? = nil,
    _ handler: @escaping Handler
  ) {
    self.method = method
    self.pattern = pattern
    self.name = name
    self.permission = permission
    self.summary = summary
    self.produces = produces
    self.bodyLimit = bodyLimit
    self.documentation = documentation
    self.handler = handler
  }
}

/// The form of an address: `/api/v1/{objects}/{id}`.
package struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral {
  package enum Part: Sendable, Hashable {
    case literal(String)
    case parameter(String)
  }
  package let text: String
  package let parts: [Part]

  package init(stringLiteral text: String) { self.init(text) }

  package init(_ text: String) {
    self.text = text
    parts = text.split(separator: "/").map { part in
      part.first == "{" && part.last == "}" ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
    }
  }

  package var parameters: [String] {
    parts.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
  }

  /// The variable parts, when the segments of a path have this form.
  func match(_ segments: [Substring]) -> [String: String]? {
    guard segments.count == parts.count else { return nil }
    var values: [String: String] = [:]
    for (part, segment) in zip(parts, segments) {
      switch part {
      case .literal(let text): guard segment == text else { return nil }
      case .parameter(let name):
        guard let value = PercentEncoding.decode(segment.utf8, plusIsSpace: false), !value.isEmpty else { return nil }
        values[name] = value
      }
    }
    return values
  }

  /// Literal parts go before variable ones, from the left.
  func isMoreSpecific(than other: PathPattern) -> Bool {
    for (a, b) in zip(parts, other.parts) {
      switch (a, b) {
      case (.literal, .parameter): return true
      case (.parameter, .literal): return false
      default: continue
      }
    }
    return false
  }
}
