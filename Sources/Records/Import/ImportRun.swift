import Database
package import Kernel
import Metadata

/// Imports one file for one actor, step by step under one operation, so that it can be stopped, gone on with and undone as a whole.
///
/// - Each step is one transaction: its rows, what is told about them and the place it reached become true together.
/// - Rows are recognised by `ImportMatching`; rows of the same record in one file behave as if they came one after the other.
/// - A row that is wrong is rejected with all its reasons; the others go on.
package final class ImportRun: Sendable {
  /// Performs `body` in one transaction that also keeps the state it returns.
  package typealias Commit =
    @Sendable (
      _ continuing: ID<Operation>?, _ body: @escaping @Sendable (RecordTransaction) throws -> ImportState
    ) async throws -> ImportState

  package static let kind = OperationKind("import", source: "import")
  /// More make a commit cheaper for each row; fewer make others, who write too, wait less.
  package static let rowsPerStep = 5000

  package let plan: ImportPlan
  private let store: RecordStore
  private let actor: ActorReference
  private let source: ImportSource

  package init(store: RecordStore, actor: ActorReference, plan: ImportPlan, source: ImportSource) {
    self.store = store
    self.actor = actor
    self.plan = plan
    self.source = source
  }

  /// All of it at once, without a job.
  package func run() async throws -> ImportState {
    let (store, actor) = (store, actor)
    return try await run(from: nil) { operation, body in
      try await store.write(for: actor, as: Self.kind, continuing: operation, body)
    }
  }

  /// From where it stands to the end. The whole file is looked through before the first row is written.
  package func run(from saved: ImportState?, commit: Commit) async throws -> ImportState {
    if let saved, saved.isFinished { return saved }
    let source = source
    if saved == nil { _ = try await blocking { try source.survey() } }
    let parser = try await parser()
    var state: ImportState
    if let saved { state = saved } else { state = try await commit(nil) { tx in try self.begin(in: tx) } }
    let feed = ImportFeed(source: source, parser: parser, from: state.position)
    let first = try await blocking { try feed.next(Self.rowsPerStep) }
    var upcoming: ImportChunk? = first
    while let chunk = upcoming {
      // The next rows are read and parsed while these are written.
      async let following: ImportChunk? = chunk.isLast ? nil : blocking { try feed.next(Self.rowsPerStep) }
      let before = state
      state = try await commit(before.operation) { tx in try self.write(chunk, after: before, in: tx) }
      upcoming = try await following
    }
    let last = state
    return try await commit(last.operation) { tx in try self.finish(last, cancelled: false, in: tx) }
  }

  /// Ends an import that was stopped: what is done stays, and can be undone.
  package func finish(_ state: ImportState, cancelled: Bool, in tx: RecordTransaction) throws -> ImportState {
    var state = state
    state.isFinished = true
    state.isCancelled = cancelled
    var summary = state.counts.json.members ?? []
    if cancelled { summary.append(JSON.Member("cancelled", true)) }
    tx.summary = summary
    try tx.end(object: try object(in: tx).name)
    return state
  }

  // MARK: - Beginning

  private func parser() async throws -> ImportRowParser {
    let plan = plan
    return try await store.read(for: actor) { tx in
      try Self.check(plan, in: tx)
      let object = try self.object(in: tx)
      return try ImportRowParser(plan: plan, object: object, in: tx)
    }
  }

  static func check(_ plan: ImportPlan, in tx: RecordTransaction) throws {
    guard tx.actor.rights.may("import") else {
      throw Refusal.forbidden(Label("取り込みの権限がありません。管理者に相談してください。", "Your role does not allow imports. Ask an administrator."))
    }
    try Problems.check(plan.problems(in: tx.schema, for: tx.actor))
  }

  private func begin(in tx: RecordTransaction) throws -> ImportState {
    try tx.begin(state: .running)
    let state = ImportState(operation: tx.operation, errorFile: store.ids.next(), noteFile: store.ids.next())
    try ExchangeFile.create(state.errorFile, name: "import-errors.csv", by: tx.actor.userID, at: tx.now, in: tx.transaction)
    try ExchangeFile.create(state.noteFile, name: "import-notes.csv", by: tx.actor.userID, at: tx.now, in: tx.transaction)
    return state
  }

  private func object(in tx: RecordTransaction) throws -> ObjectDefinition {
    guard let collection = tx.schema.collection(plan.collection) else { throw Refusal.notFound }
    return collection.object
  }

  // MARK: - One step

  func write(_ chunk: ImportChunk, after before: ImportState, in tx: RecordTransaction) throws -> ImportState {
    var state = before
    let object = try object(in: tx)
    var report = ImportReport(object: object, plan: plan, language: tx.actor.language)
    try ImportStep(plan: plan, object: object, in: tx).write(chunk.rows, chunk.keys, &state.counts, &report)
    state.counts.rows += chunk.rows.count
    state.counts.blank += chunk.blank
    state.position = chunk.end
    try ExchangeFile.append(
      try report.errorBytes(withHeadings: before.counts.rejected == 0 && state.counts.rejected > 0), to: state.errorFile,
      in: tx.transaction)
    let told = before.counts.repaired + before.counts.kept
    try ExchangeFile.append(
      try report.noteBytes(withHeadings: told == 0 && state.counts.repaired + state.counts.kept > 0), to: state.noteFile,
      in: tx.transaction)
    return state
  }
}
