import HTTPTypes
package import Jobs
import Kernel
import Metadata
import People
import Records
package import WebKernel

/// `GET /api/v1/duplicates`: the pairs that wait; `POST …/{id}/merge` and `…/{id}/dismiss` decide; `POST …/scan` compares everything.
package struct DuplicateRoutes: Sendable {
  let door: RecordDoor
  let jobs: JobQueue

  package init(door: RecordDoor, jobs: JobQueue) {
    self.door = door
    self.jobs = jobs
  }

  package var routes: [Route] {
    [
      Route(
        .get, "/api/v1/duplicates", name: "listDuplicates", .caller, Label("名寄せ候補の一覧（強い順）", "Pairs that may be one record, the surest first"),
        documentation: Self.listDocumentation, list),
      Route(
        .post, "/api/v1/duplicates/{id}/merge", name: "mergeDuplicate", .scope(.write), Label("名寄せ候補を1件にまとめる", "Make the two records of a pair one"),
        documentation: Self.mergeDocumentation, merge),
      Route(
        .post, "/api/v1/duplicates/{id}/dismiss", name: "dismissDuplicate", .scope(.write), Label("別人・別会社として残す", "Say that the two are two"),
        documentation: Self.dismissDocumentation, dismiss),
      Route(
        .post, "/api/v1/duplicates/scan", name: "scanDuplicates", .caller, Label("すべての人と取引先を調べる", "Compare all persons and accounts"),
        documentation: Self.scanDocumentation, scan),
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    var parameters = ParameterReader(request.query)
    let object = parameters.text("object")
    let strength = parameters.text("strength")
    let cursor = parameters.text("cursor")
    let limit = parameters.integer("limit", in: 1...200, default: 50)
    if let object, !DuplicateQueue.objects.contains(object) {
      parameters.refuse("object", "option", ja: "person か account を指定してください。", en: "Give person or account.")
    }
    let known = DuplicateEvidence.Strength.allCases.first { "\($0)" == strength }
    if strength != nil, known == nil {
      parameters.refuse("strength", "option", ja: "strong、likely、weak のどれかを指定してください。", en: "Give strong, likely or weak.")
    }
    try parameters.finish()
    let queue = DuplicateQueue(object: object, strength: known)
    return try await door.read(request) { tx in
      let page = try queue.page(cursor: cursor, limit: limit, in: tx)
      let count = try queue.count(in: tx)
      return .json([
        "data": .array(try DuplicateAnswer.json(page.rows, in: tx)), "next": page.next.map(JSON.string) ?? .null,
        "count": ["value": .integer(Int64(count.value)), "exact": .boolean(count.isExact)],
      ])
    }
  }

  private func merge(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", DuplicatePair.self)
    let bytes = try await request.bytes()
    let input = try DuplicateInput(bytes.isEmpty ? .object([]) : JSON(parsing: bytes))
    return try await door.write(request, DuplicateMerge.kind, bytes) { tx in
      let pair = try DuplicateQueue.pair(id, in: tx)
      let plan = try DuplicateMerge.plan(pair, keep: input.keep, in: tx)
      let taking = try input.sides(of: pair, winner: plan.merge.winner.id)
      let merged = try DuplicateMerge.plan(pair, keep: plan.merge.winner.id, taking: taking, in: tx).run(in: tx)
      let gone = pair.other(than: merged.id)
      return Answer.json(["object": .string(pair.object), "id": .string(merged.id.text), "merged_id": .string(gone.text)])
        .with(.enishiOperation, tx.operation.text)
    }
  }

  private func dismiss(_ request: AppRequest) async throws -> Answer {
    let id = try request.id("id", DuplicatePair.self)
    return try await door.write(request, "duplicate.dismissal", []) { tx in
      try tx.judgeNotDuplicate(try DuplicateQueue.pair(id, in: tx))
      let pair = try DuplicateQueue.pair(id, in: tx)
      return Answer.json(try DuplicateAnswer.json([pair], in: tx).first ?? .null).with(.enishiOperation, tx.operation.text)
    }
  }

  private func scan(_ request: AppRequest) async throws -> Answer {
    let jobs = jobs
    return try await door.write(request, DuplicateScanJob.kind, []) { tx in
      guard tx.actor.rights.may("jobs") else {
        throw Refusal.forbidden(Label("すべてを調べるには「ジョブの管理」の権限が要ります。", "Comparing everything needs the permission to manage jobs."))
      }
      let id = try jobs.enqueue(DuplicateScanJob.job(actor: tx.actor.userID), in: tx.transaction)
      return .json(.accepted, ["job_id": .string(id.text)])
    }
  }
}

/// The body of a merge: `keep`, the id of the record that remains, and `take`, per field the id of the record whose value it gets.
private struct DuplicateInput {
  let keep: RecordID?
  private let take: [(field: String, record: RecordID)]

  init(_ json: JSON) throws(Problems) {
    guard let members = json.members else {
      throw Problems([Problem("type", ja: "JSON のオブジェクトで指定してください。", en: "Give a JSON object.")])
    }
    var problems: [Problem] = []
    func format(_ field: String) -> Problem {
      Problem(field: field, "format", ja: "この組のどちらかの 13 文字の ID で指定してください。", en: "Give the 13-character ID of one of the two.")
    }
    for member in members where !["keep", "take"].contains(member.name) {
      problems.append(
        Problem(
          field: member.name, "unknown_field", ja: "「\(member.name)」は指定できません。使えるもの：keep, take。",
          en: "“\(member.name)” cannot be given. Known: keep, take."))
    }
    keep = json["keep"]?.string.flatMap { RecordID(text: $0) }
    if let given = json["keep"], !given.isNull, keep == nil { problems.append(format("keep")) }
    var take: [(field: String, record: RecordID)] = []
    if let given = json["take"], !given.isNull, given.members == nil { problems.append(format("take")) }
    for member in json["take"]?.members ?? [] {
      if let id = member.value.string.flatMap({ RecordID(text: $0) }) {
        take.append((member.name, id))
      } else {
        problems.append(format("take.\(member.name)"))
      }
    }
    self.take = take
    try Problems.check(problems)
  }

  func sides(of pair: DuplicatePair, winner: RecordID) throws(Problems) -> [String: RecordMerge.Side] {
    var sides: [String: RecordMerge.Side] = [:]
    for (field, record) in take {
      guard record == pair.first || record == pair.second else {
        throw Problems([
          Problem(field: "take.\(field)", "option", ja: "この組のどちらかの ID を指定してください。", en: "Give the ID of one of the two.")
        ])
      }
      sides[field] = record == winner ? .winner : .loser
    }
    return sides
  }
}

/// What the API says of pairs.
enum DuplicateAnswer {
  static func json(_ pairs: [DuplicatePair], in tx: RecordTransaction) throws -> [JSON] {
    var titles: [RecordID: String] = [:]
    for object in DuplicateQueue.objects {
      let ids = pairs.filter { $0.object == object }.flatMap { [$0.first, $0.second] }
      titles.merge(try tx.titles(of: object, ids)) { $1 }
    }
    return try pairs.map { pair in
      let evidence = pair.reasons.visible(of: try tx.object(pair.object), in: tx)
      func record(_ id: RecordID) -> JSON { ["id": .string(id.text), "title": titles[id].map(JSON.string) ?? .null] }
      func reason(_ code: String, _ label: Label) -> JSON { ["code": .string(code), "label": .string(label[tx.actor.language])] }
      return [
        "id": .string(pair.id.text), "object": .string(pair.object), "first": record(pair.first), "second": record(pair.second),
        "score": .integer(Int64(pair.score)), "strength": .string("\(evidence.strength)"),
        "for": .array(evidence.signs.map { reason($0.rawValue, $0.label) }),
        "against": .array(evidence.doubts.map { reason($0.rawValue, $0.label) }), "state": .string(pair.state.rawValue),
        "decided_at": pair.decidedAt.map { .string($0.text) } ?? .null, "decided_by": pair.decidedBy.map { .string($0.text) } ?? .null,
      ]
    }
  }
}
