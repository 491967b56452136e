import Kernel
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
