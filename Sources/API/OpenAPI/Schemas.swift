import Kernel
import Metadata
import WebKernel

/// JSON Schemas and parameters of the API that do not depend on metadata.
enum Schemas {
  static let identifier: JSON = ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$", "examples": ["0K3F8Z0000001"]]
  static let optionalIdentifier = nullable(identifier)
  static let instant: JSON = ["type": "string", "format": "date-time"]
  static let text: JSON = ["type": "string"]
  static let anyObject: JSON = ["type": "object"]
  static let objectName: JSON = ["type": "string", "pattern": "^[a-z][a-z0-9_-]{0,60}$", "examples": ["person"]]
  static let fieldName: JSON = ["type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$", "examples": ["sector"]]

  // MARK: Parameters

  static let id = RouteDocumentation.path("id", "13 characters of base32", identifier)
  static let limit = RouteDocumentation.query(
    "limit", "How many at most",
    ["type": "integer", "minimum": 1, "maximum": .integer(Int64(ListInput.largestPage)), "default": 50])
  static let cursor = RouteDocumentation.query(
    "cursor", "`next` of the page before, unchanged", ["type": "string", "minLength": 1])
  static let plan = RouteDocumentation.query(
    "plan", "Only show what would be done", ["type": "string", "enum": ["1", "true", "0", "false"]])
  static let idempotencyKey = RouteDocumentation.header(
    "Idempotency-Key", "Within 24 hours the same key and request get the same answer, and nothing is done twice",
    ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"])
  static let ifMatch = RouteDocumentation.header(
    "If-Match", "The ETag seen: a change of the same fields by others since answers 409 with both values",
    ["type": "string", "pattern": "^(\\*|\"[0-9]{1,9}\")$"])

  // MARK: Answers

  static let error = object([("field", nullable(text)), ("code", text), ("message", text)])

  static let problem = object(
    [
      ("type", ["type": "string", "examples": ["urn:enishi:problem:validation"]]), ("title", text),
      ("status", ["type": "integer"]),
      ("request_id", text), ("errors", list(of: reference("Error"))),
      (
        "conflicts",
        list(
          of: object([
            ("field", text), ("current", nullable(text)), ("wanted", nullable(text)), ("changed_by", nullable(text)),
            ("changed_at", nullable(instant)),
          ]))
      ),
    ], required: ["type", "title", "status", "request_id", "errors"])

  static let count = object([("value", ["type": "integer", "minimum": 0]), ("exact", ["type": "boolean"])])

  static let operation = object([
    ("id", identifier), ("kind", text), ("at", instant), ("actor_id", optionalIdentifier), ("actor_name", text),
    ("object", nullable(text)), ("summary", anyObject), ("state", ["type": "string", "enum": ["running", "done", "undone"]]),
    ("undoes", optionalIdentifier), ("undone_by", optionalIdentifier),
  ])

  static let undone = object([("undone", ["type": "integer", "minimum": 0]), ("kept", list(of: reference("Error")))])

  static let job = object([
    ("id", identifier), ("kind", text),
    ("state", ["type": "string", "enum": ["waiting", "running", "done", "failed", "cancelled"]]),
    (
      "progress",
      nullable(object([("done", ["type": "integer"]), ("total", nullable(["type": "integer"])), ("label", text)]))
    ), ("result", true), ("error", nullable(text)), ("operation_id", optionalIdentifier), ("created_at", instant),
    ("finished_at", nullable(instant)),
  ])

  static let dryRun: JSON = {
    let counts = ["rows", "blank", "created", "updated", "unchanged", "repaired", "rejected", "kept"]
    let outcome: JSON = ["type": "string", "enum": ["created", "updated", "unchanged", "rejected"]]
    return object([
      ("plan", anyObject), ("counts", object(counts.map { ($0, ["type": "integer", "minimum": 0]) })),
      ("exact", ["type": "boolean"]),
      ("lines", list(of: object([("row", ["type": "integer"]), ("outcome", outcome), ("messages", list(of: text))]))),
    ])
  }()

  static let hits = object([
    (
      "data",
      list(
        of: object([
          ("id", identifier), ("object", text), ("record_type", nullable(text)), ("collection", text), ("title", text),
          ("url", text),
        ]))
    )
  ])

  static let event = object([
    ("id", identifier), ("at", instant), ("kind", text), ("object", text), ("record_id", identifier),
    ("person_id", optionalIdentifier), ("account_id", optionalIdentifier), ("actor_id", optionalIdentifier), ("source", text),
    ("payload", anyObject),
  ])

  static let explanation = object([
    ("holds", ["type": "boolean"]), ("sentence", text), ("actual", nullable(text)), ("advice", nullable(text)),
    ("kind", ["type": "string", "enum": ["all", "any", "not", "test"]]), ("parts", list(of: reference("Explanation"))),
  ])

  static let me = object([
    ("id", identifier), ("name", text), ("language", ["type": "string", "enum": ["ja", "en"]]), ("scopes", list(of: text)),
    ("permissions", list(of: text)),
    (
      "objects",
      [
        "type": "object",
        "additionalProperties": object(
          Act.allCases.map { ($0.rawValue, ["type": "string", "enum": .array(Scope.allCases.map { .string($0.name) })]) }),
      ]
    ),
  ])

  static let bulkResult: JSON = {
    let done = list(of: object([("index", ["type": "integer"]), ("id", identifier)]))
    return object([
      ("created", done), ("updated", done), ("deleted", done),
      (
        "failed",
        list(
          of: object([
            ("action", ["type": "string", "enum": ["create", "update", "delete"]]), ("index", ["type": "integer"]),
            ("status", ["type": "integer"]), ("errors", list(of: reference("Error"))),
          ]))
      ),
    ])
  }()

  // MARK: Metadata

  static let label: JSON = [
    "anyOf": [text, ["type": "object", "properties": ["ja": text, "en": text], "additionalProperties": false]]
  ]

  static let field = object(
    [
      ("name", fieldName), ("label", label), ("type", text), ("settings", anyObject), ("help", label),
      ("required", ["type": "boolean"]), ("unique", ["type": "boolean"]), ("indexed", ["type": "boolean"]),
      ("searchable", ["type": "boolean"]), ("custom", ["type": "boolean"]), ("read_only", ["type": "boolean"]),
      ("retired", ["type": "boolean"]), ("default", true), ("composite", text), ("record_types", list(of: text)),
    ], required: ["name", "label", "type"])

  static let object = object(
    [
      ("name", objectName), ("table", text), ("collection", text), ("label", label), ("custom", ["type": "boolean"]),
      ("visibility", anyObject), ("title", list(of: text)), ("record_types", list(of: anyObject)),
      ("list_views", list(of: anyObject)),
      ("layout", anyObject), ("fields", list(of: reference("Field"))),
    ], required: ["name", "collection", "label", "fields"])

  static let objects = object([("version", ["type": "integer"]), ("data", list(of: reference("Object")))])

  static let schemaChange = object([
    ("done", ["type": "boolean"]),
    ("plan", object([("actions", list(of: anyObject)), ("violations", list(of: anyObject)), ("warnings", list(of: anyObject))])),
    ("object", nullable(reference("Object"))),
  ])

  /// A body: `type` names one of the types an administrator can choose, or a composite.
  static let newField: JSON = {
    let types = FieldTypes.creatable.map { JSON.string($0.name) } + ["address", "money_with_currency"]
    return [
      "type": "object", "required": ["name", "label", "type"],
      "properties": [
        "name": fieldName, "label": label, "type": ["type": "string", "enum": .array(types)], "settings": anyObject,
        "help": label,
        "required": ["type": "boolean"], "unique": ["type": "boolean"], "indexed": ["type": "boolean"],
        "searchable": ["type": "boolean"],
      ],
      "examples": [
        [
          "name": "sector", "label": ["ja": "業界", "en": "Sector"], "type": "picklist",
          "settings": ["options": [["value": "製造", "label": "製造"], ["value": "卸売", "label": "卸売"]]],
        ]
      ],
    ]
  }()

  static let newObject: JSON = [
    "type": "object", "required": ["name", "label", "fields"],
    "properties": [
      "name": fieldName, "label": label, "collection": objectName, "title": list(of: text), "fields": list(of: newField),
    ],
    "examples": [
      [
        "name": "x_machine", "label": ["ja": "設備", "en": "Machine"],
        "fields": [["name": "model", "label": "型番", "type": "text"]],
      ]
    ],
  ]

  // MARK: Making schemas

  static func nullable(_ schema: JSON) -> JSON { ["anyOf": [schema, ["type": "null"]]] }
  static func list(of item: JSON) -> JSON { ["type": "array", "items": item] }
  static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }
  static func page(of item: JSON) -> JSON { object([("data", list(of: item)), ("next", nullable(text))]) }

  /// Closed: no other members. All are required unless it says otherwise.
  static func object(_ properties: [(String, JSON)], required: [String]? = nil) -> JSON {
    [
      "type": "object", "required": .array((required ?? properties.map(\.0)).map { .string($0) }),
      "properties": .object(properties.map { JSON.Member($0.0, $0.1) }), "additionalProperties": false,
    ]
  }
}
