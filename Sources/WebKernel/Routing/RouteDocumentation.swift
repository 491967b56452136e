package import Kernel

/// What a route tells about itself in OpenAPI 3.1, beyond its address, permission and summary. Problems that every route
/// can answer with are added where the description is put together.
package struct RouteDocumentation: Sendable {
  /// OpenAPI parameter objects, path parameters included.
  package var parameters: [JSON]
  /// Media type → JSON Schema of the body; empty: the route takes none.
  package var body: [(type: String, schema: JSON)]
  /// What it answers when all is well.
  package var answers: [Answer]
  /// Statuses of problem+json besides those of every route.
  package var problems: [Int]

  package struct Answer: Sendable {
    package let status: Int
    package let description: String
    /// Media type → JSON Schema; empty: no body.
    package let content: [(type: String, schema: JSON)]
    package let headers: [String]

    package init(
      _ status: Int, _ description: String, _ schema: JSON? = nil, type: String = MediaTypes.json, headers: [String] = []
    ) {
      self.status = status
      self.description = description
      content = schema.map { [(type, $0)] } ?? []
      self.headers = headers
    }
  }

  package init(parameters: [JSON] = [], body: [(type: String, schema: JSON)] = [], answers: [Answer], problems: [Int] = []) {
    self.parameters = parameters
    self.body = body
    self.answers = answers
    self.problems = problems
  }

  package static func query(_ name: String, _ description: String, _ schema: JSON, required: Bool = false) -> JSON {
    ["name": .string(name), "in": "query", "required": .boolean(required), "description": .string(description), "schema": schema]
  }

  package static func path(_ name: String, _ description: String, _ schema: JSON) -> JSON {
    ["name": .string(name), "in": "path", "required": true, "description": .string(description), "schema": schema]
  }

  package static func header(_ name: String, _ description: String, _ schema: JSON) -> JSON {
    ["name": .string(name), "in": "header", "required": false, "description": .string(description), "schema": schema]
  }

  /// A parameter whose value is itself JSON.
  package static func json(_ name: String, _ description: String, _ schema: JSON, required: Bool = false) -> JSON {
    [
      "name": .string(name), "in": "query", "required": .boolean(required), "description": .string(description),
      "content": ["application/json": ["schema": schema]],
    ]
  }
}
