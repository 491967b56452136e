import Kernel
import WebKernel

extension LeadConversionRoutes {
  private static let id: JSON = ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$"]
  private static let choice: JSON = [
    "type": ["object", "null"], "properties": ["id": id, "name": ["type": "string", "minLength": 1, "maxLength": 255]],
    "maxProperties": 1, "additionalProperties": false,
    "description": "{\"id\": …} an existing one, {\"name\": …} or {} a new one, null none",
  ]
  private static let outcome: JSON = [
    "type": "object", "required": ["person_id", "account_id", "deal_id"],
    "properties": [
      "person_id": id, "account_id": ["type": ["string", "null"]], "deal_id": ["type": ["string", "null"]],
    ],
  ]

  static let documentation = RouteDocumentation(
    parameters: [
      RouteDocumentation.path("id", "The lead", ["type": "string"]),
      RouteDocumentation.query("plan", "Show what would happen, and do nothing", ["type": "string"]),
    ],
    body: [
      (
        MediaTypes.json,
        [
          "type": "object", "additionalProperties": false,
          "properties": ["account": choice, "deal": choice, "owner_id": ["type": ["string", "null"]]],
        ]
      )
    ],
    answers: [
      RouteDocumentation.Answer(200, "With plan: what would happen", ["type": "object"]),
      RouteDocumentation.Answer(201, "What was made", outcome, headers: ["Enishi-Operation"]),
    ], problems: [404, 409, 422])

  static let bulkDocumentation = RouteDocumentation(
    body: [
      (
        MediaTypes.json,
        [
          "type": "object", "additionalProperties": false, "required": ["ids"],
          "properties": [
            "ids": ["type": "array", "items": id, "minItems": 1, "maxItems": 200], "account": choice, "deal": choice,
            "owner_id": ["type": ["string", "null"]],
          ],
        ]
      )
    ],
    answers: [
      RouteDocumentation.Answer(
        201, "What was made",
        ["type": "object", "required": ["data"], "properties": ["data": ["type": "array", "items": outcome]]],
        headers: ["Enishi-Operation"])
    ], problems: [404, 409, 422])
}
