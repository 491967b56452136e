import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// Finding records by words across objects.
struct SearchRoutes: Sendable {
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .get, "/api/v1/search", name: "search", .scope(.read), Label("検索", "Search"),
        documentation: RouteDocumentation(
          parameters: [
            RouteDocumentation.query(
              "q", "Words, kana, parts of company names, telephone digits or mail addresses",
              ["type": "string", "minLength": 1, "maxLength": 200], required: true),
            RouteDocumentation.query(
              "objects", "Collections to look through, separated by commas; all by itself",
              ["type": "string", "pattern": "^[a-z0-9_-]+(,[a-z0-9_-]+)*$"]),
            RouteDocumentation.query(
              "limit", "How many at most", ["type": "integer", "minimum": 1, "maximum": 50, "default": 20]),
          ],
          answers: [.init(200, "What was found, best first", Schemas.hits)]), search)
    ]
  }

  private func search(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let words = reader.requiredText("q")
    if words.count > 200 {
      reader.refuse("q", "too_long", ja: "検索語は 200 文字以内にしてください。", en: "Use at most 200 characters.")
    }
    let names = reader.names("objects")
    let limit = reader.integer("limit", in: 1...50, default: 20)
    try reader.finish()
    return try await services.read(request) { tx, caller in
      let targets = try names.map { names in try names.map { try Self.target($0, caller, in: tx) } }
      let wanted = targets?.map(\.object.name) ?? Self.readable(caller, in: tx)
      guard !wanted.isEmpty else { return .json(["data": []]) }
      let types = targets.map { targets in
        Dictionary(grouping: targets, by: \.object.name).mapValues { $0.map { $0.recordType?.name } }
      }
      let hits = try tx.search(words, objects: Array(Set(wanted)).sorted(), limit: limit).filter { hit in
        guard let allowed = types?[hit.record.object] else { return true }
        return allowed.contains(nil) || allowed.contains(hit.record.recordType)
      }
      return .json(["data": .array(hits.map { Self.json($0, in: tx) })])
    }
  }

  private static func target(_ name: String, _ caller: Caller, in tx: RecordTransaction) throws -> RecordTarget {
    do {
      return try RecordTarget(name, caller, .read, in: tx)
    } catch Refusal.notFound {
      throw Problems([
        Problem(
          field: "objects", "unknown_object", ja: "「\(name)」はありません。名前を確かめてください。", en: "There is no “\(name)”. Check its name.")
      ])
    }
  }

  private static func readable(_ caller: Caller, in tx: RecordTransaction) -> [String] {
    tx.schema.objects.values.filter { caller.scopes.allows(.read, on: $0) }.map(\.name)
  }

  private static func json(_ hit: SearchHit, in tx: RecordTransaction) -> JSON {
    let object = tx.schema.object(hit.record.object)
    let type = hit.record.recordType.flatMap { object?.recordType($0) }
    let collection = type?.collection ?? object?.collection ?? hit.record.object
    return [
      "id": .string(hit.record.id.text), "object": .string(hit.record.object),
      "record_type": hit.record.recordType.map { .string($0) } ?? .null, "collection": .string(collection),
      "title": .string(hit.title), "url": .string("/api/v1/\(collection)/\(hit.record.id.text)"),
    ]
  }
}
