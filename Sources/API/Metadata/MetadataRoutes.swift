import HTTPTypes
import Jobs
import Kernel
import Metadata
import Records
import WebKernel

/// Objects and fields: looking at them, and changing them while the system runs. Every change is planned first; with
/// `plan=1` the plan is shown and nothing happens.
struct MetadataRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    let object = RouteDocumentation.path("object", "Name or collection of an object", Schemas.objectName)
    let field = RouteDocumentation.path("field", "API name of a field", Schemas.fieldName)
    func changes(_ parameters: [JSON], _ body: JSON, created: Bool) -> RouteDocumentation {
      RouteDocumentation(
        parameters: parameters + [Schemas.plan, Schemas.idempotencyKey], body: [(MediaTypes.json, body)],
        answers: [.init(200, "The plan, or what was changed", Schemas.schemaChange, headers: ["Enishi-Operation"])]
          + (created ? [.init(201, "Made", Schemas.schemaChange, headers: ["Enishi-Operation"])] : []), problems: [404, 409])
    }
    return [
      Route(
        .get, "/api/v1/meta/objects", name: "listObjects", .scope(.read), Label("オブジェクトの一覧", "List objects"),
        documentation: RouteDocumentation(answers: [.init(200, "All objects", Schemas.objects)]), list),
      Route(
        .get, "/api/v1/meta/objects/{object}", name: "getObject", .scope(.read), Label("オブジェクトの取得", "Get an object"),
        documentation: RouteDocumentation(
          parameters: [object], answers: [.init(200, "The object", Schemas.object)], problems: [404]), get),
      Route(
        .post, "/api/v1/meta/objects", name: "createObject", .scope(.admin), Label("カスタムオブジェクトの作成", "Create a custom object"),
        documentation: changes([], Schemas.newObject, created: true), createObject),
      Route(
        .patch, "/api/v1/meta/objects/{object}", name: "changeObject", .scope(.admin), Label("オブジェクトの変更", "Change an object"),
        documentation: changes([object], Schemas.anyObject, created: false), changeObject),
      Route(
        .post, "/api/v1/meta/objects/{object}/fields", name: "addField", .scope(.admin), Label("カスタム項目の追加", "Add a custom field"),
        documentation: changes([object], Schemas.newField, created: true), addField),
      Route(
        .patch, "/api/v1/meta/objects/{object}/fields/{field}", name: "changeField", .scope(.admin),
        Label("項目の変更・廃止・復活", "Change, retire or restore a field"),
        documentation: changes([object, field], Schemas.anyObject, created: false), changeField),
      Route(
        .delete, "/api/v1/meta/objects/{object}/fields/{field}", name: "dropField", .scope(.admin),
        Label("廃止した項目と値の削除", "Delete a retired field with its values"),
        documentation: RouteDocumentation(
          parameters: [
            object, field, Schemas.plan, Schemas.idempotencyKey,
            RouteDocumentation.query("confirm", "The field's name once more", Schemas.fieldName),
          ], answers: [.init(200, "The plan, or what was changed", Schemas.schemaChange, headers: ["Enishi-Operation"])],
          problems: [404, 409]),
        dropField),
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in
      let objects = tx.schema.objects.values.sorted { ($0.isCustom ? 1 : 0, $0.name) < ($1.isCustom ? 1 : 0, $1.name) }
      return .json(["version": .integer(tx.schema.version), "data": .array(objects.map { Self.visible($0, tx.access) })])
    }
  }

  private func get(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    return try await services.read(request) { tx, _ in .json(Self.visible(try Self.object(request, in: tx), tx.access)) }
  }

  private func createObject(_ request: AppRequest) async throws -> Answer {
    let (json, bytes) = try await request.json()
    return try await change(request, bytes, created: true) { _ in .createObject(try ObjectDefinition(json: json)) }
  }

  private func changeObject(_ request: AppRequest) async throws -> Answer {
    let (json, bytes) = try await request.json()
    return try await change(request, bytes) { tx in
      .changeObject(try Self.object(request, in: tx).name, try ObjectChange(json: json))
    }
  }

  private func addField(_ request: AppRequest) async throws -> Answer {
    let (json, bytes) = try await request.json()
    return try await change(request, bytes, created: true) { tx in
      .addFields(object: try Self.object(request, in: tx).name, try Self.fields(json))
    }
  }

  private func changeField(_ request: AppRequest) async throws -> Answer {
    let (json, bytes) = try await request.json()
    return try await change(request, bytes) { tx in
      let object = try Self.object(request, in: tx)
      guard let field = object.field(try request.parameter("field")) else { throw Refusal.notFound }
      guard let retired = json["retired"] else {
        return .changeField(object: object.name, name: field.name, try FieldChange(json: json, of: field))
      }
      guard let retired = retired.boolean, json.members?.count == 1 else {
        throw Problems([
          Problem(
            field: "retired", "alone", ja: "廃止・復活は {\"retired\": true} または false だけを送ってください。",
            en: "To retire or restore a field, send only {\"retired\": true} or false.")
        ])
      }
      return retired ? .retireField(object: object.name, name: field.name) : .restoreField(object: object.name, name: field.name)
    }
  }

  private func dropField(_ request: AppRequest) async throws -> Answer {
    try await change(request, [], takesConfirm: true) { tx in
      let object = try Self.object(request, in: tx)
      guard let field = object.field(try request.parameter("field")) else { throw Refusal.notFound }
      let confirm = request.query.items.first { $0.name == "confirm" }?.value
      return .dropField(object: object.name, name: field.name, confirm: confirm)
    }
  }

  /// Plans, and unless only the plan was wanted, does it: in force on every server with its next transaction.
  private func change(
    _ request: AppRequest, _ bytes: [UInt8], created: Bool = false, takesConfirm: Bool = false,
    _ wanted: @escaping @Sendable (RecordTransaction) throws -> SchemaChange
  ) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let isOnlyPlan = reader.flag("plan")
    if takesConfirm { _ = reader.text("confirm") }
    try reader.finish()
    if isOnlyPlan {
      return try await services.read(request) { tx, _ in
        let plan = try tx.plan(try wanted(tx))
        return .json(Self.json(plan, done: false, tx.access))
      }
    }
    return try await services.write(request, as: "metadata.change", body: bytes) { [services] tx, _ in
      let plan = try tx.change(try wanted(tx))
      for action in plan.actions { try services.enqueue(action, in: tx) }
      return .json(created ? .created : .ok, Self.json(plan, done: true, tx.access)).undone(by: tx)
    }
  }

  private static func object(_ request: AppRequest, in tx: RecordTransaction) throws -> ObjectDefinition {
    let name = try request.parameter("object")
    guard let object = tx.schema.object(name) ?? tx.schema.collection(name)?.object else { throw Refusal.notFound }
    return object
  }

  /// One field, or the parts of a composite such as an address.
  private static func fields(_ json: JSON) throws -> [FieldDefinition] {
    if let type = json["type"]?.string, let name = json["name"]?.string, let label = json["label"].flatMap(Label.init(json:)),
      let parts = Composite.make(type: type, name: name, label: label)
    {
      return parts
    }
    return [try FieldDefinition(json: json)]
  }

  /// The definition without the fields the actor may not see, in layouts, list views and conditions as well.
  private static func visible(_ object: ObjectDefinition, _ access: AccessScope) -> JSON {
    let hidden = object.fields.map(\.name).filter { access.actor.rights.access(to: $0, on: object.name) == .hidden }
    return hidden.isEmpty ? object.json : without(Set(hidden), object.json)
  }

  private static func without(_ hidden: Set<String>, _ json: JSON) -> JSON {
    switch json {
    case .array(let items):
      let shown = items.filter { item in
        !hidden.contains(item.string ?? item["name"]?.string ?? item["field"]?.string ?? "")
      }
      return .array(shown.map { without(hidden, $0) })
    case .object(let members): return .object(members.map { .init($0.name, without(hidden, $0.value)) })
    default: return json
    }
  }

  private static func json(_ plan: SchemaPlan, done: Bool, _ access: AccessScope) -> JSON {
    ["done": .boolean(done), "plan": plan.json, "object": plan.object.map { visible($0, access) } ?? .null]
  }
}

extension APIServices {
  /// What touches every record is left to a job: computing a field anew.
  fileprivate func enqueue(_ action: SchemaAction, in tx: RecordTransaction) throws {
    guard case .recompute(let field, let object) = action else { return }
    try jobs.enqueue(BackfillJob.job(object: object.name, field: field.name), in: tx.transaction)
  }
}

extension JSON {
  /// Without the list entries that are one of these names, or that describe something of such a name: fields, and their places in layouts,
  /// titles and list views.
  fileprivate func forgetting(_ names: Set<String>) -> JSON {
    switch self {
    case .array(let items):
      let kept = items.filter { !names.contains($0.string ?? $0["name"]?.string ?? "") }
      return .array(kept.map { $0.forgetting(names) })
    case .object(let members): return .object(members.map { Member($0.name, $0.value.forgetting(names)) })
    default: return self
    }
  }
}
