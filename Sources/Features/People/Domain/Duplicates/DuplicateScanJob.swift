import Database
package import Jobs
package import Kernel
import Metadata
package import Records

/// 名寄せの走査: compares all persons and all accounts, in steps, group by group of those that have something in common. Started by an
/// administrator, and every morning, which also finds what following the events has missed.
package struct DuplicateScanJob: JobHandler {
  package static let kind = "duplicates.scan"
  /// 06:00 in the organisation's zone.
  package static let schedule = JobSchedule("duplicates.scan", kind: kind, .daily(minute: 360))
  private let store: RecordStore

  package init(store: RecordStore) { self.store = store }

  package static func job(actor: ID<UserTag>?) -> NewJob { NewJob(kind: kind, uniqueKey: kind, actor: actor) }

  package func run(_ context: JobContext) async throws -> JSON {
    let total = try await store.database.read { tx in
      try tx.first(
        """
        SELECT (SELECT count(*) FROM person WHERE deleted_at IS NULL) + (SELECT count(*) FROM account WHERE deleted_at IS NULL)
        """)?.int(0) ?? 0
    }
    var state = context.checkpoint.flatMap(ScanState.init(json:)) ?? ScanState()
    while state.stage < Self.stages.count {
      let before = state
      state = try await context.recordStep(store, for: .system("duplicates"), as: OperationKind(Self.kind)) { tx in
        var state = before
        try Self.stages[state.stage].run(&state, tx)
        return (state, JobStep(state.json, progress: state.progress(of: total)))
      }
    }
    let end = state
    try await context.recordStep(store, for: .system("duplicates"), as: OperationKind(Self.kind)) { tx in
      try DuplicateFollowing(in: tx).scanned(persons: end.persons, accounts: end.accounts)
      return ((), JobStep(end.json))
    }
    return ["persons": .integer(Int64(end.persons)), "accounts": .integer(Int64(end.accounts))]
  }

  // MARK: Stages

  private struct Stage: Sendable {
    let run: @Sendable (inout ScanState, RecordTransaction) throws -> Void
  }

  private static let stages = stages(PersonTraits.self) + stages(AccountTraits.self)

  /// Keys first, then the groups under identities and keys, then the pairs that have waited from before.
  private static func stages<Traits: DuplicateTraits>(_: Traits.Type) -> [Stage] {
    let keys = Stage { state, tx in
      let net = try DuplicateNet<Traits>(in: tx)
      let page = try net.page(after: RecordID(state.number ?? 0), limit: 2000)
      try net.keep(page)
      state.count(page.count, Traits.object.name)
      state.goOn(page.count < 2000 ? nil : page.last?.id.raw)
    }
    let identities = Traits.identities.map { kind in
      Stage { state, tx in
        let (groups, next) = try DuplicateNet<Traits>(in: tx).groups(by: kind, after: state.text, limit: 5000)
        try DuplicateLedger<Traits>(in: tx).compare(groups)
        state.goOn(next)
      }
    }
    let wide = Stage { state, tx in
      let (groups, next) = try DuplicateNet<Traits>(in: tx).groups(after: state.number ?? .min, limit: 5000)
      try DuplicateLedger<Traits>(in: tx).compare(groups)
      state.goOn(next)
    }
    let review = Stage { state, tx in
      state.goOn(try DuplicateLedger<Traits>(in: tx).review(after: ID(state.number ?? 0), limit: 1000)?.raw)
    }
    return [keys] + identities + [wide, review]
  }
}

/// How far a scan is.
private struct ScanState: Sendable {
  private(set) var stage = 0
  private(set) var number: Int64?
  private(set) var text = ""
  private(set) var persons = 0
  private(set) var accounts = 0

  init() {}

  mutating func count(_ records: Int, _ object: String) {
    if object == Person.object.name { persons += records } else { accounts += records }
  }

  mutating func goOn(_ next: Int64?) {
    number = next
    if next == nil { stage += 1 }
  }

  mutating func goOn(_ next: String?) {
    text = next ?? ""
    if next == nil { stage += 1 }
  }

  func progress(of total: Int) -> JobProgress {
    let done = persons + accounts
    return JobProgress(done: min(done, total), total: total, label: Label("\(done) / \(total) 件を調べました", "\(done) of \(total) records compared"))
  }

  init?(json: JSON) {
    guard let stage = json["stage"]?.integer, let persons = json["persons"]?.integer, let accounts = json["accounts"]?.integer else { return nil }
    self.stage = Int(stage)
    number = json["number"]?.integer
    text = json["text"]?.string ?? ""
    self.persons = Int(persons)
    self.accounts = Int(accounts)
  }

  var json: JSON {
    [
      "stage": .integer(Int64(stage)), "number": number.map(JSON.integer) ?? .null, "text": .string(text),
      "persons": .integer(Int64(persons)), "accounts": .integer(Int64(accounts)),
    ]
  }
}
