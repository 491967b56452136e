import Database
package import Jobs
package import Kernel
package import Records

/// Clears away what is over, once an hour: sessions, counted failures, used links, and browsers that were not seen for a year.
package struct SessionSweepJob: JobHandler {
  package static let kind = "session.sweep"
  package static let schedule = JobSchedule("session.sweep", kind: kind, .every(seconds: 3600))
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package func run(_ context: JobContext) async throws -> JSON {
    let now = store.now()
    try await context.step { tx in
      let sessions = try tx.execute(
        """
        DELETE FROM user_session WHERE expires_at <= \(now) OR NOT EXISTS (
          SELECT 1 FROM app_user WHERE app_user.id = user_session.user_id
            AND app_user.deleted_at IS NULL AND app_user.deactivated_at IS NULL)
        """)
      try tx.execute("DELETE FROM sign_in_failure WHERE ends_at <= \(now)")
      try tx.execute("DELETE FROM account_link WHERE expires_at <= \(now - .seconds(30 * 86_400))")
      try tx.execute("DELETE FROM known_device WHERE seen_at <= \(now - KnownDevice.lasting)")
      return JobStep(["sessions": .integer(Int64(sessions))])
    }
    return ["sessions": context.checkpoint?["sessions"] ?? 0]
  }
}
