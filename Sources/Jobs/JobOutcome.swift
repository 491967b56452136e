import Database
import Kernel

/// How one attempt at a job ended.
enum JobOutcome: Sendable {
  case finished(JSON)
  case cancelled
  /// It makes no sense to try again: what was asked for is wrong.
  case failed(String)
  case failedForNow(String, retryAfter: Duration)
  /// Not the job's fault: the process ends, the disk is full, the database is away. Does not count as an attempt.
  case postponed(String?)
  /// Somebody else works on it now.
  case interrupted

  init(of error: any Error, _ job: Job, random: Double) {
    let retry = JobOutcome.failedForNow(
      Self.text(error), retryAfter: Backoff.delay(afterAttempt: job.attempts, random: random))
    switch error {
    case JobInterruption.leaseLost: self = .interrupted
    case JobInterruption.cancelled: self = .cancelled
    case is CancellationError: self = .postponed(nil)
    case is Problems, is Problem, is Refusal: self = .failed(Self.text(error))
    case DatabaseError.full: self = .postponed(Self.text(error))
    case let error as DatabaseError where error.isTransient: self = .postponed(Self.text(error))
    default: self = job.attempts >= job.maxAttempts ? .failed(Self.text(error)) : retry
    }
  }

  func settle(_ job: Job, _ lease: JobLease, pause: Duration, at now: Instant, in tx: any Transaction) throws {
    let isCancelRequested: Bool
    do {
      try lease.hold(in: tx)
      isCancelRequested = false
    } catch JobInterruption.cancelled {
      isCancelRequested = true
    }
    switch self {
    case .finished where !isCancelRequested && job.uniqueKey?.hasPrefix(JobSchedule.keyPrefix) == true:
      try lease.delete(in: tx)
    case .finished(let result):
      try lease.finish(isCancelRequested ? .cancelled : .done, result: result, error: nil, at: now, in: tx)
    case .cancelled: try lease.finish(.cancelled, result: nil, error: nil, at: now, in: tx)
    case .failed(let reason): try lease.finish(.failed, result: nil, error: reason, at: now, in: tx)
    case .failedForNow(let reason, let delay):
      try lease.release(runAt: now + delay, error: reason, counting: true, at: now, in: tx)
    case .postponed(let reason):
      try lease.release(runAt: reason == nil ? now : now + pause, error: reason, counting: false, at: now, in: tx)
    case .interrupted: break
    }
  }

  /// What people read on the page of jobs.
  static func text(_ error: any Error) -> String {
    switch error {
    case let problems as Problems: problems.all.map { text($0) }.joined(separator: "\n")
    case let problem as Problem: problem.message.ja
    case Refusal.state(let problem): problem.message.ja
    case Refusal.forbidden(let label): label.ja
    case Refusal.notFound: "対象が見つかりません。"
    default: String(describing: error)
    }
  }

  /// Why one record of many stayed as it was, for people.
  static func reason(_ error: any Error) -> Label {
    switch error {
    case let problems as Problems: problems.all.first?.message ?? Label("", "")
    case Refusal.state(let problem): problem.message
    case Refusal.forbidden(let label): label
    default: Label("対象が見つかりません。", "It cannot be found.")
    }
  }
}
