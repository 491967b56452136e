import HTTPTypes
import Kernel
import Metadata
import Query
import Records
import WebKernel

/// Many records in one request and one operation: `{"create": […], "update": […], "delete": […]}`, or one change for
/// everything a filter selects: `{"filter": …, "set": {…}}`.
///
/// - By itself all or nothing: one wrong item and nothing is done, with everything that is wrong.
/// - With `"on_error": "skip"` what is right is done and the rest is told, item by item.
struct BulkRoutes: Sendable {
  static let mostItems = 1000
  let services: APIServices

  var routes: [Route] {
    [
      Route(
        .post, "/api/v1/{objects}/bulk", name: "bulk", .scope(.write), Label("一括操作", "Bulk"), bodyLimit: 16 << 20, bulk)
    ]
  }

  private func bulk(_ request: AppRequest) async throws -> Answer {
    try RecordRoutes.refuseParameters(request)
    let (json, bytes) = try await request.json()
    return try await services.write(request, as: "record.bulk", body: bytes) { tx, caller in
      let target = try RecordTarget(request, caller, .edit, in: tx)
      var bulk = try Bulk(json, target, in: tx)
      try bulk.run(in: tx)
      return .json(bulk.result(request.language)).undone(by: tx)
    }
  }
}

/// One bulk request under way.
private struct Bulk {
  private enum Part: String, CaseIterable {
    case create, update, delete
  }

  private let target: RecordTarget
  private let skips: Bool
  private var items: [Part: [JSON]] = [:]
  private var failures: [(part: Part, at: Int, failure: Failure)] = []
  private var done: [Part: [(at: Int, id: RecordID)]] = [:]

  init(_ json: JSON, _ target: RecordTarget, in tx: RecordTransaction) throws {
    self.target = target
    skips = json["on_error"]?.string == "skip"
    var problems: [Problem] = []
    for member in json.members ?? [] where !["create", "update", "delete", "filter", "set", "on_error"].contains(member.name) {
      problems.append(
        Self.problem(member.name, "unknown_member", ja: "「\(member.name)」はここでは使えません。", en: "“\(member.name)” is not known here."))
    }
    if let mode = json["on_error"], !["stop", "skip"].contains(mode.string) {
      problems.append(
        Self.problem("on_error", "option", ja: "on_error は stop か skip にしてください。", en: "on_error must be stop or skip."))
    }
    for part in Part.allCases {
      guard let given = json[part.rawValue] else { continue }
      guard let list = given.array else {
        problems.append(
          Self.problem(part.rawValue, "type", ja: "「\(part.rawValue)」は配列にしてください。", en: "“\(part.rawValue)” must be an array."))
        continue
      }
      items[part] = list
    }
    try Problems.check(problems)
    try addSelected(json, in: tx)
    let count = items.values.reduce(0) { $0 + $1.count }
    guard (1...BulkRoutes.mostItems).contains(count) || json["filter"] != nil else {
      throw Problems([
        Problem(
          "items", ja: "一度に 1〜\(BulkRoutes.mostItems) 件を指定してください。", en: "Give 1 to \(BulkRoutes.mostItems) items at a time.")
      ])
    }
  }

  /// Turns a filter and the values to set into updates of everything the actor sees there.
  private mutating func addSelected(_ json: JSON, in tx: RecordTransaction) throws {
    guard let filter = json["filter"] else {
      if json["set"] != nil {
        throw Problems([Self.problem("filter", "required", ja: "set には filter も指定してください。", en: "Give a filter with set.")])
      }
      return
    }
    guard let values = json["set"]?.members, !values.isEmpty else {
      throw Problems([Self.problem("set", "required", ja: "set に変更する項目と値を指定してください。", en: "Give the fields and values to set.")])
    }
    let condition = try Condition(json: filter, on: target.object.name, in: tx.queryContext)
    let query = ListQuery(
      target.object.name, recordType: target.recordType?.name, where: condition, sort: [Sort(["id"])], fields: [],
      limit: BulkRoutes.mostItems)
    let page = try tx.list(query)
    guard page.next == nil else {
      throw Problems([
        Self.problem(
          "filter", "too_many", ja: "対象が \(BulkRoutes.mostItems) 件を超えています。条件を絞ってください。",
          en: "More than \(BulkRoutes.mostItems) records are selected. Narrow the filter.")
      ])
    }
    items[.update, default: []] += page.rows.map { .object([.init("id", .string($0.id.text))] + values) }
  }

  mutating func run(in tx: RecordTransaction) throws {
    try create(in: tx)
    try update(in: tx)
    try delete(in: tx)
    tx.summary = Part.allCases.map { .init($0 == .create ? "created" : "\($0.rawValue)d", .integer(Int64(done[$0]?.count ?? 0))) }
    guard !skips, !failures.isEmpty else { return }
    throw stopped
  }

  private mutating func create(in tx: RecordTransaction) throws {
    let takes: Set<String> = target.object.recordTypes.isEmpty ? [] : ["record_type"]
    let inputs = (items[.create] ?? []).map { RecordInput($0, target, takes: takes, in: tx) }
    let good = tried(.create, inputs)
    guard !good.isEmpty else { return }
    let results = try tx.createEach(
      target.object.name, good.map { NewRecord(recordType: inputs[$0].recordType, draft: inputs[$0].draft) })
    for (at, result) in zip(good, results) { try settle(.create, at, inputs[at], result.map(\.id).mapError { $0 }) }
  }

  private mutating func update(in tx: RecordTransaction) throws {
    let inputs = (items[.update] ?? []).map { RecordInput($0, target, takes: ["id", "version"], in: tx) }
    var good = tried(.update, inputs).filter { inputs[$0].id != nil }
    for at in inputs.indices where inputs[at].id == nil && inputs[at].problems.isEmpty {
      fail(.update, at, Failure.invalid([Self.problem("id", "required", ja: "id を指定してください。", en: "Give the id.")]))
    }
    let visible = try visible(good.compactMap { inputs[$0].id }, in: tx)
    for at in good where inputs[at].id.map({ !visible.contains($0) }) ?? true { fail(.update, at, .notFound) }
    good.removeAll { at in inputs[at].id.map { !visible.contains($0) } ?? true }
    guard !good.isEmpty else { return }
    let changes = good.compactMap { at in
      inputs[at].id.map { RecordChange(id: $0, draft: inputs[at].draft, version: inputs[at].version) }
    }
    for (at, result) in zip(good, try tx.updateEach(target.object.name, changes)) {
      try settle(.update, at, inputs[at], result.map(\.id))
    }
  }

  private mutating func delete(in tx: RecordTransaction) throws {
    let ids = (items[.delete] ?? []).map { $0.string.flatMap { RecordID(text: $0) } }
    let visible = try visible(ids.compactMap { $0 }, in: tx)
    for (at, id) in ids.enumerated() {
      guard let id, visible.contains(id) else {
        fail(.delete, at, .notFound)
        continue
      }
      do {
        try tx.delete(target.object.name, [id])
        done[.delete, default: []].append((at, id))
      } catch let refusal as Refusal {
        if let failure = Failure(refusal) { fail(.delete, at, failure) }
      }
    }
  }

  /// The items worth trying. All or nothing: also those with problems, so that the rules can say what else is wrong.
  private mutating func tried(_ part: Part, _ inputs: [RecordInput]) -> [Int] {
    guard skips else { return Array(inputs.indices) }
    for (at, input) in inputs.enumerated() where !input.problems.isEmpty { fail(part, at, .invalid(input.problems)) }
    return inputs.indices.filter { inputs[$0].problems.isEmpty }
  }

  private mutating func settle(_ part: Part, _ at: Int, _ input: RecordInput, _ result: Result<RecordID, any Error>) throws {
    switch result {
    case .success(let id) where input.problems.isEmpty: done[part, default: []].append((at, id))
    case .success: fail(part, at, .invalid(input.problems))
    case .failure(let problems as Problems): fail(part, at, .invalid(input.merged(problems.all)))
    case .failure(let error):
      guard let failure = Failure(error) else { throw error }
      fail(part, at, failure)
    }
  }

  private func visible(_ ids: [RecordID], in tx: RecordTransaction) throws -> Set<RecordID> {
    let records = try tx.fetch(target.object, Array(Set(ids)).sorted())
    return Set(records.filter { target.recordType == nil || $0.recordType == target.recordType?.name }.map(\.id))
  }

  private mutating func fail(_ part: Part, _ at: Int, _ failure: Failure) { failures.append((part, at, failure)) }

  /// Everything that is wrong, each with its place: `create[3].email`.
  private var stopped: Failure {
    let problems = failures.flatMap { part, at, failure in
      let place = "\(part.rawValue)[\(at)]"
      if failure.problems.isEmpty { return [Problem(field: place, failure.code, failure.title)] }
      return failure.problems.map { problem in
        var placed = problem
        placed.field = problem.field.map { "\(place).\($0)" } ?? place
        return placed
      }
    }
    var stopped = Failure.invalid(problems)
    stopped.conflicts = failures.flatMap(\.failure.conflicts)
    return stopped
  }

  /// `{"created": [{"index", "id"}], "updated": …, "deleted": …, "failed": [{"action", "index", "status", "errors"}]}`
  func result(_ language: Language) -> JSON {
    let lists = Part.allCases.map { part in
      JSON.Member(
        "\(part.rawValue)d",
        .array((done[part] ?? []).map { ["index": .integer(Int64($0.at)), "id": .string($0.id.text)] }))
    }
    let failed = failures.map { part, at, failure -> JSON in
      let errors = failure.problems.isEmpty ? [Problem(failure.code, failure.title)] : failure.problems
      return [
        "action": .string(part.rawValue), "index": .integer(Int64(at)), "status": .integer(Int64(failure.status.code)),
        "errors": .array(errors.map { Failure.json($0, language) }),
      ]
    }
    return .object(lists + [.init("failed", .array(failed))])
  }

  private static func problem(_ field: String, _ code: String, ja: String, en: String) -> Problem {
    Problem(field: field, code, ja: ja, en: en)
  }
}
