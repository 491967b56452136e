package import Database
package import Kernel

/// ジョブ: something that must happen later or takes long, kept in the database so that no crash loses it.
package struct Job: Sendable {
  package enum State: String, Sendable, CaseIterable {
    case waiting, running, done, failed, cancelled

    package var isFinished: Bool { self == .done || self == .failed || self == .cancelled }
  }

  package let id: ID<Job>
  package let kind: String
  package let uniqueKey: String?
  package let payload: JSON
  package let state: State
  package let runAt: Instant
  package let leaseOwner: String?
  package let leaseUntil: Instant?
  /// How often it was begun, the present time included.
  package let attempts: Int
  package let maxAttempts: Int
  /// Where the work stands: what the last finished step left.
  package let checkpoint: JSON?
  package let progress: JobProgress?
  package let result: JSON?
  /// Why the last attempt failed, for people.
  package let error: String?
  /// For whom it works; `nil`: the system.
  package let actorID: ID<UserTag>?
  /// What takes its work back.
  package let operationID: Int64?
  package let isCancelRequested: Bool
  package let createdAt: Instant
  package let finishedAt: Instant?

  static let columns: SQL = """
    id, kind, unique_key, payload, state, run_at, lease_owner, lease_until, attempts, max_attempts, checkpoint, progress, result,
    error, actor_id, operation_id, cancel_at, created_at, finished_at
    """

  init(row: Row) throws {
    id = try row.id(0)
    kind = try row.text(1)
    uniqueKey = try row.optionalText(2)
    payload = try JSON(parsing: try row.text(3))
    state = State(rawValue: try row.text(4)) ?? .failed
    runAt = try row.instant(5)
    leaseOwner = try row.optionalText(6)
    leaseUntil = try row.optionalInstant(7)
    attempts = try row.int(8)
    maxAttempts = try row.int(9)
    checkpoint = try row.optionalText(10).map { try JSON(parsing: $0) }
    progress = try row.optionalText(11).flatMap { JobProgress(json: try JSON(parsing: $0)) }
    result = try row.optionalText(12).map { try JSON(parsing: $0) }
    error = try row.optionalText(13)
    actorID = try row.optionalID(14)
    operationID = try row.optionalInteger(15)
    isCancelRequested = try row.optionalInstant(16) != nil
    createdAt = try row.instant(17)
    finishedAt = try row.optionalInstant(18)
  }
}

/// Hears of a job that is done, failed for good or was cancelled, in the transaction in which it ended.
package typealias JobEnding = @Sendable (Job, any Transaction) throws -> Void

extension Job {
  /// The job as it ended; `nil` when it goes on, or left no row.
  static func finished(_ id: ID<Job>, in tx: any Transaction) throws -> Job? {
    try tx.first("SELECT \(columns) FROM job WHERE id = \(id) AND finished_at IS NOT NULL").map(Job.init(row:))
  }
}

/// How far a job is, for the bar on screen.
package struct JobProgress: Sendable, Hashable {
  package var done: Int
  /// `nil` when nobody knows yet.
  package var total: Int?
  /// What it is doing: "12,000 行を取り込みました".
  package var label: Label

  package init(done: Int, total: Int? = nil, label: Label) {
    self.done = done
    self.total = total
    self.label = label
  }

  init?(json: JSON) {
    guard let done = json["done"]?.integer, let ja = json["ja"]?.string, let en = json["en"]?.string else { return nil }
    self.init(done: Int(done), total: json["total"]?.integer.map(Int.init), label: Label(ja, en))
  }

  var json: JSON {
    [
      "done": .integer(Int64(done)), "total": total.map { .integer(Int64($0)) } ?? .null, "ja": .string(label.ja),
      "en": .string(label.en),
    ]
  }
}

/// A job about to be put into the queue.
package struct NewJob: Sendable {
  package var kind: String
  package var payload: JSON
  /// While a job with this key is unfinished, another is not made.
  package var uniqueKey: String?
  /// `nil`: as soon as possible.
  package var runAt: Instant?
  package var maxAttempts: Int
  package var actor: ID<UserTag>?

  package init(
    kind: String, payload: JSON = .object([]), uniqueKey: String? = nil, runAt: Instant? = nil, maxAttempts: Int = 8,
    actor: ID<UserTag>? = nil
  ) {
    self.kind = kind
    self.payload = payload
    self.uniqueKey = uniqueKey
    self.runAt = runAt
    self.maxAttempts = maxAttempts
    self.actor = actor
  }
}
