import Kernel
import Metadata
import Records
import WebKernel

/// The schemas of one collection for one actor: what is read, what a new record takes, what a change takes.
struct RecordSchemas {
  let name: String
  let object: ObjectDefinition
  let recordType: RecordType?
  let access: AccessScope

  private var visible: [FieldDefinition] { RecordWriter.fields(of: object, access) }

  private var writable: [FieldDefinition] {
    visible.filter { field in
      access.isEditable(field, on: object) && recordType.map { field.recordTypes?.contains($0.name) ?? true } ?? true
    }
  }

  private func isRequired(_ field: FieldDefinition) -> Bool {
    (field.isRequired || recordType?.requiredFields.contains(field.name) == true) && field.defaultValue.isNull
  }

  /// With `fields=` all but the first members may be missing.
  var read: JSON {
    let first = ["id", "record_type", "version"].filter { $0 != "record_type" || !object.recordTypes.isEmpty }
    let members = visible.filter { $0.name != "record_type" || !object.recordTypes.isEmpty }.map { field in
      let type =
        field.name == "record_type"
        ? ["type": "string", "enum": .array((recordType.map { [$0] } ?? object.recordTypes).map { .string($0.name) })]
        : field.type.jsonSchema
      return JSON.Member(field.name, described(field, first.contains(field.name) ? type : Schemas.nullable(type)))
    }
    return [
      "type": "object", "required": .array(first.map { .string($0) }), "properties": .object(members),
      "additionalProperties": false,
    ]
  }

  var create: JSON {
    var members = writable.map { field in
      JSON.Member(
        field.name, described(field, isRequired(field) ? field.type.jsonSchema : Schemas.nullable(field.type.jsonSchema)))
    }
    if recordType == nil, !object.recordTypes.isEmpty {
      members.append(.init("record_type", ["type": "string", "enum": .array(object.recordTypes.map { .string($0.name) })]))
    }
    let required = writable.filter(isRequired).map { JSON.string($0.name) }
    return [
      "type": "object", "required": .array(required), "properties": .object(members), "additionalProperties": false,
      "examples": [example],
    ]
  }

  var update: JSON {
    let members = writable.map { JSON.Member($0.name, described($0, Schemas.nullable($0.type.jsonSchema))) }
    let version: JSON = ["type": "integer", "description": "The version seen, where If-Match is not sent"]
    return [
      "type": "object", "properties": .object(members + [.init("version", version)]), "additionalProperties": false,
    ]
  }

  var bulk: JSON {
    let item: JSON = ["type": "object", "required": ["id"], "properties": ["id": Schemas.identifier]]
    return [
      "type": "object",
      "properties": [
        "create": limited(Schemas.reference("\(name).create")), "update": limited(item),
        "delete": ["anyOf": [limited(Schemas.identifier), ["const": true]]], "filter": Schemas.reference("Condition"),
        "set": Schemas.reference("\(name).update"), "add": Schemas.reference("\(name).update"),
        "on_error": ["type": "string", "enum": ["stop", "skip"], "default": "stop"],
      ], "additionalProperties": false,
    ]
  }

  private func limited(_ item: JSON) -> JSON {
    ["type": "array", "maxItems": .integer(Int64(BulkRoutes.mostItems)), "items": item]
  }

  private func described(_ field: FieldDefinition, _ schema: JSON) -> JSON {
    let help = field.help.map { " — \($0.ja) / \($0.en)" } ?? ""
    let target = (field.type as? any ReferenceType).map { " → \($0.target)" } ?? ""
    return .object(
      (schema.members ?? []) + [.init("description", .string("\(field.label.ja) / \(field.label.en)\(target)\(help)"))])
  }

  /// The required fields, and a few that anybody understands.
  private var example: JSON {
    let samples: [String: JSON] = [
      "last_name": "高橋", "first_name": "一郎", "email": "takahashi@yamada.example", "company_name": "山田製作所", "name": "山田製作所",
      "phone": "03-1234-5678", "amount": 1_200_000,
    ]
    return .object(writable.compactMap { field in samples[field.name].map { JSON.Member(field.name, $0) } })
  }
}
