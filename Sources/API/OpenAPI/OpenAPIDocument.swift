import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// The description of the API (OpenAPI 3.1) as one caller may use it at this moment: custom objects and fields are there at
/// once, what the caller may not see or do is not.
struct OpenAPIDocument {
  let routes: [Route]
  let version: String
  let caller: Caller
  let access: AccessScope
  let language: Language

  var json: JSON {
    let collections = collections
    return [
      "openapi": "3.1.0",
      "info": [
        "title": "Enishi API", "version": .string(version),
        "description": .string(
          "Amounts in yen and whole numbers are JSON integers; decimals and percentages are JSON numbers written exactly. "
            + "Ids are 13 characters of base32. Days are 2026-11-22, moments RFC 3339."),
      ],
      "servers": [["url": "/"]],
      "security": [["token": []]],
      "paths": .object(paths(collections)),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "headers": .object(Self.headers),
        "responses": ["Problem": Self.problemResponse],
        "schemas": .object(schemas(collections)),
      ],
    ]
  }

  // MARK: Collections

  private var collections: [RecordSchemas] {
    access.schema.collectionNames.compactMap { name in
      guard let known = access.schema.collection(name), caller.scopes.allows(.read, on: known.object) else { return nil }
      return RecordSchemas(name: name, object: known.object, recordType: known.recordType, access: access)
    }
  }

  private func may(_ act: Act, _ object: ObjectDefinition) -> Bool {
    access.extent(of: act, on: object, caller.scopes) > .none
  }

  private func schemas(_ collections: [RecordSchemas]) -> [JSON.Member] {
    var members: [JSON.Member] = [
      .init("Error", Schemas.error), .init("Problem", Schemas.problem), .init("Count", Schemas.count),
      .init("Field", Schemas.field),
      .init("Object", Schemas.object), .init("Event", Schemas.event), .init("Explanation", Schemas.explanation),
      .init("BulkResult", Schemas.bulkResult), .init("Condition", ConditionSchema.json),
    ]
    for collection in collections {
      members += [
        .init(collection.name, collection.read), .init("\(collection.name).create", collection.create),
        .init("\(collection.name).update", collection.update), .init("\(collection.name).bulk", collection.bulk),
      ]
    }
    return members
  }

  // MARK: Paths

  private func paths(_ collections: [RecordSchemas]) -> [JSON.Member] {
    var paths: [(String, [JSON.Member])] = []
    func add(_ path: String, _ route: Route, _ operation: JSON) {
      let member = JSON.Member(route.method.rawValue.lowercased(), operation)
      if let at = paths.firstIndex(where: { $0.0 == path }) { paths[at].1.append(member) } else { paths.append((path, [member])) }
    }
    for route in routes where isOpen(route) {
      if let documentation = route.documentation {
        add(route.pattern.text, route, operation(route, documentation, name: route.name, tag: "enishi"))
      } else if route.pattern.parameters.first == "objects" {
        for collection in collections {
          guard let documentation = RecordDocumentation(collection).of(route.name), isOpen(route, collection.object) else {
            continue
          }
          let path = route.pattern.text.replacing("{objects}", with: collection.name)
          add(path, route, operation(route, documentation, name: "\(route.name)_\(collection.name)", tag: collection.name))
        }
      }
    }
    return paths.map { JSON.Member($0.0, .object($0.1)) }
  }

  private func isOpen(_ route: Route) -> Bool {
    if case .scope(let word) = route.permission { caller.scopes.holds(word) } else { true }
  }

  private func isOpen(_ route: Route, _ object: ObjectDefinition) -> Bool {
    switch route.name {
    case "create": may(.create, object)
    case "update", "attach": may(.edit, object)
    case "delete": may(.delete, object)
    case "bulk": may(.edit, object) || may(.create, object)
    default: true
    }
  }

  private func operation(_ route: Route, _ documentation: RouteDocumentation, name: String, tag: String) -> JSON {
    var members: [JSON.Member] = [
      .init("operationId", .string(name)), .init("summary", .string(route.summary[language])), .init("tags", [.string(tag)]),
    ]
    if !documentation.parameters.isEmpty { members.append(.init("parameters", .array(documentation.parameters))) }
    if !documentation.body.isEmpty {
      let content = documentation.body.map { JSON.Member($0.type, ["schema": $0.schema]) }
      members.append(.init("requestBody", ["required": true, "content": .object(content)]))
    }
    if route.permission == .everyone { members.append(.init("security", [])) }
    members.append(.init("responses", .object(responses(route, documentation))))
    return .object(members)
  }

  private func responses(_ route: Route, _ documentation: RouteDocumentation) -> [JSON.Member] {
    var problems: Set<Int> = [400, 406, 422, 503]
    if route.permission != .everyone { problems.formUnion([401, 403, 429]) }
    if !documentation.body.isEmpty { problems.formUnion([413, 415]) }
    if route.method != .get { problems.formUnion([409, 507]) }
    problems.formUnion(documentation.problems)
    let answers = documentation.answers.map { answer in
      var members: [JSON.Member] = [.init("description", .string(answer.description))]
      let headers = ["X-Request-Id"] + answer.headers
      members.append(
        .init("headers", .object(headers.map { .init($0, ["$ref": .string("#/components/headers/\($0)")]) })))
      if !answer.content.isEmpty {
        members.append(.init("content", .object(answer.content.map { .init($0.type, ["schema": $0.schema]) })))
      }
      return JSON.Member(String(answer.status), .object(members))
    }
    return answers + problems.sorted().map { .init(String($0), ["$ref": "#/components/responses/Problem"]) }
  }

  private static let problemResponse: JSON = [
    "description": "What is wrong, all of it at once (RFC 9457)",
    "headers": ["X-Request-Id": ["$ref": "#/components/headers/X-Request-Id"]],
    "content": ["application/problem+json": ["schema": Schemas.reference("Problem")]],
  ]

  private static let headers: [JSON.Member] = [
    .init("X-Request-Id", ["description": "Names the request in the server's log", "schema": Schemas.text]),
    .init("ETag", ["description": "The version of the record", "schema": Schemas.text]),
    .init("Location", ["description": "Where the new record is", "schema": Schemas.text]),
    .init("Enishi-Operation", ["description": "POST /api/v1/operations/{id}/undo takes it back", "schema": Schemas.identifier]),
  ]
}
