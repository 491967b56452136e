import Database
import HTTPTypes
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

  /// One message of `text/event-stream`.
  func message(_ rows: Int) -> [UInt8] {
    let json: JSON = [
      "state": .string(state), "finished": .boolean(isFinished), "done": .integer(Int64(done)), "total": .integer(Int64(total ?? rows)),
      "percent": .integer(Int64(percent(of: rows))), "counts": counts.json,
    ]
    return Array("data: \(json.text)\n\n".utf8)
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

/// Tells a browser how a job is getting on, as server-sent events, until it is done or the browser goes away. Each message is made when
/// the one before has been sent, so nothing runs for somebody who is gone.
struct JobEvents: Sendable {
  private static let pause = Duration.milliseconds(300)
  /// Proxies close what is silent for long.
  private static let silence = 40
  /// After ten minutes the browser asks again by itself.
  private static let longest = 2000

  let database: any Database
  let queue: JobQueue
  let job: ID<Job>
  let rows: Int

  func answer() -> Answer {
    var answer = Answer(.ok, headers: [.contentType: MediaTypes.events])
    answer.headers[.cacheControl] = "no-store"
    let (database, queue, job, rows) = (database, queue, job, rows)
    let state = Told()
    answer.stream = AsyncStream {
      guard await !state.isOver else { return nil }
      for turn in 1...Self.longest {
        guard let found = try? await database.read({ tx in try queue.job(job, in: tx) }) else { return nil }
        let progress = ImportProgress(found)
        if await state.isNews(progress) { return progress.message(rows) }
        if turn % Self.silence == 0 { return Array(": \n\n".utf8) }
        do { try await Task.sleep(for: Self.pause) } catch { return nil }
      }
      return nil
    }
    return answer
  }

  /// What was said last.
  private actor Told {
    private var last: ImportProgress?
    private(set) var isOver = false

    func isNews(_ progress: ImportProgress) -> Bool {
      guard progress != last else { return false }
      last = progress
      isOver = progress.isFinished
      return true
    }
  }
}
