import Admin
import Database
import Jobs
package import Kernel
import People
import Records

/// The demo company: made once into an empty installation, the same for the same day and seed.
package struct DemoCompany: Sendable {
  /// What was made, and how to sign in.
  package struct Outcome: Sendable {
    package let users: [(name: String, email: String, role: String)]
    package let password: String
    package let counts: [(object: String, count: Int)]
  }

  let services: Services

  package init(services: Services) { self.services = services }

  /// - Throws: `Refusal.state` when there are users already.
  package func create(
    on today: Day, seed: UInt64 = 20_261_122, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws -> Outcome {
    let hash = try services.cryptography.hashPassword(DemoCast.password)
    let clock = DemoClock(at: DemoStory.beginning(before: today).start(offset: 32_400))
    let story = RecordStore(
      database: services.database, objects: Installation.objects, rules: Features.all.flatMap(\.rules), reactions: Features.all.flatMap(\.reactions),
      cryptography: services.cryptography, node: 1023, now: { clock.now })
    try await services.database.write { transaction in
      guard try transaction.first("SELECT id FROM app_user LIMIT 1") == nil else {
        throw Refusal.state(
          Problem(
            "not_empty", ja: "このデータフォルダにはすでにユーザーがいます。新しいフォルダを --data で指定してください。",
            en: "This data folder already has users. Give a new folder with --data."))
      }
      try transaction.execute(
        """
        INSERT INTO setting (name, value) VALUES ('organisation_name', \(DemoCast.company))
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """)
      try DemoCast.logins.save(in: transaction)
      var telling = DemoStory(records: story, in: transaction, clock: clock, today: today, seed: seed)
      try telling.run(passwordHash: hash, progress: progress)
      try DemoCast.rememberPresence(of: telling.users, at: services.now(), in: transaction)
    }
    let scan = try await services.database.write { [queue = services.queue] tx in try queue.enqueue(DuplicateScanJob.job(actor: nil), in: tx) }
    _ = try await services.finish(scan, with: DuplicateScanJob(store: services.records), report: { _ in })
    let counts = try await services.database.read { tx in
      try [("person", "person"), ("account", "account"), ("deal", "deal"), ("note", "note"), ("event", "event")].map { name, table in
        (name, try tx.first("SELECT count(*) FROM \(Identifier(table) ?? "person")")?.int(0) ?? 0)
      }
    }
    return Outcome(
      users: DemoCast.members.map { ($0.name, $0.email, $0.role) }, password: DemoCast.password,
      counts: counts.map { (object: $0.0, count: $0.1) })
  }
}
