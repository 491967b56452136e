import Admin
import Database
import Documents
package import Jobs
package import Kernel
import Logging
import Metadata
import Notices
import People
import Records
import Sales

extension Services {
  /// The jobs this program can do.
  package var handlers: [any JobHandler] {
    [
      ImportJob(store: records, workbook: Self.readWorkbook), ImportCheckJob(store: records, workbook: Self.readWorkbook),
      ImportWithdrawalJob(queue: queue), ExportJob(store: records, workbook: Self.writeWorkbook),
      UndoJob(store: records), BulkChangeJob(store: records),
      LeadConversionJob(store: records), AuditSealJob(cryptography: cryptography), RecycleBinPurgeJob(store: records),
      FileSweepJob(store: records, files: files), DatabaseCareJob(),
      PasswordResetJob(store: records, outbox: outbox, url: configuration.url), SessionSweepJob(store: records), NotificationSweepJob(),
      DuplicateScanJob(store: records), DuplicateWatchJob(store: records, queue: queue),
      BackfillJob(store: records) { object, field, after, limit, tx in
        let object = try tx.object(object)
        guard let field = object.field(field) else { return nil }
        return try tx.backfill(.recompute(field, object), after: after, limit: limit)
      },
    ]
  }

  /// What recurs.
  package static let schedules = [
    AuditSealJob.schedule, RecycleBinPurgeJob.schedule, FileSweepJob.schedule, DatabaseCareJob.schedule,
    SessionSweepJob.schedule, NotificationSweepJob.schedule, DuplicateScanJob.schedule, DuplicateWatchJob.schedule,
  ]

  /// Where mails go as long as there is no mail server.
  var outbox: Outbox { .folder("\(configuration.data)/outbox", url: configuration.url, now: now) }

  static let readWorkbook: @Sendable (String) throws -> any TableReader = { try XLSXReader(path: $0) }

  static let writeWorkbook: Export.Workbook = { path, columns in try XLSXWriter(path: path, columns: columns) }

  /// Does jobs in this process: all kinds, or only those given.
  package func worker(of handlers: [any JobHandler]? = nil) -> Worker {
    var settings = Worker.Settings()
    settings.parallel = max(1, configuration.workers)
    let log = log
    return Worker(
      database: database, queue: queue, handlers: handlers ?? self.handlers, settings: settings,
      ended: JobNotices(ids: records.ids).ended, report: { log.warning("\($0)") })
  }

  /// Does one job here, or waits for whoever took it first; `report` hears of its progress.
  package func finish(
    _ job: ID<Job>, with handler: any JobHandler, report: @escaping @Sendable (JobProgress) -> Void
  ) async throws -> Job {
    let worker = worker(of: [handler])
    return try await withThrowingTaskGroup(of: Job?.self) { group in
      group.addTask {
        await worker.run()
        return nil
      }
      group.addTask {
        while true {
          if let now = try await database.read({ try queue.job(job, in: $0) }) {
            if let progress = now.progress { report(progress) }
            if now.state.isFinished { return now }
          }
          try await Task.sleep(for: .milliseconds(100))
        }
      }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let ended { return ended }
      }
      throw Refusal.notFound
    }
  }
}
