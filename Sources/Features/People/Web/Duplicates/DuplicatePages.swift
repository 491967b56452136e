import HTTPTypes
import Jobs
import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// 名寄せ (screen 29): the pairs that wait, the surest first; one of them field by field; and what has been decided.
struct DuplicatePages: Sendable {
  let door: WebDoor
  let queue: JobQueue

  var routes: [Route] {
    [
      Route.page("/duplicates", "duplicates", Label("名寄せ", "Duplicates"), show),
      Route.page("/duplicates/{id}", "duplicate", Label("名寄せの1組", "One pair of possible duplicates"), show),
      Route.post("/duplicates/{id}/merge", "duplicateMerge", Label("まとめる", "Merge the pair"), merge),
      Route.post("/duplicates/{id}/dismissal", "duplicateDismiss", Label("別人として残す", "Keep the two apart"), dismiss),
      Route(.get, "/duplicates/count", name: "duplicateCount", .page, Label("名寄せの件数", "How many pairs wait"), produces: [MediaTypes.json], count),
      Route.page("/duplicates/sure", "duplicatesSure", Label("確実なものをまとめる", "Merge the sure ones"), sure),
      Route.post("/duplicates/sure", "duplicatesSureRun", Label("確実なものをまとめる", "Merge the sure ones"), mergeSure),
      Route.page("/duplicates/merged", "duplicatesMerged", Label("統合の記録", "What has been merged"), merged),
      Route.post("/duplicates/scan", "duplicatesScan", Label("すべて調べる", "Compare everything"), .pageFor(permission: "jobs"), scan),
      Route.post("/duplicates/scan/end", "duplicatesScanEnd", Label("調べるのをやめる", "Stop comparing"), .pageFor(permission: "jobs"), endScan),
    ]
  }

  // MARK: Looking

  private func show(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    return try await door.page(request) { tx, ui in
      try Self.requireMerging(tx)
      return try DuplicateScreen(place, jobs: queue, in: tx, ui).page
    }
  }

  private func count(_ request: AppRequest) async throws -> Answer {
    try await door.fragment(request) { tx, _ in
      let count = DuplicateQueue.isOpen(to: tx.actor) ? try DuplicateQueue().count(upTo: 99, in: tx) : Count(value: 0, isExact: true)
      return .json(["text": .string(count.value == 0 ? "" : "\(count.value)\(count.isExact ? "" : "+")")])
    }
  }

  private func merged(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    return try await door.page(request) { tx, ui in
      try Self.requireMerging(tx)
      return try MergedScreen(place, in: tx, ui).page
    }
  }

  // MARK: Deciding

  private func merge(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    let keep = request.form["keep"].flatMap { RecordID(text: $0) }
    let taking = MergePages.taking(request.form)
    return try await door.write(request, as: DuplicateMerge.kind) { tx, ui in
      let pair = try place.pair(in: tx)
      let merged = try DuplicateMerge.plan(pair, keep: keep, taking: taking, in: tx).run(in: tx)
      return .redirect(
        to: place.link(to: try place.queue.next(after: pair, in: tx)), MergePages.flash(merged, try tx.object(pair.object), tx, ui))
    }
  }

  private func dismiss(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    return try await door.write(request, as: "duplicate.dismissal") { tx, ui in
      let pair = try place.pair(in: tx)
      try tx.judgeNotDuplicate(pair)
      let isPerson = pair.object == Person.object.name
      return .redirect(
        to: place.link(to: try place.queue.next(after: pair, in: tx)),
        Flash(
          isPerson ? ui("別人として残しました", "Kept as two people") : ui("別会社として残しました", "Kept as two companies"), undo: tx.operation.text))
    }
  }

  private func sure(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    return try await door.page(request) { tx, ui in
      try Self.requireMerging(tx)
      return try SureScreen(place, in: tx, ui).page
    }
  }

  private func mergeSure(_ request: AppRequest) async throws -> Answer {
    let place = try QueuePlace(request)
    return try await door.write(request, as: "duplicates.merge") { tx, ui in
      try Self.requireMerging(tx)
      let outcome = try SureMerges.run(place.object, in: tx)
      let left = outcome.left == 0 ? "" : ui("。\(outcome.left)組はそのままです", "; \(outcome.left) stay as they are")
      return .redirect(
        to: place.link(to: nil),
        Flash(
          ui("\(outcome.merged)組をまとめました\(left)", "\(outcome.merged) pairs merged\(left)"),
          undo: outcome.merged > 0 ? tx.operation.text : nil))
    }
  }

  // MARK: Scanning

  private func scan(_ request: AppRequest) async throws -> Answer {
    let queue = queue
    return try await door.write(request, as: DuplicateScanJob.kind) { tx, ui in
      try queue.enqueue(DuplicateScanJob.job(actor: tx.actor.userID), in: tx.transaction)
      return .redirect(to: "/duplicates", Flash(ui("すべての人と取引先を調べ始めました", "All persons and accounts are being compared")))
    }
  }

  private func endScan(_ request: AppRequest) async throws -> Answer {
    let queue = queue
    return try await door.write(request, as: "job.cancel") { tx, ui in
      for job in try queue.jobs(kind: DuplicateScanJob.kind, states: [.waiting, .running], in: tx.transaction) {
        try queue.cancel(job.id, in: tx.transaction)
      }
      return .redirect(to: "/duplicates", Flash(ui("調べるのをやめました。見つかった組は残ります", "Stopped. What was found stays")))
    }
  }

  static func requireMerging(_ tx: RecordTransaction) throws {
    guard DuplicateQueue.isOpen(to: tx.actor) else {
      throw Refusal.forbidden(
        Label("名寄せには、人か取引先を編集・削除する権限が要ります。管理者に相談してください。", "Merging needs the right to edit and delete persons or accounts. Ask an administrator."))
    }
  }
}

/// Where somebody is in the queue: which kind and strength is shown, and which pair.
struct QueuePlace: Sendable {
  let object: String
  let strength: DuplicateEvidence.Strength?
  let cursor: String?
  /// Whose record is to be kept, when somebody has turned them round.
  let keep: RecordID?
  private let id: ID<DuplicatePair>?

  init(_ request: AppRequest) throws {
    func given(_ name: String) -> String? { request.form[name] ?? request.query.items.first { $0.name == name }?.value }
    object = given("object") == Account.object.name ? Account.object.name : Person.object.name
    strength = given("strength").flatMap { name in DuplicateEvidence.Strength.allCases.first { "\($0)" == name } }
    cursor = given("cursor")
    keep = given("keep").flatMap { RecordID(text: $0) }
    id = request.parameters["id"] == nil ? nil : try request.id("id")
  }

  var queue: DuplicateQueue { DuplicateQueue(object: object, strength: strength) }

  var isPair: Bool { id != nil }

  /// The pair of the address; the queue's first without one.
  func pair(in tx: RecordTransaction) throws -> DuplicatePair {
    guard let id else { throw Refusal.notFound }
    return try DuplicateQueue.pair(id, in: tx)
  }

  func query(_ more: [(String, String)] = []) -> String {
    let items = [("object", object)] + (strength.map { [("strength", "\($0)")] } ?? []) + more
    return items.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
  }

  /// The page of a pair, or of the queue, with the same filter.
  func link(to pair: DuplicatePair?) -> String { pair.map { "/duplicates/\($0.id.text)?\(query())" } ?? "/duplicates?\(query())" }

  func link(object: String) -> String { "/duplicates?object=\(object)" }

  var fields: HTML {
    "<input type=\"hidden\" name=\"object\" value=\"\(object)\">\(strength.map { "<input type=\"hidden\" name=\"strength\" value=\"\("\($0)")\">" as HTML })"
  }
}
