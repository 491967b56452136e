package import Kernel
package import Records

/// Looks in the background what an import would do, without writing a record: payload `{"file": id, "reading": {…}, "plan": {…}}`.
///
/// Begun anew after a crash; what it found is its result: counts, examples, and the file of rows that would be rejected.
package struct ImportCheckJob: JobHandler {
  package static let kind = "import.check"
  private let store: RecordStore
  private let workbook: @Sendable (String) throws -> any TableReader

  /// - Parameter workbook: opens an Excel workbook by its path.
  package init(store: RecordStore, workbook: @escaping @Sendable (_ path: String) throws -> any TableReader) {
    self.store = store
    self.workbook = workbook
  }

  package static func job(file: ID<ExchangeFile>, plan: ImportPlan, reading: ImportReading, actor: ID<UserTag>) -> NewJob {
    NewJob(kind: kind, payload: ImportOrder(file: file, plan: plan, reading: reading).json, actor: actor)
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let order = try ImportOrder(json: context.payload)
    let file = try await SpooledFile(order.file, from: store.database)
    defer { file.remove() }
    let source = try await order.source(at: file.path, workbook: workbook)
    let look = try await ImportDryRun(store: store, actor: context.actor("import"), plan: order.plan, source: source) { counts, total in
      try await context.step { _ in Self.step(counts, total) }
    }
    return .object(
      (look.counts.json.members ?? []) + [
        JSON.Member("exact", .boolean(look.isExact)), JSON.Member("examples", .array(look.examples.map(\.json))),
        JSON.Member("changes", .array(look.changes.map(\.json))),
        JSON.Member("error_file", try await keep(look, context).map { .string($0.text) } ?? .null),
      ])
  }

  private func keep(_ look: ImportDryRun, _ context: JobContext) async throws -> ID<ExchangeFile>? {
    let bytes = look.errorBytes
    guard !bytes.isEmpty else { return nil }
    let id: ID<ExchangeFile> = store.ids.next()
    let (now, actor, counts) = (context.now(), context.job.actorID, look.counts)
    try await context.step { tx in
      try ExchangeFile.create(id, name: "import-errors.csv", by: actor, at: now, in: tx)
      try ExchangeFile.append(bytes, to: id, in: tx)
      return Self.step(counts, counts.rows)
    }
    return id
  }

  private static func step(_ counts: ImportCounts, _ total: Int) -> JobStep {
    let label = Label("\(counts.rows) / \(total) 行を読みました", "\(counts.rows) of \(total) rows read")
    return JobStep(["counts": counts.json], progress: JobProgress(done: counts.rows, total: total, label: label))
  }
}
