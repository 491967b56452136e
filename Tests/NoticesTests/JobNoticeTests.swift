import Database
import Jobs
import Kernel
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Imports, exports and undos that ended.
@Suite struct JobNoticeTests {
  /// Ends as it is told to.
  private struct Played: JobHandler {
    static let kind = ExportJob.kind
    func run(_ context: JobContext) async throws -> JSON {
      switch context.payload["end"]?.string {
      case "done": return ["rows": 12]
      case "later": throw DatabaseError.unavailable("played")
      default: throw Problem("played", ja: "だめでした。", en: "No.")
      }
    }
  }
  private struct Other: JobHandler {
    static let kind = "other"
    func run(_ context: JobContext) async throws -> JSON { [:] }
  }

  @Test(arguments: Engine.all)
  func `whoever began it is told how it ended, once`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      try await Migrator((House.features + [.notices]).flatMap(\.migrations) + JobTables.migrations).run(house.test.database, at: House.noon)
      let clock = house.clock
      let queue = JobQueue(ids: house.records.ids, now: { clock.now })
      let worker = Worker(
        database: house.test.database, queue: queue, handlers: [Played(), Other()], ended: JobNotices(ids: house.records.ids).ended)
      let sato = house.sato.as(UserTag.self)
      func run(_ kind: String, _ end: String, by user: ID<UserTag>?) async throws {
        try await house.test.database.write { tx in _ = try queue.enqueue(NewJob(kind: kind, payload: ["end": .string(end)], actor: user), in: tx) }
        await worker.runUntilIdle()
      }
      try await run("export", "done", by: sato)
      try await run("export", "failed", by: sato)
      try await run("export", "later", by: sato)
      try await run("other", "done", by: sato)
      try await run("export", "done", by: nil)
      let told = try await house.notifications(house.sato).reversed().map { "\($0.detail["state"]?.string ?? "") \($0.detail["rows"]?.integer ?? 0)" }
      #expect(told == ["done 12", "failed 0"])
    }
  }

  @Test(arguments: Engine.all)
  func `an import tells owners their number and nothing of each line`(_ engine: Engine) async throws {
    try await withNotices(engine) { house in
      let owner = house.sato.owner
      let names = try await house.names()
      let call = "@\(names[house.sato] ?? "") 昔のメモ"
      let deal = try await house.deal(by: house.sato, "給茶機の更新")
      _ = try await house.records.write(for: .user(house.takahashi), as: ImportRun.kind) { tx in
        for name in ["森", "林"] { try tx.create("person", recordType: "lead", Draft(["last_name": .text(name)].merging(owner) { $1 })) }
        try tx.create("note", Draft(["text": .text(call), "deal_id": deal.reference]))
      }
      #expect(try await house.told(house.sato) == ["assigned person 2"])
    }
  }
}
