import Database
package import Kernel
import Records

/// Keeps the database in good order: pieces of uploads that no import came of go away, and SQLite looks at its tables again so that
/// it knows which index is worth using (PostgreSQL does so by itself). Runs daily.
package struct DatabaseCareJob: JobHandler {
  package static let kind = "database.care"
  /// 03:50 in the organisation's zone.
  package static let schedule = JobSchedule("database.care", kind: kind, .daily(minute: 230))

  package init() {}

  package func run(_ context: JobContext) async throws -> JSON {
    // An upload is kept piece by piece before its import is queued: only what is a day old is left over.
    let before = context.now() - .seconds(86_400)
    try await context.step { tx in
      let pieces = try ExchangeFile.purgeOrphans(before: before, in: tx)
      return JobStep(["pieces": .integer(Int64(pieces))])
    }
    try await context.step { tx in
      if tx.dialect.engine == .sqlite {
        // At most so many rows of an index are looked at, which takes some seconds on tables of any size. With fewer it takes a status
        // of 200,000 leads for a rare one, and the few records of an account for many.
        _ = try tx.query("PRAGMA analysis_limit = 1000000")
        _ = try tx.query("PRAGMA optimize = 0x10002")
      }
      return JobStep(["optimized": true])
    }
    return context.checkpoint ?? .null
  }
}
