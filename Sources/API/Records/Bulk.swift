import HTTPTypes
import Kernel
import Metadata
import Records
import WebKernel

/// One bulk request under way.
struct Bulk {
  private enum Part: String, CaseIterable {
    case create, update, delete
  }

  private let target: RecordTarget
  private let skips: Bool
  private var selected: (order: JSON, change: BulkChange)?
  private var items: [Part: [JSON]] = [:]
  private var failures: [(part: Part, at: Int, failure: Failure)] = []
  private var done: [Part: [(at: Int, id: RecordID)]] = [:]

  init(_ json: JSON, _ target: RecordTarget, in tx: RecordTransaction) throws {
    self.target = target
    skips = json["on_error"]?.string == "skip"
    var problems: [Problem] = []
    for member in json.members ?? [] where !["create", "update", "delete", "filter", "set", "add", "on_error"].contains(member.name) {
      problems.append(
        Self.problem(member.name, "unknown_member", ja: "「\(member.name)」はここでは使えません。", en: "“\(member.name)” is not known here."))
    }
    if let mode = json["on_error"], !["stop", "skip"].contains(mode.string) {
      problems.append(
        Self.problem("on_error", "option", ja: "on_error は stop か skip にしてください。", en: "on_error must be stop or skip."))
    }
    let selects = json["filter"] != nil
    for part in Part.allCases where !(selects && part == .delete) {
      guard let given = json[part.rawValue] else { continue }
      guard let list = given.array else {
        problems.append(
          Self.problem(part.rawValue, "type", ja: "「\(part.rawValue)」は配列にしてください。", en: "“\(part.rawValue)” must be an array."))
        continue
      }
      items[part] = list
    }
    try Problems.check(problems)
    guard !selects else {
      selected = try Self.selected(json, target, in: tx)
      return
    }
    for name in ["set", "add"] where json[name] != nil {
      throw Problems([Self.problem("filter", "required", ja: "\(name) には filter も指定してください。", en: "Give a filter with \(name).")])
    }
    let count = items.values.reduce(0) { $0 + $1.count }
    guard (1...BulkRoutes.mostItems).contains(count) else {
      throw Problems([
        Problem(
          "items", ja: "一度に 1〜\(BulkRoutes.mostItems) 件を指定してください。", en: "Give 1 to \(BulkRoutes.mostItems) items at a time.")
      ])
    }
  }

  /// The change asked for with a filter, as a job would get it, and what it means.
  private static func selected(_ json: JSON, _ target: RecordTarget, in tx: RecordTransaction) throws -> (order: JSON, change: BulkChange) {
    for name in ["create", "update"] where json[name] != nil {
      throw Problems([problem(name, "filter", ja: "filter と \(name) は別々に送ってください。", en: "Send filter and \(name) apart.")])
    }
    let asked = (json.members ?? []).filter { ["filter", "set", "add", "delete"].contains($0.name) }
    let order = JSON.object(
      [.init("object", .string(target.object.name)), .init("record_type", target.recordType.map { .string($0.name) } ?? .null)] + asked)
    return (order, try BulkChange(json: order, in: tx))
  }

  /// The payload of a job, when the filter selects more than a request changes.
  func order(in tx: RecordTransaction) throws -> JSON? {
    guard let selected, try !selected.change.selection.count(upTo: BulkRoutes.mostItems, in: tx).isExact else { return nil }
    return selected.order
  }

  mutating func run(in tx: RecordTransaction) throws {
    if let selected { try change(selected.change, in: tx) }
    try create(in: tx)
    try update(in: tx)
    try delete(in: tx)
    tx.summary = Part.allCases.map { .init($0 == .create ? "created" : "\($0.rawValue)d", .integer(Int64(done[$0]?.count ?? 0))) }
    guard !skips, !failures.isEmpty else { return }
    throw stopped
  }

  /// What a filter selects, each with its place in the order of ids.
  private mutating func change(_ change: BulkChange, in tx: RecordTransaction) throws {
    let part: Part = change.isDeletion ? .delete : .update
    let step = try change.step(after: nil, limit: BulkRoutes.mostItems, in: tx)
    let ids = (step.done + step.failures.map(\.id)).sorted()
    let places = Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    done[part] = step.done.map { (places[$0] ?? 0, $0) }
    for (id, error) in step.failures {
      guard let failure = Failure(error) else { throw error }
      fail(part, places[id] ?? 0, failure)
    }
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
