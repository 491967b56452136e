import HTTPTypes
import Kernel
import Metadata
import Query
import Records
import WebKernel

/// What happened to a record, and why a condition holds for it or not.
struct InsightRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(.get, "/api/v1/{objects}/{id}/timeline", name: "timeline", .scope(.read), Label("タイムライン", "Timeline"), timeline),
      Route(
        .get, "/api/v1/{objects}/{id}/why", name: "why", .scope(.read),
        Label("条件に当てはまる・当てはまらない理由", "Why a condition holds or not"), why),
    ]
  }

  private func timeline(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let kinds = reader.names("kinds") ?? []
    for kind in kinds
    where !kind.utf8.allSatisfy({ (97...122).contains($0) || $0 == 46 || $0 == 95 }) || kind.isEmpty || kinds.count > 20 {
      reader.refuse(
        "kinds", "format", ja: "kinds は deal.,mail.clicked の形で 20 個まで指定してください。",
        en: "Give up to 20 kinds such as deal.,mail.clicked.")
      break
    }
    let limit = reader.integer("limit", in: 1...ListInput.largestPage, default: 50)
    let cursor = reader.text("cursor")
    try reader.finish()
    return try await services.read(request) { tx, caller in
      let target = try RecordTarget(request, caller, .read, in: tx)
      let record = try target.record(try request.id("id"), in: tx)
      let page = try tx.timeline(target.object.name, record.id, kinds: kinds, limit: limit, cursor: cursor)
      return .json(["data": .array(page.rows.map { Self.json($0, in: tx) }), "next": page.next.map { .string($0) } ?? .null])
    }
  }

  private static func json(_ event: Event, in tx: RecordTransaction) -> JSON {
    func id<Of>(_ id: ID<Of>?) -> JSON { id.map { .string($0.text) } ?? .null }
    return [
      "id": .string(event.id.text), "at": .string(event.at.text), "kind": .string(event.kind), "object": .string(event.object),
      "record_id": .string(event.recordID.text), "person_id": id(event.links.person), "account_id": id(event.links.account),
      "actor_id": id(event.actorID), "source": .string(event.source), "payload": visible(event, in: tx),
    ]
  }

  /// Names of changed fields only as far as the actor may see the fields.
  private static func visible(_ event: Event, in tx: RecordTransaction) -> JSON {
    guard let names = event.payload["fields"]?.array, let object = tx.schema.object(event.object) else { return event.payload }
    let shown = names.filter { name in
      name.string.flatMap(object.field).map { tx.access.isVisible($0, on: object) } ?? false
    }
    return .object((event.payload.members ?? []).map { $0.name == "fields" ? .init("fields", .array(shown)) : $0 })
  }

  private func why(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let json = reader.json("condition")
    if json == nil, reader.problems.isEmpty { _ = reader.requiredText("condition") }
    try reader.finish()
    return try await services.read(request) { tx, caller in
      let target = try RecordTarget(request, caller, .read, in: tx)
      let record = try target.record(try request.id("id"), in: tx)
      let condition = try Condition(json: json ?? .null, on: target.object.name, in: tx.queryContext)
      let names = try tx.names(in: [condition], and: [record], on: target.object)
      let explanation = try ConditionExplanation.explain(
        condition, of: record.id, on: target.object, in: tx.queryContext, names: { names[$0]?[$1] }, using: tx.transaction)
      guard let explanation else { throw Refusal.notFound }
      return .json(Self.json(explanation))
    }
  }

  private static func json(_ explanation: ConditionExplanation) -> JSON {
    let parts: (String, [ConditionExplanation]) =
      switch explanation.part {
      case .all(let parts): ("all", parts)
      case .any(let parts): ("any", parts)
      case .not(let part): ("not", [part])
      case .test: ("test", [])
      }
    return [
      "holds": .boolean(explanation.holds), "sentence": .string(explanation.sentence),
      "actual": explanation.actual.map { .string($0) } ?? .null, "advice": explanation.advice.map { .string($0) } ?? .null,
      "kind": .string(parts.0), "parts": .array(parts.1.map(json)),
    ]
  }
}
