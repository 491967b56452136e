import Foundation
package import Kernel
package import Records

/// Writes a list to a file in the background: payload `{"object": …, "record_type": …, "where": {…}, "sort": …, "fields": […], "format": …}`;
/// the result names the file.
package struct ExportJob: JobHandler {
  package static let kind = "export"
  private let store: RecordStore
  private let workbook: Export.Workbook

  package init(store: RecordStore, workbook: @escaping Export.Workbook) {
    self.store = store
    self.workbook = workbook
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let actor = context.actor("export")
    let payload = context.payload
    let export = try await store.read(for: actor) { [workbook] tx in try Export(payload, in: tx, workbook: workbook) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "enishi-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "export").path
    let outcome = try await export.run(store: store, for: actor, to: path) { _ in !Task.isCancelled }
    let file = try await keep(path, name: export.fileName, export.format, outcome, context)
    return [
      "rows": .integer(Int64(outcome.rows)), "file": .string(file.text),
      "replaced": .array(outcome.replaced.map { .string(String($0)) }),
    ]
  }

  /// Puts the file into the database piece by piece, where any process finds it.
  private func keep(
    _ path: String, name: String, _ format: Export.Format, _ outcome: Export.Outcome, _ context: JobContext
  ) async throws -> ID<ExchangeFile> {
    let id: ID<ExchangeFile> = store.ids.next()
    let actor = context.job.actorID
    let label = Label("\(outcome.rows) 行を書き出しました", "\(outcome.rows.counted("rows")) exported")
    let step = JobStep(
      ["file": .string(id.text)], progress: JobProgress(done: outcome.rows, total: outcome.rows, label: label))
    let now = context.now()
    try await context.step { tx in
      try ExchangeFile.create(id, name: name, contentType: format.contentType, by: actor, at: now, in: tx)
      return step
    }
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      let bytes = [UInt8](piece)
      try await context.step { tx in
        try ExchangeFile.append(bytes, to: id, in: tx)
        return step
      }
    }
    try file.close()
    return id
  }
}
