package import Database
package import Jobs
package import Kernel
import Records

/// Clears away, once a day, notifications that are older than a season, and mentions of notes that are gone.
package struct NotificationSweepJob: JobHandler {
  package static let kind = "notification.sweep"
  package static let schedule = JobSchedule("notification.sweep", kind: kind, .daily(minute: 4 * 60 + 10))
  /// For how long a notification can be looked up.
  package static let days = 90

  package init() {}

  package func run(_ context: JobContext) async throws -> JSON {
    let now = context.now()
    try await context.step { tx in JobStep(["removed": .integer(Int64(try Self.sweep(at: now, in: tx)))]) }
    return ["removed": context.checkpoint?["removed"] ?? 0]
  }

  @discardableResult
  package static func sweep(at now: Instant, in tx: any Transaction) throws -> Int {
    try tx.execute("DELETE FROM mention WHERE NOT EXISTS (SELECT 1 FROM note WHERE note.id = mention.note_id)")
    return try tx.execute("DELETE FROM notification WHERE at < \(now - .seconds(86_400 * days))")
  }
}
