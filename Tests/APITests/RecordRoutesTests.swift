import HTTPTypes
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct RecordRoutesTests {
  @Test(arguments: Engine.all)
  func `a record is created, read, changed, deleted and brought back by undo`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let created = try await house.client.post(
        "/api/v1/leads", ["last_name": "高橋", "first_name": "一郎", "email": "Takahashi@yamada.example", "tags": ["展示会"]],
        as: house.sato)
      #expect(created.status == 201)
      let id = try #require(created["id"].string)
      #expect(created.header("Location") == "/api/v1/leads/\(id)")
      #expect(created.header("ETag") == "\"1\"")
      #expect(created.json.members?.prefix(3).map(\.name) == ["id", "record_type", "version"])
      #expect(created["record_type"] == "lead")
      #expect(created["tags"] == ["展示会"])

      let changed = try await house.client.patch("/api/v1/leads/\(id)", ["title": "部長"], as: house.sato)
      #expect(changed.status == 200)
      #expect(changed["version"] == 2)
      #expect(
        try await house.client.get("/api/v1/persons/\(id)?fields=title", as: house.sato).json == [
          "id": .string(id), "record_type": "lead", "version": 2, "title": "部長",
        ])
      #expect(try await house.client.get("/api/v1/contacts/\(id)", as: house.sato).status == 404)

      let deleted = try await house.client.delete("/api/v1/leads/\(id)", as: house.sato)
      #expect(deleted.status == 204)
      #expect(try await house.client.get("/api/v1/leads/\(id)", as: house.sato).status == 404)
      let operation = try #require(deleted.header("Enishi-Operation"))
      let undone = try await house.client.post("/api/v1/operations/\(operation)/undo", as: house.sato)
      #expect(undone["undone"] == 1)
      #expect(try await house.client.get("/api/v1/leads/\(id)", as: house.sato)["title"] == "部長")
      #expect(try await house.client.post("/api/v1/operations/\(operation)/undo", as: house.sato).status == 409)
    }
  }

  @Test(arguments: Engine.all)
  func `everything wrong with a record is told at once and nothing is kept`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let body: JSON = [
        "name": .null, "corporate_number": "123", "phone": 12, "rank": "Z", "bogus": 1, "version": 9,
        "parent_id": "0000000000001",
      ]
      let answer = try await house.client.post("/api/v1/accounts", body, as: house.sato)
      #expect(answer.status == 422)
      #expect(answer.header("Content-Type") == "application/problem+json")
      let fields = Set(answer.errors.map { String($0.prefix { $0 != ":" }) })
      #expect(fields == ["name", "corporate_number", "phone", "rank", "bogus", "version", "parent_id"])
      #expect(try await house.client.get("/api/v1/accounts", as: house.sato)["count"]["value"] == 0)
    }
  }

  @Test(arguments: Engine.all)
  func `two who change different fields both succeed, the same field answers 409 with both values`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let id = try await house.lead("山田", "太郎", as: house.sato)
      let seen: HTTPFields = [.ifMatch: "\"1\""]
      #expect(try await house.client.patch("/api/v1/leads/\(id)", ["title": "課長"], as: house.sato, seen).status == 200)
      #expect(try await house.client.patch("/api/v1/leads/\(id)", ["department": "営業部"], as: house.sato, seen).status == 200)
      let conflict = try await house.client.patch("/api/v1/leads/\(id)", ["title": "部長"], as: house.sato, seen)
      #expect(conflict.status == 409)
      let both = conflict["conflicts"].array?.first
      #expect(both?["field"] == "title")
      #expect(both?["current"] == "課長")
      #expect(both?["wanted"] == "部長")
      #expect(both?["changed_by"] == "佐藤 花子")
      #expect(try await house.client.delete("/api/v1/leads/\(id)", as: house.sato, seen).status == 409)
      #expect(
        try await house.client.patch("/api/v1/leads/\(id)", ["title": "部長"], as: house.sato, [.ifMatch: "W/x"]).status == 422)
    }
  }

  @Test(arguments: Engine.all)
  func `a request repeated with its key is done once, another request with that key is refused`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let key: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "order-42"]
      let first = try await house.client.post("/api/v1/leads", ["last_name": "伊藤"], as: house.sato, key)
      let second = try await house.client.post("/api/v1/leads", ["last_name": "伊藤"], as: house.sato, key)
      #expect(first.status == 201)
      #expect(second.status == 201)
      #expect(second.body == first.body)
      #expect(second.header("Enishi-Operation") == first.header("Enishi-Operation"))
      #expect(second.header("Idempotency-Replayed") == "true")
      #expect(try await house.client.post("/api/v1/leads", ["last_name": "渡辺"], as: house.sato, key).status == 422)
      #expect(try await house.client.post("/api/v1/leads", ["last_name": "渡辺"], as: house.takahashi, key).status == 201)
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 2)
    }
  }

  @Test(arguments: Engine.all)
  func `the same key sent ten times at once makes one record`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let key: HTTPFields = [try #require(HTTPField.Name("Idempotency-Key")): "burst"]
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...10 {
          group.addTask { try await house.client.post("/api/v1/leads", ["last_name": "中村"], as: house.sato, key).status }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 })
      #expect(statuses.contains(201))
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `lists filter, sort, page through a cursor and count`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      var expected: [String] = []
      for (last, kana) in [("阿部", "アベ"), ("石井", "イシイ"), ("上田", "ウエダ"), ("江口", "エグチ"), ("太田", "オオタ")] {
        expected.append(
          try await house.lead(last, "一郎", [.init("last_kana", .string(kana)), .init("industry", "製造")], as: house.sato))
      }
      _ = try await house.lead("加藤", "一郎", [.init("last_kana", "カトウ"), .init("industry", "卸売")], as: house.sato)
      let filter = "filter=%7B%22field%22:%22industry%22,%22is%22:%22eq%22,%22value%22:%22%E8%A3%BD%E9%80%A0%22%7D"
      var found: [String] = []
      var next: String?
      repeat {
        let cursor = next.map { "&cursor=\($0)" } ?? ""
        let page = try await house.client.get(
          "/api/v1/leads?\(filter)&sort=last_kana&limit=2&fields=last_name\(cursor)", as: house.sato)
        #expect(page.status == 200, "\(page.text)")
        #expect(page["count"] == ["value": 5, "exact": true])
        found += page.ids
        next = page["next"].string
      } while next != nil
      #expect(found == expected)
      #expect(try await house.client.get("/api/v1/leads?count=none", as: house.sato)["count"] == .null)
    }
  }

  @Test(arguments: Engine.all)
  func `wrong parameters of a list are all told`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let filter = "%7B%22field%22:%22nothing%22,%22is%22:%22eq%22,%22value%22:1%7D"
      let answer = try await house.client.get(
        "/api/v1/leads?limit=201&sort=nothing&count=all&filter=\(filter)&color=red", as: house.sato)
      #expect(answer.status == 422)
      #expect(
        Set(answer.errors) == [
          "limit: range", "count: option", "sort: unknown_field", "filter/field: unknown_field", "color: unknown_parameter",
        ])
      #expect(try await house.client.get("/api/v1/leads?cursor=abc", as: house.sato).status == 422)
    }
  }

  @Test(arguments: Engine.all)
  func `hostile JSON is refused and the server goes on`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let bodies = [
        "", "null", "[]", "\"x\"", "{\"last_name\":\"\\u0000\"}", "{\"last_name\":{\"$gt\":\"\"}}", "{\"last_name\":1e999}",
        "{\"__proto__\":1}", String(repeating: "[", count: 100_000), "{\"last_name\":\"\u{202E}\"", "{\"id\":\"0000000000001\"}",
        "{\"last_name\":\"' OR 1=1; DROP TABLE person; --\", \"first_name\": []}",
      ]
      for body in bodies {
        let answer = try await house.client.send(
          .post, "/api/v1/leads", as: house.sato, body: Array(body.utf8), type: "application/json")
        #expect([400, 422].contains(answer.status), "\(body.prefix(40)) \(answer.status)")
      }
      #expect(try await house.client.get("/api/v1/leads", as: house.sato)["count"]["value"] == 0)
    }
  }
}
