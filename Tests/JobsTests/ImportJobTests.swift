import Database
import Foundation
import Jobs
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Imports, exports and undo as jobs.
@Suite struct ImportJobTests {
  private struct Office {
    let house: House
    let queue: JobQueue

    init(_ house: House) async throws {
      self.house = house
      let clock = house.clock
      queue = JobQueue(ids: house.records.ids, now: { clock.now })
      try await Migrator(House.features.flatMap(\.migrations) + ExchangeFile.migrations + JobTables.migrations)
        .run(house.test.database, at: House.noon)
    }

    func upload(_ text: String) async throws -> ID<ExchangeFile> {
      let id: ID<ExchangeFile> = house.records.ids.next()
      try await house.test.database.write { tx in
        try ExchangeFile.create(id, name: "leads.csv", by: nil, at: House.noon, in: tx)
        // In pieces that cut a character in two.
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 1001) {
          try ExchangeFile.append(Array(bytes[start..<min(start + 1001, bytes.count)]), to: id, in: tx)
        }
      }
      return id
    }

    func enqueue(_ job: NewJob) async throws -> ID<Job> { try await house.test.database.write { [queue] tx in try queue.enqueue(job, in: tx) } }

    func job(_ id: ID<Job>) async throws -> Job {
      let job = try await house.test.database.read { [queue] tx in try queue.job(id, in: tx) }
      return try #require(job)
    }

    func work(_ handlers: [any JobHandler]) async {
      await Worker(database: house.test.database, queue: queue, handlers: handlers).runUntilIdle()
    }

    var importing: ImportJob {
      ImportJob(store: house.records) { _ in throw Problems([Problem("no_workbooks", ja: "ブックなし", en: "No workbooks")]) }
    }
  }

  private static let plan = ImportPlan(collection: "leads", columns: [.init("姓", "last_name"), .init("メールアドレス", "email")])
  private static func text(_ count: Int) -> String {
    "姓,メールアドレス\r\n" + (1...count).map { "\($0)号,s\($0)@example.jp\r\n" }.joined() + "誤,s.at.example.jp\r\n"
  }

  @Test(arguments: Engine.all)
  func `an import, its undo and an export run as jobs`(_ engine: Engine) async throws {
    try await withHouse(engine) { house in
      let office = try await Office(house)
      let user = house.yamada.as(UserTag.self)
      let id = try await office.enqueue(ImportJob.job(file: try await office.upload(Self.text(1200)), plan: Self.plan, actor: user))
      await office.work([office.importing])
      let job = try await office.job(id)
      #expect(job.state == .done, "\(job.error ?? "")")
      #expect(job.result?["created"] == 1200)
      #expect(job.result?["rejected"] == 1)
      #expect(job.progress?.done == 1201)
      #expect(job.progress?.total == 1201)

      let export = ExportJob(store: house.records) { _, _ in throw Refusal.notFound }
      let exported = try await office.enqueue(NewJob(kind: "export", payload: ["object": "person", "format": "csv"], actor: user))
      await office.work([export])
      let result = try await office.job(exported).result
      let file = try #require(result?["file"]?.string.flatMap { ID<ExchangeFile>(text: $0) })
      let bytes = try await house.test.database.read { tx in try ExchangeFile.bytes(of: file, in: tx) }
      #expect(bytes.split(separator: 10).count == 1201)

      let operation = try #require(job.result?["operation"]?.string.flatMap { ID<Records.Operation>(text: $0) })
      let undo = try await office.enqueue(UndoJob.job(operation, actor: user))
      await office.work([UndoJob(store: house.records)])
      let undone = try await office.job(undo)
      #expect(undone.result?["undone"] == 1200, "\(undone.error ?? "")")
      let (count, state) = try await house.read(by: house.yamada) { tx in
        (try tx.count("person", upTo: 10_000).value, try tx.operation(operation)?.state)
      }
      #expect(count == 0)
      #expect(state == .undone)
    }
  }

  @Test(arguments: Engine.all)
  func `a cancelled import keeps what is done and says how to undo it`(_ engine: Engine) async throws {
    try await withHouse(engine) { house in
      let office = try await Office(house)
      let id = try await office.enqueue(
        ImportJob.job(file: try await office.upload(Self.text(4 * ImportRun.rowsPerStep)), plan: Self.plan, actor: house.yamada.as(UserTag.self)))
      let watching = Task {
        while try await office.job(id).progress?.done ?? 0 < ImportRun.rowsPerStep { try await Task.sleep(for: .milliseconds(1)) }
        try await house.test.database.write { tx in _ = try office.queue.cancel(id, in: tx) }
      }
      await office.work([office.importing])
      try await watching.value
      let job = try await office.job(id)
      let created = try #require(job.result?["created"]?.integer)
      if job.state == .cancelled {
        #expect(job.result?["undo"]?.string?.hasPrefix("enishi undo ") == true)
        #expect(created < 4 * ImportRun.rowsPerStep)
      }
      let count = try await house.read(by: house.yamada) { tx in try tx.count("person", upTo: 100_000).value }
      #expect(count == Int(created))
    }
  }

  @Test(arguments: Engine.all)
  func `new audit batches are sealed, and old waste is thrown away`(_ engine: Engine) async throws {
    try await withHouse(engine) { house in
      let office = try await Office(house)
      let person = try await house.person(by: house.yamada, ["last_name": .text("高橋")])
      try await house.write(by: house.yamada) { tx in try tx.delete("person", [person.id]) }
      let handlers: [any JobHandler] = [AuditSealJob(cryptography: house.records.cryptography), RecycleBinPurgeJob(store: house.records)]
      try await house.test.database.write { tx in
        try JobSchedule.declare([AuditSealJob.schedule, RecycleBinPurgeJob.schedule], at: house.clock.now, zoneOffset: 32_400, in: tx)
      }
      house.clock.advance(.seconds(86_400 * 31))
      await office.work(handlers)
      let (sealed, binned) = try await house.read(by: house.yamada) { tx in
        (try tx.transaction.query("SELECT id FROM change_batch WHERE seal IS NULL").count, try tx.recycleBin("person").count)
      }
      #expect(binned == 0)
      #expect(sealed <= 1, "only what the purge itself has just written")
    }
  }
}
