import Database
package import Kernel
package import Records

/// Removes files of records that are gone for good, and bytes that no file names any more. Runs daily.
package struct FileSweepJob: JobHandler {
  package static let kind = "file.sweep"
  /// 03:30 in the organisation's zone, after the recycle bin.
  package static let schedule = JobSchedule("file.sweep", kind: kind, .daily(minute: 210))
  /// Bytes are put a moment before their record is written; what is younger is left alone.
  private static let youngest = Duration.seconds(86_400)
  private let store: RecordStore
  private let files: FileStore

  package init(store: RecordStore, files: FileStore) {
    self.store = store
    self.files = files
  }

  package func run(_ context: JobContext) async throws -> JSON {
    var purged = 0
    var last = 1
    while last > 0 {
      let before = purged
      last = try await context.recordStep(store, for: .system("file sweep"), as: OperationKind("file.sweep")) { tx in
        let count = try tx.purgeFilesOfGoneRecords()
        return (count, JobStep(["purged": .integer(Int64(before + count))]))
      }
      purged += last
    }
    let moment = context.now() - Self.youngest
    let digests = try await blocking { [files] in try files.digests(untouchedSince: moment) }
    var swept = 0
    for start in stride(from: 0, to: digests.count, by: 500) {
      let part = Array(digests[start..<min(start + 500, digests.count)])
      let unused = try await store.read(for: .system("file sweep")) { try $0.unusedDigests(among: part) }
      try await blocking { [files] in for digest in unused { try files.delete(digest) } }
      swept += unused.count
    }
    return ["purged": .integer(Int64(purged)), "swept": .integer(Int64(swept))]
  }
}
