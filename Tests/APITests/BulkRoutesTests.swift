import Jobs
import Kernel
import Metadata
import Query
import Records
import TestSupport
import Testing
import WebTestSupport

@Suite struct BulkRoutesTests {
  @Test(arguments: Engine.all)
  func `many records change in one operation that undoes as one`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let id = try await house.lead("小林", "健", as: house.sato)
      let gone = try await house.lead("斎藤", "実", as: house.sato)
      let answer = try await house.client.post(
        "/api/v1/leads/bulk",
        [
          "create": [["last_name": "松本"], ["last_name": "井上"]], "update": [["id": .string(id), "title": "主任"]],
          "delete": [.string(gone)],
        ], as: house.sato)
      #expect(answer.status == 200, "\(answer.text)")
      #expect(answer["created"].array?.count == 2)
      #expect(answer["failed"] == [])
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 3)
      let operation = try #require(answer.header("Enishi-Operation"))
      let undone = try await house.client.post("/api/v1/operations/\(operation)/undo", as: house.sato)
      #expect(undone["undone"] == 4, "\(undone.text)")
      #expect(Set(try await house.client.get("/api/v1/leads", as: house.sato).ids) == [id, gone])
    }
  }

  @Test(arguments: Engine.all)
  func `one wrong item stops everything, unless the rest was asked for`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let items: [JSON.Member] = [
        .init("create", [["last_name": "木村"], ["email": "no mail", "bogus": 1]]), .init("delete", ["0000000000001"]),
      ]
      let stopped = try await house.client.post("/api/v1/leads/bulk", .object(items), as: house.sato)
      #expect(stopped.status == 422)
      #expect(
        Set(stopped.errors).isSuperset(of: ["create[1].email: format", "create[1].bogus: unknown_field", "delete[0]: not_found"]))
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 0)

      let skipped = try await house.client.post(
        "/api/v1/leads/bulk", .object(items + [.init("on_error", "skip")]), as: house.sato)
      #expect(skipped.status == 200)
      #expect(skipped["created"].array?.count == 1)
      #expect(skipped["failed"].array?.map { $0["status"] ?? .null } == [422, 404])
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `what a filter selects is changed as far as the caller sees it`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let own = try await house.lead("林", "誠", [.init("industry", "製造")], as: house.takahashi)
      let other = try await house.lead("清水", "勝", [.init("industry", "製造")], as: house.suzuki)
      let body: JSON = ["filter": ["field": "industry", "is": "eq", "value": "製造"], "set": ["industry": "卸売"]]
      let answer = try await house.client.post("/api/v1/leads/bulk", body, as: house.takahashi)
      #expect(answer["updated"].array?.compactMap { $0["id"]?.string } == [own], "\(answer.text)")
      #expect(try await house.client.get("/api/v1/leads/\(other)", as: house.suzuki)["industry"] == "製造")
    }
  }
}

/// More than a request changes while others wait.
@Suite struct BulkJobTests {
  @Test(arguments: Engine.all)
  func `what selects more than a thousand becomes a job with one undo`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      try await house.leads(1_001)
      let body: JSON = ["filter": ["field": "last_name", "is": "eq", "value": "佐々木"], "set": ["industry": "卸売"]]
      let answer = try await house.client.post("/api/v1/leads/bulk", body, as: house.sato)
      #expect(answer.status == 202, "\(answer.text)")
      #expect(try await house.count(industry: "卸売") == 0)
      let job = try await house.finished(try #require(answer["id"].string))
      #expect(job["state"] == "done" && job["progress"]?["label"] == "1,001 件を変えました", "\(job.text)")
      #expect(job["result"]?["kept"] == 0)
      #expect(try await house.count(industry: "卸売") == 1_001)
      let operation = try #require(job["operation_id"]?.string)
      let undone = try await house.client.post("/api/v1/operations/\(operation)/undo", as: house.sato)
      #expect(undone["undone"] == 1_001, "\(undone.text)")
      #expect(try await house.count(industry: "卸売") == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `a job says what it left as it was`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      try await house.leads(1_000)
      _ = try await house.lead("林", "誠", as: house.sato)
      let all: JSON = ["all": []]
      let wrong = try await house.client.post("/api/v1/leads/bulk", ["filter": all, "set": ["email": "no mail", "bogus": 1]], as: house.sato)
      #expect(wrong.status == 422 && Set(wrong.errors) == ["set.email: format", "set.bogus: unknown_field"])
      let answer = try await house.client.post("/api/v1/leads/bulk", ["filter": all, "set": ["last_name": .null]], as: house.sato)
      let job = try await house.finished(try #require(answer["id"].string))
      #expect(job["result"]?["done"] == 0 && job["result"]?["kept"] == 1_001, "\(job.text)")
      #expect(job["result"]?["reasons"]?.array?.count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `tags are added to those that are there, and a filter can delete`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let one = try await house.lead("林", "誠", [.init("tags", ["展示会"])], as: house.sato)
      let two = try await house.lead("清水", "勝", as: house.sato)
      let all: JSON = ["all": []]
      let tagged = try await house.client.post("/api/v1/leads/bulk", ["filter": all, "add": ["tags": ["重要", "展示会"]]], as: house.sato)
      #expect(tagged.status == 200, "\(tagged.text)")
      #expect(try await house.client.get("/api/v1/leads/\(one)", as: house.sato)["tags"] == ["展示会", "重要"])
      #expect(try await house.client.get("/api/v1/leads/\(two)", as: house.sato)["tags"] == ["重要", "展示会"])
      let deleted = try await house.client.post("/api/v1/leads/bulk", ["filter": all, "delete": true], as: house.sato)
      #expect(deleted["deleted"].array?.count == 2, "\(deleted.text)")
      for body: JSON in [["filter": all], ["filter": all, "delete": true, "set": ["title": "様"]], ["add": ["tags": ["重要"]]]] {
        #expect(try await house.client.post("/api/v1/leads/bulk", body, as: house.sato).status == 422)
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a job changes no more than who asked for it sees`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      try await house.leads(1_001, of: house.takahashiID)
      let other = try await house.lead("佐々木", "勝", as: house.suzuki)
      let answer = try await house.client.post("/api/v1/leads/bulk", ["filter": ["all": []], "delete": true], as: house.takahashi)
      let job = try await house.finished(try #require(answer["id"].string))
      #expect(job["result"]?["done"] == 1_001, "\(job.text)")
      #expect(try await house.client.get("/api/v1/leads", as: house.sato).ids == [other])
    }
  }
}

extension APIHouse {
  fileprivate func leads(_ count: Int, of owner: ID<User>? = nil) async throws {
    let owner = owner ?? satoID
    try await store.write(for: .system("test"), as: OperationKind("test")) { tx in
      let new = (0..<count).map { _ in
        NewRecord(recordType: "lead", draft: Draft(["last_name": .text("佐々木"), "owner_id": .reference(owner.as(AnyRecord.self))]))
      }
      for made in try tx.createEach("person", new) { _ = try made.get() }
    }
  }

  fileprivate func count(industry: String) async throws -> Int {
    try await store.read(for: .system("test")) { tx in
      let condition = try Condition(json: ["field": "industry", "is": "eq", "value": .string(industry)], on: "person", in: tx.queryContext)
      return try tx.count("person", where: condition, upTo: 5_000).value
    }
  }

  /// The job once it has ended.
  fileprivate func finished(_ job: String) async throws -> JSON {
    let queue = JobQueue(ids: store.ids, now: store.now)
    await Worker(database: store.database, queue: queue, handlers: [BulkChangeJob(store: store)]).runUntilIdle()
    return try await client.get("/api/v1/jobs/\(job)", as: sato).json
  }
}
