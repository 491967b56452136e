import Kernel
import WebKernel

extension DuplicateRoutes {
  private static let id: JSON = ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$"]
  private static let optionalText: JSON = ["type": ["string", "null"]]
  private static let record: JSON = ["type": "object", "required": ["id", "title"], "properties": ["id": id, "title": optionalText]]
  private static let reasons: JSON = [
    "type": "array",
    "items": ["type": "object", "required": ["code", "label"], "properties": ["code": ["type": "string"], "label": ["type": "string"]]],
  ]
  private static let pair: JSON = [
    "type": "object",
    "required": ["id", "object", "first", "second", "score", "strength", "for", "against", "state", "decided_at", "decided_by"],
    "properties": [
      "id": id, "object": ["type": "string", "enum": ["person", "account"]], "first": record, "second": record,
      "score": ["type": "integer", "minimum": 0, "maximum": 99], "strength": ["type": "string", "enum": ["strong", "likely", "weak"]],
      "for": reasons, "against": reasons, "state": ["type": "string", "enum": ["open", "merged", "not_duplicate"]],
      "decided_at": optionalText, "decided_by": optionalText,
    ],
  ]
  private static let path = RouteDocumentation.path("id", "The pair", ["type": "string"])

  static let listDocumentation = RouteDocumentation(
    parameters: [
      RouteDocumentation.query("object", "person or account; both when left out", ["type": "string", "enum": ["person", "account"]]),
      RouteDocumentation.query("strength", "How strong the reasons are", ["type": "string", "enum": ["strong", "likely", "weak"]]),
      RouteDocumentation.query("cursor", "`next` of the previous answer", ["type": "string"]),
      RouteDocumentation.query("limit", "How many", ["type": "integer", "minimum": 1, "maximum": 200, "default": 50]),
    ],
    answers: [
      RouteDocumentation.Answer(
        200, "The open pairs of which the caller may see and edit both records",
        [
          "type": "object", "required": ["data", "next", "count"],
          "properties": [
            "data": ["type": "array", "items": pair], "next": optionalText,
            "count": [
              "type": "object", "required": ["value", "exact"],
              "properties": ["value": ["type": "integer"], "exact": ["type": "boolean"]],
            ],
          ],
        ])
    ], problems: [422])

  static let mergeDocumentation = RouteDocumentation(
    parameters: [path],
    body: [
      (
        MediaTypes.json,
        [
          "type": "object", "additionalProperties": false,
          "properties": [
            "keep": ["type": ["string", "null"], "description": "The id of the record that remains; a contact, then the older one, when left out"],
            "take": [
              "type": ["object", "null"], "additionalProperties": ["type": "string"],
              "description": "Field name → id of the record whose value it gets. A refusal of mail always stays.",
            ],
          ],
        ]
      )
    ],
    answers: [
      RouteDocumentation.Answer(
        200, "They are one now",
        [
          "type": "object", "required": ["object", "id", "merged_id"],
          "properties": ["object": ["type": "string"], "id": id, "merged_id": id],
        ], headers: ["Enishi-Operation"])
    ], problems: [404, 409, 422])

  static let dismissDocumentation = RouteDocumentation(
    parameters: [path],
    answers: [RouteDocumentation.Answer(200, "The pair does not come up again unless there is a new reason", pair, headers: ["Enishi-Operation"])],
    problems: [404, 409])

  static let scanDocumentation = RouteDocumentation(
    answers: [
      RouteDocumentation.Answer(202, "The job that compares", ["type": "object", "required": ["job_id"], "properties": ["job_id": id]])
    ], problems: [403])
}
