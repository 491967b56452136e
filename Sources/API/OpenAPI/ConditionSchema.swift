import Kernel
import Metadata

/// The JSON of conditions as a schema: the shape; names of fields and what they can be compared with are checked by reading.
enum ConditionSchema {
  static let json: JSON = {
    let condition = Schemas.reference("Condition")
    let conditions: JSON = ["type": "array", "maxItems": 50, "items": condition]
    let operators: JSON = ["type": "string", "enum": .array(Operator.allCases.map { .string($0.rawValue) })]
    func closed(_ properties: JSON, required: [JSON]) -> JSON {
      ["type": "object", "required": .array(required), "properties": properties, "additionalProperties": false]
    }
    return [
      "anyOf": [
        closed(["all": conditions], required: ["all"]), closed(["any": conditions], required: ["any"]),
        closed(["not": condition], required: ["not"]),
        closed(["search": ["type": "string", "minLength": 1, "maxLength": 200, "examples": ["山田 製作"]]], required: ["search"]),
        closed(
          ["field": ["type": "string", "examples": ["industry"]], "is": operators, "value": true], required: ["field", "is"]),
        [
          "type": "object", "required": ["has"],
          "properties": [
            "has": ["type": "string", "examples": ["deals"]], "where": condition, "count": Schemas.anyObject,
            "sum": Schemas.anyObject,
            "min": Schemas.anyObject, "max": Schemas.anyObject, "latest": Schemas.anyObject,
          ], "additionalProperties": false,
        ],
        [
          "type": "object", "required": ["event"],
          "properties": [
            "event": ["type": "string", "examples": ["person.created"]], "where": condition, "count": Schemas.anyObject,
            "within": true,
          ], "additionalProperties": false,
        ],
      ],
      "examples": [["field": "created_at", "is": "within", "value": "this_month"]],
    ]
  }()
}
