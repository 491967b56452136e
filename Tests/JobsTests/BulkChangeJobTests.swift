import Database
import Jobs
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import Synchronization
import TestSupport
import Testing

/// Changes of many records, stopped and killed on the way.
@Suite struct BulkChangeJobTests {
  @Test(arguments: Engine.all)
  func `what was done before somebody stopped it is undone as one`(_ engine: Engine) async throws {
    try await withHouse(engine) { house in
      let clock = house.clock
      let queue = JobQueue(ids: house.records.ids, now: { clock.now })
      try await Migrator(House.features.flatMap(\.migrations) + JobTables.migrations).run(house.test.database, at: House.noon)
      try await house.write(by: house.sato) { tx in
        for made in try tx.createEach("person", (1...3000).map { _ in NewRecord(recordType: "lead", draft: Draft(["last_name": .text("林")])) }) {
          _ = try made.get()
        }
      }
      let change: JSON = ["object": "person", "record_type": "lead", "filter": ["all": []], "set": ["title": "様"]]
      let id = try await house.test.database.write { tx in try queue.enqueue(BulkChangeJob.job(change, actor: house.sato.as(UserTag.self)), in: tx) }
      let handler = Stopping(work: BulkChangeJob(store: house.records), queue: queue)
      await Worker(database: house.test.database, queue: queue, handlers: [handler]).runUntilIdle()
      let job = try #require(try await house.test.database.read { try queue.job(id, in: $0) })
      let operation: ID<Records.Operation> = ID(try #require(job.operationID))
      let (state, changed) = try await house.read(by: house.sato) { tx in
        let changed = try Condition(json: ["field": "title", "is": "eq", "value": "様"], on: "person", in: tx.queryContext)
        return (try tx.operation(operation)?.state, try tx.count("person", where: changed, upTo: 5000).value)
      }
      #expect(job.state == .cancelled && state == .done && changed > 0 && changed < 3000, "\(job.state) \(changed)")
      #expect(job.result?["done"] == .integer(Int64(changed)))
      #expect(try await house.undo(operation, by: house.sato).undone == changed)
    }
  }
}

/// Somebody presses 「中止する」 after the first step.
private struct Stopping: JobHandler {
  static let kind = BulkChangeJob.kind
  let work: BulkChangeJob
  let queue: JobQueue

  func run(_ context: JobContext) async throws -> JSON {
    async let stopped: Void = {
      while context.checkpoint == nil { await Task.yield() }
      _ = try await context.database.write { tx in try queue.cancel(context.job.id, in: tx) }
    }()
    let result = try await work.run(context)
    try await stopped
    return result
  }
}
