import Kernel
import Records
import WebKernel

/// How the generic routes of records read for one collection.
struct RecordDocumentation {
  private let name: String
  private let schema: JSON
  private let takesFiles: Bool

  init(_ collection: RecordSchemas) {
    name = collection.name
    schema = Schemas.reference(collection.name)
    takesFiles = collection.object.takesFiles
  }

  func of(_ route: String) -> RouteDocumentation? {
    switch route {
    case "list": list
    case "create": create
    case "get": get
    case "update": update
    case "delete": delete
    case "bulk": bulk
    case "timeline": timeline
    case "why": why
    case "files" where takesFiles: files
    case "attach" where takesFiles: attach
    default: nil
    }
  }

  private var fields: JSON {
    RouteDocumentation.query(
      "fields", "Only these fields, separated by commas", ["type": "string", "pattern": "^[a-z][a-z0-9_]*(,[a-z][a-z0-9_]*)*$"])
  }

  private var list: RouteDocumentation {
    let sort: JSON = [
      "type": "string", "pattern": "^-?[a-z][a-z0-9_.]*(,-?[a-z][a-z0-9_.]*){0,4}$", "default": "-updated_at",
      "examples": ["-updated_at"],
    ]
    return RouteDocumentation(
      parameters: [
        RouteDocumentation.json(
          "filter", "A condition; unknown fields and operators are an error", Schemas.reference("Condition")),
        RouteDocumentation.query("sort", "Up to five fields, `-` from large to small", sort), fields, Schemas.limit,
        Schemas.cursor,
        RouteDocumentation.query(
          "count", "`bounded` counts up to \(ListInput.countedUpTo)",
          ["type": "string", "enum": ["none", "bounded"], "default": "bounded"]),
      ],
      answers: [
        .init(
          200, "A page",
          Schemas.object([
            ("data", Schemas.list(of: schema)), ("next", Schemas.nullable(Schemas.text)),
            ("count", Schemas.nullable(Schemas.reference("Count"))),
          ]))
      ], problems: [404])
  }

  private var create: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.idempotencyKey], body: [(MediaTypes.json, Schemas.reference("\(name).create"))],
      answers: [.init(201, "The new record", schema, headers: ["ETag", "Location", "Enishi-Operation"])], problems: [404])
  }

  private var get: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.id, fields], answers: [.init(200, "The record", schema, headers: ["ETag"])], problems: [404])
  }

  private var update: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.id, Schemas.ifMatch, Schemas.idempotencyKey],
      body: [(MediaTypes.json, Schemas.reference("\(name).update"))],
      answers: [.init(200, "The record as it is now", schema, headers: ["ETag"])], problems: [404])
  }

  private var delete: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.id, Schemas.ifMatch, Schemas.idempotencyKey],
      answers: [.init(204, "In the recycle bin", headers: ["Enishi-Operation"])], problems: [404])
  }

  private var bulk: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.idempotencyKey], body: [(MediaTypes.json, Schemas.reference("\(name).bulk"))],
      answers: [
        .init(200, "What was done, item by item", Schemas.reference("BulkResult"), headers: ["Enishi-Operation"]),
        .init(
          202, "The filter selects more than \(BulkRoutes.mostItems): a job changes what can be changed and says what it left", Schemas.job,
          headers: ["Location"]),
      ],
      problems: [404])
  }

  private var timeline: RouteDocumentation {
    let kinds: JSON = ["type": "string", "pattern": "^[a-z._]+(,[a-z._]+){0,19}$", "examples": ["deal.,mail.clicked"]]
    return RouteDocumentation(
      parameters: [
        Schemas.id, RouteDocumentation.query("kinds", "Beginnings of kinds of events, separated by commas", kinds), Schemas.limit,
        Schemas.cursor,
      ], answers: [.init(200, "A page, newest first", Schemas.page(of: Schemas.reference("Event")))], problems: [404])
  }

  private var why: RouteDocumentation {
    RouteDocumentation(
      parameters: [
        Schemas.id,
        RouteDocumentation.json("condition", "The condition to explain", Schemas.reference("Condition"), required: true),
      ],
      answers: [.init(200, "Which part holds, which fails, what would make it hold", Schemas.reference("Explanation"))],
      problems: [404])
  }

  private var files: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.id],
      answers: [
        .init(
          200, "Newest first",
          Schemas.object([
            ("data", Schemas.list(of: Schemas.reference("files"))), ("next", ["type": "null"]), ("count", ["type": "null"]),
          ]))
      ], problems: [404])
  }

  private var attach: RouteDocumentation {
    RouteDocumentation(
      parameters: [Schemas.id, RouteDocumentation.query("name", "What the file is called", Schemas.text), Schemas.idempotencyKey],
      body: [("application/octet-stream", ["type": "string", "format": "binary"])],
      answers: [
        .init(201, "The file's record", Schemas.reference("files"), headers: ["ETag", "Location", "Enishi-Operation"])
      ], problems: [404])
  }
}
