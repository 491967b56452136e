import Database
package import Kernel
package import Records

/// Empties the recycle bin of what has lain there for 30 days, and with it exchanged files and finished jobs of that age. Runs daily.
package struct RecycleBinPurgeJob: JobHandler {
  package static let kind = "recycle_bin.purge"
  /// 03:10 in the organisation's zone.
  package static let schedule = JobSchedule("recycle_bin.purge", kind: kind, .daily(minute: 190))
  package static let days = 30
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package func run(_ context: JobContext) async throws -> JSON {
    let before = context.now() - .seconds(86_400 * Self.days)
    var purged = Int(context.checkpoint?["purged"]?.integer ?? 0)
    var last = 1
    while last > 0 {
      let soFar = purged
      last = try await context.recordStep(store, for: .system("purge"), as: OperationKind("recycle_bin.purge")) { tx in
        let count = try tx.emptyRecycleBin(deletedBefore: before)
        return (count, JobStep(["purged": .integer(Int64(soFar + count))]))
      }
      purged += last
    }
    let total = purged
    try await context.step { tx in
      _ = try ExchangeFile.purge(before: before, in: tx)
      try tx.execute("DELETE FROM job WHERE finished_at < \(before) AND state <> 'failed'")
      return JobStep(["purged": .integer(Int64(total))])
    }
    return ["purged": .integer(Int64(total))]
  }
}
