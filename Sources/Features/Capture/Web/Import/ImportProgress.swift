import Database
import Jobs
import Kernel
import Records
import WebKernel

/// How far the job of an import is: as a bar on the page, and as what the browser is sent while it goes on.
struct ImportProgress: Sendable, Hashable {
  let state: String
  let done: Int
  let total: Int?
  let counts: ImportCounts

  init(_ job: Job) {
    state = job.state.rawValue
    done = job.progress?.done ?? 0
    total = job.progress?.total
    counts = (job.result ?? job.checkpoint?["counts"]).map(ImportCounts.init(json:)) ?? ImportCounts()
  }

  var isFinished: Bool { Job.State(rawValue: state)?.isFinished ?? true }

  func percent(of rows: Int) -> Int {
    let all = max(1, total ?? rows)
    return isFinished ? 100 : min(99, done * 100 / all)
  }

  func event(_ rows: Int) -> ServerEvent {
    ServerEvent([
      "state": .string(state), "finished": .boolean(isFinished), "done": .integer(Int64(done)), "total": .integer(Int64(total ?? rows)),
      "percent": .integer(Int64(percent(of: rows))), "counts": counts.json,
    ])
  }
}

/// The bar, which the module keeps moving and which leads on when the work is done.
struct ProgressBar {
  let progress: ImportProgress

  init(_ job: Job) { progress = ImportProgress(job) }

  func html(total rows: Int, unit: Label, events: String, then next: String, _ ui: UI) -> HTML {
    let percent = progress.percent(of: rows)
    return """
      <div data-progress="\(events)" data-next="\(next)"><div class="row" style="align-items:baseline"><span class="stat__v"><span data-done>\(ui.number(progress.done))</span>\
      <small>/ <span data-total>\(ui.number(progress.total ?? rows))</span>\(ui(unit))</small></span><span class="push small muted" data-left></span></div>\
      <div class="meter meter--lg" style="margin-block-start:var(--s-2)" role="progressbar" aria-valuenow="\(percent)" aria-valuemin="0" aria-valuemax="100" \
      aria-label="\(ui("進み具合", "Progress"))"><i style="--v:\(percent)"></i></div></div>
      """
  }
}

/// Tells a browser how a job is getting on until it is done.
actor JobEvents {
  private let database: any Database
  private let queue: JobQueue
  private let job: ID<Job>
  private let rows: Int
  /// What was said last.
  private var told: ImportProgress?

  init(database: any Database, queue: JobQueue, job: ID<Job>, rows: Int) {
    (self.database, self.queue, self.job, self.rows) = (database, queue, job, rows)
  }

  nonisolated func answer() -> Answer { EventStream(every: .milliseconds(300)) { try await self.look() }.answer() }

  private func look() async throws -> EventStream.Turn {
    let (queue, job) = (queue, job)
    guard let found = try await database.read({ tx in try queue.job(job, in: tx) }) else { return .end }
    let progress = ImportProgress(found)
    guard progress != told else { return .nothing }
    told = progress
    return progress.isFinished ? .last(progress.event(rows)) : .news(progress.event(rows))
  }
}
