package import Database
package import Jobs
package import Kernel
import Metadata
package import Records

/// How far the comparing has followed what happens, and when everything was compared last.
package struct DuplicateFollowing {
  private let tx: RecordTransaction

  package init(in tx: RecordTransaction) { self.tx = tx }

  /// Events as young as this may still be followed by older ones of a transaction that has not ended.
  static let lag = Duration.seconds(5)

  static func horizon(at now: Instant) -> Int64 { max(0, (now - lag).milliseconds - IDSource.epoch) << 22 }

  /// When everything was compared last, and how much it was; `nil`: never, or somebody counts for the first time just now.
  package func lastScan() throws -> (at: Instant, persons: Int, accounts: Int)? {
    guard let row = try tx.transaction.first("SELECT scanned_at, persons, accounts FROM duplicate_scan WHERE id = 1"),
      let at = try row.optionalInstant(0)
    else { return nil }
    return (at, Int(try row.optionalInteger(1) ?? 0), Int(try row.optionalInteger(2) ?? 0))
  }

  func scanned(persons: Int, accounts: Int) throws {
    try tx.transaction.execute(
      """
      INSERT INTO duplicate_scan (id, event_id, scanned_at, persons, accounts)
      VALUES (1, \(Self.horizon(at: tx.now)), \(tx.now), \(persons), \(accounts))
      ON CONFLICT (id) DO UPDATE SET scanned_at = excluded.scanned_at, persons = excluded.persons, accounts = excluded.accounts
      """)
  }

  /// Compares what the next events tell of; false when there are no more.
  func follow(limit: Int) throws -> Bool {
    guard let row = try tx.transaction.first("SELECT event_id FROM duplicate_scan WHERE id = 1") else { return false }
    let end = Self.horizon(at: tx.now)
    let events = try tx.transaction.query(
      """
      SELECT id, kind, object, record_id, payload FROM event WHERE id > \(try row.integer(0)) AND id <= \(end) ORDER BY id LIMIT \(limit)
      """)
    var changed: [String: Set<RecordID>] = [:]
    for event in events where try Self.matters(event) { changed[try event.text(2), default: []].insert(try event.id(3)) }
    for (object, ids) in changed.sorted(by: { $0.key < $1.key }) { try DuplicateCheck.run(object, ids.sorted(), in: tx) }
    let last = events.count < limit ? end : try events.last?.integer(0) ?? end
    try tx.transaction.execute("UPDATE duplicate_scan SET event_id = \(last) WHERE id = 1")
    return events.count == limit
  }

  private static let fields = [Person.object.name: PersonTraits.fields, Account.object.name: AccountTraits.fields]

  private static func matters(_ event: Row) throws -> Bool {
    let object = try event.text(2)
    guard let fields = fields[object] else { return false }
    switch try event.text(1) {
    case "\(object).created", "\(object).deleted", "\(object).restored", "\(object).merged": return true
    case "\(object).updated":
      let changed = try JSON(parsing: try event.text(4))["fields"]?.array ?? []
      return changed.contains { fields.contains($0.string ?? "") }
    default: return false
    }
  }
}

/// Compares what is new or has changed, some seconds after it happened. Before the first time everything is compared once.
package struct DuplicateWatchJob: JobHandler {
  package static let kind = "duplicates.watch"
  package static let schedule = JobSchedule("duplicates.watch", kind: kind, .every(seconds: 5))
  private let store: RecordStore
  private let queue: JobQueue

  package init(store: RecordStore, queue: JobQueue) {
    self.store = store
    self.queue = queue
  }

  package func hasWork(in tx: any Transaction) throws -> Bool {
    guard let row = try tx.first("SELECT event_id FROM duplicate_scan WHERE id = 1") else { return true }
    let end = DuplicateFollowing.horizon(at: queue.now())
    return try tx.first("SELECT 1 FROM event WHERE id > \(try row.integer(0)) AND id <= \(end) LIMIT 1") != nil
  }

  package func run(_ context: JobContext) async throws -> JSON {
    let queue = queue
    var goesOn = true
    while goesOn {
      goesOn = try await context.recordStep(store, for: .system("duplicates"), as: OperationKind(Self.kind)) { tx in
        if try tx.transaction.first("SELECT 1 FROM duplicate_scan WHERE id = 1") == nil {
          try tx.transaction.execute(
            "INSERT INTO duplicate_scan (id, event_id) VALUES (1, \(DuplicateFollowing.horizon(at: tx.now))) ON CONFLICT (id) DO NOTHING")
          try queue.enqueue(DuplicateScanJob.job(actor: nil), in: tx.transaction)
        }
        return (try DuplicateFollowing(in: tx).follow(limit: 1000), JobStep([:]))
      }
    }
    return [:]
  }
}
