package import Kernel

/// Pieces of JSON Schema (2020-12) for OpenAPI, generated from metadata.
package enum JSONSchema {
  /// What answers hold for this field.
  package static func reading(_ field: FieldDefinition) -> JSON {
    let schema = field.type.jsonSchema
    return described(field, neverEmpty.contains(field.name) ? schema : nullable(schema), isReadOnly: isReadOnly(field))
  }

  private static let neverEmpty: Set<String> = ["id", "created_at", "updated_at", "version"]

  /// What requests may give for this field; `nil` for fields that the system writes. `null` clears.
  package static func writing(_ field: FieldDefinition) -> JSON? {
    guard !isReadOnly(field), !field.isRetired else { return nil }
    return described(field, nullable(field.type.jsonSchema), isReadOnly: false)
  }

  /// A record as answers hold it. Lists and reads may ask for a part of the fields, so only the id is always there.
  package static func record(_ object: ObjectDefinition, _ type: RecordType? = nil) -> JSON {
    let properties = fields(object, type).map { JSON.Member($0.name, reading($0)) }
    return [
      "type": "object", "title": .string((type?.label ?? object.label).ja), "properties": .object(properties), "required": ["id"],
    ]
  }

  /// The body that creates a record. `record_type` is needed where the collection holds several.
  package static func creating(_ object: ObjectDefinition, _ type: RecordType? = nil) -> JSON {
    let writable = fields(object, type).filter { writing($0) != nil }
    var properties = writable.compactMap { field in writing(field).map { JSON.Member(field.name, $0) } }
    var required = writable.filter { field in
      (field.isRequired || type?.requiredFields.contains(field.name) == true) && field.defaultValue.isNull
    }.map(\.name)
    if type == nil, !object.recordTypes.isEmpty {
      properties.insert(
        .init("record_type", ["type": "string", "enum": .array(object.recordTypes.map { .string($0.name) })]), at: 0)
      if object.recordTypes.count > 1 { required.insert("record_type", at: 0) }
    }
    return body(properties, required)
  }

  /// The body that changes a record: what is absent stays.
  package static func changing(_ object: ObjectDefinition, _ type: RecordType? = nil) -> JSON {
    body(fields(object, type).compactMap { field in writing(field).map { .init(field.name, $0) } }, [])
  }

  private static func body(_ properties: [JSON.Member], _ required: [String]) -> JSON {
    var members: [JSON.Member] = [
      .init("type", "object"), .init("properties", .object(properties)), .init("additionalProperties", false),
    ]
    if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
    return .object(members)
  }

  private static func fields(_ object: ObjectDefinition, _ type: RecordType?) -> [FieldDefinition] {
    object.activeFields.filter { field in
      guard let only = field.recordTypes, let type else { return true }
      return only.contains(type.name)
    }
  }

  private static func isReadOnly(_ field: FieldDefinition) -> Bool {
    field.isReadOnly || field.type is any ComputedType || field.type is AutoNumberType
  }

  private static func described(_ field: FieldDefinition, _ schema: JSON, isReadOnly: Bool) -> JSON {
    let english = [field.label.en, field.help?.en].compactMap { $0 }.joined(separator: ". ")
    let description = [field.help?.ja, english].compactMap { $0 }.joined(separator: "\n")
    var members: [JSON.Member] = [.init("title", .string(field.label.ja)), .init("description", .string(description))]
    members += schema.members ?? []
    if !field.defaultValue.isNull { members.append(.init("default", field.type.encode(field.defaultValue))) }
    if isReadOnly { members.append(.init("readOnly", true)) }
    if field.isCustom { members.append(.init("x-custom", true)) }
    members.append(.init("x-field-type", .string(field.type.typeName)))
    return .object(members)
  }

  /// Allows `null`: every field may be empty in an answer and be cleared by a request.
  private static func nullable(_ schema: JSON) -> JSON {
    .object(
      (schema.members ?? []).map { member in
        switch (member.name, member.value) {
        case ("type", .string(let type)): .init("type", [.string(type), "null"])
        case ("enum", .array(let values)): .init("enum", .array(values + [.null]))
        default: member
        }
      })
  }
}

extension FieldTypes {
  /// The types an administrator can choose, for the field editor and the API, composites included.
  package static var catalogue: JSON {
    let single = creatable.map { type -> JSON in
      ["name": .string(type.name), "label": type.label.json, "settings": type.settingsSchema]
    }
    let composites: [JSON] = [
      ["name": "address", "label": Label("住所（一式）", "Postal address").json, "settings": .settings([:]), "composite": true],
      [
        "name": "money_with_currency", "label": Label("金額と通貨", "Amount and currency").json, "settings": .settings([:]),
        "composite": true,
      ],
    ]
    return .array(single + composites)
  }
}
