import Database
package import Kernel
package import Records

/// Imports an uploaded file in the background: payload `{"file": id, "reading": {…}, "plan": {…}}`.
package struct ImportJob: JobHandler {
  package static let kind = "import"
  private let store: RecordStore
  private let workbook: @Sendable (String) throws -> any TableReader

  /// - Parameter workbook: opens an Excel workbook by its path.
  package init(store: RecordStore, workbook: @escaping @Sendable (_ path: String) throws -> any TableReader) {
    self.store = store
    self.workbook = workbook
  }

  package static func job(
    file: ID<ExchangeFile>, plan: ImportPlan, reading: ImportReading = ImportReading(), actor: ID<UserTag>?
  ) -> NewJob {
    NewJob(
      kind: kind, payload: ImportOrder(file: file, plan: plan, reading: reading).json, uniqueKey: "import:\(file.text)", actor: actor)
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let order = try ImportOrder(json: context.payload)
    let file = try await SpooledFile(order.file, from: store.database)
    defer { file.remove() }
    let source = try await order.source(at: file.path, workbook: workbook)
    let actor = context.actor("import")
    let run = ImportRun(store: store, actor: actor, plan: order.plan, source: source)
    let total = try await blocking { try source.survey().rows }
    do {
      let saved = context.checkpoint.flatMap(ImportState.init(json:))
      let state = try await run.run(from: saved) { operation, body in
        try await context.recordStep(store, for: actor, as: ImportRun.kind, continuing: operation, total: total, body)
      }
      return result(state)
    } catch JobInterruption.cancelled {
      guard let saved = context.checkpoint.flatMap(ImportState.init(json:)) else { throw JobInterruption.cancelled }
      let state = try await context.recordStep(
        store, for: actor, as: ImportRun.kind, continuing: saved.operation, total: total, evenIfCancelled: true
      ) { tx in try run.finish(saved, cancelled: true, in: tx) }
      return result(state)
    }
  }

  private func result(_ state: ImportState) -> JSON {
    var members = state.counts.json.members ?? []
    members.append(JSON.Member("operation", .string(state.operation.text)))
    if state.counts.rejected > 0 { members.append(JSON.Member("error_file", .string(state.errorFile.text))) }
    if state.counts.repaired + state.counts.kept > 0 { members.append(JSON.Member("note_file", .string(state.noteFile.text))) }
    if state.isCancelled { members.append(JSON.Member("undo", .string("enishi undo \(state.operation.text)"))) }
    return .object(members)
  }
}

extension JobContext {
  /// For whom the job works.
  package func actor(_ doing: String) -> ActorReference {
    job.actorID.map { .user($0.as(User.self)) } ?? .system(doing)
  }

  /// A step of an import: one transaction of records, with the state as checkpoint.
  fileprivate func recordStep(
    _ store: RecordStore, for actor: ActorReference, as kind: OperationKind, continuing: ID<Records.Operation>?, total: Int,
    evenIfCancelled: Bool = false, _ body: @escaping @Sendable (RecordTransaction) throws -> ImportState
  ) async throws -> ImportState {
    try await recordStep(store, for: actor, as: kind, continuing: continuing, evenIfCancelled: evenIfCancelled) { tx in
      let state = try body(tx)
      let done = state.counts.rows
      let step = JobStep(
        state.json,
        progress: JobProgress(
          done: done, total: total, label: Label("\(done) / \(total) 行を取り込みました", "\(done) of \(total) rows imported")),
        operation: state.operation.raw)
      return (state, step)
    }
  }
}
