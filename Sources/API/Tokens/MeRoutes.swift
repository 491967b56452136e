import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// Who the caller is and what it may do.
struct MeRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/me", name: "me", .caller, Label("呼び出し元のユーザーと権限", "The caller and its rights"),
        documentation: RouteDocumentation(answers: [.init(200, "The caller", Schemas.me)]), me)
    ]
  }

  private func me(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, caller in
      let objects = tx.schema.objects.values.sorted { $0.name < $1.name }.map { object in
        JSON.Member(
          object.collection,
          .object(Act.allCases.map { .init($0.rawValue, .string(tx.access.extent(of: $0, on: object, caller.scopes).name)) }))
      }
      return .json([
        "id": .string(caller.user.text), "name": .string(tx.actor.name), "language": .string(tx.actor.language.rawValue),
        "scopes": .array(caller.scopes.text.split(separator: " ").map { .string(String($0)) }),
        "permissions": .array(tx.actor.rights.permissions.sorted().map { .string($0) }), "objects": .object(objects),
      ])
    }
  }
}

extension AccessScope {
  /// How far the actor reaches for an act, as one word.
  func extent(of act: Act, on object: ObjectDefinition, _ scopes: TokenScopes) -> Scope {
    guard scopes.allows(act, on: object) else { return .none }
    if case .configuration(let permission) = object.visibility {
      return act == .read || actor.rights.may(permission) ? .all : .none
    }
    return actor.rights.scope(act, on: object.name)
  }
}
