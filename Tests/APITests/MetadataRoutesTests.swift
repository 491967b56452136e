import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct MetadataRoutesTests {
  private static let sector: JSON = [
    "name": "sector", "label": ["ja": "業界", "en": "Sector"], "type": "picklist",
    "settings": ["options": [["value": "製造", "label": "製造"], ["value": "卸売", "label": "卸売"]]],
  ]

  @Test(arguments: Engine.all)
  func `a custom field is planned, made, and at once written, filtered by and described`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let fields = "/api/v1/meta/objects/person/fields"
      let plan = try await house.client.post("\(fields)?plan=1", Self.sector, as: house.sato)
      #expect(plan.status == 200, "\(plan.text)")
      #expect(plan["done"] == false)
      #expect(plan["plan"]["actions"]?.array?.first?["action"] == "add_column")
      #expect(try await house.client.post("/api/v1/leads", ["last_name": "森", "sector": "製造"], as: house.sato).status == 422)

      #expect(try await house.client.post(fields, Self.sector, as: house.sato).status == 201)
      let lead = try await house.client.post("/api/v1/leads", ["last_name": "森", "sector": "製造"], as: house.sato)
      #expect(lead["sector"] == "製造", "\(lead.text)")
      let filter = "filter=%7B%22field%22:%22sector%22,%22is%22:%22eq%22,%22value%22:%22%E8%A3%BD%E9%80%A0%22%7D"
      #expect(try await house.client.get("/api/v1/leads?\(filter)", as: house.sato)["count"]["value"] == 1)
      let description = try await house.client.get("/api/v1/openapi.json", as: house.sato).json
      #expect(description["components"]?["schemas"]?["leads"]?["properties"]?["sector"] != nil)

      let retired = try await house.client.patch("\(fields)/sector", ["retired": true], as: house.sato)
      #expect(retired.status == 200, "\(retired.text)")
      #expect(
        try await house.client.post("/api/v1/leads", ["last_name": "森", "sector": "製造"], as: house.sato).errors == [
          "sector: unknown_field"
        ])
    }
  }

  @Test(arguments: Engine.all)
  func `a custom object has its collection at once`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      let machine: JSON = [
        "name": "x_machine", "label": ["ja": "設備", "en": "Machine"], "title": ["model"],
        "fields": [["name": "model", "label": "型番", "type": "text", "required": true]],
      ]
      let made = try await house.client.post("/api/v1/meta/objects", machine, as: house.sato)
      #expect(made.status == 201, "\(made.text)")
      let collection = try #require(made["object"]["collection"]?.string)
      let created = try await house.client.post("/api/v1/\(collection)", ["model": "NC-200"], as: house.sato)
      #expect(created.status == 201, "\(created.text)")
      #expect(try await house.client.get("/api/v1/\(collection)", as: house.sato).ids == [created["id"].string])
      #expect(try await house.client.get("/api/v1/openapi.json", as: house.sato).text.contains("\"/api/v1/\(collection)/{id}\""))
    }
  }

  @Test(arguments: Engine.all)
  func `only who may change metadata does, and wrong definitions are told in full`(engine: Engine) async throws {
    try await withAPI(engine) { house in
      #expect(try await house.client.post("/api/v1/meta/objects/person/fields", Self.sector, as: house.takahashi).status == 403)
      let wrong: JSON = ["name": "Sector!", "label": "", "type": "nothing", "color": 1]
      let answer = try await house.client.post("/api/v1/meta/objects/person/fields", wrong, as: house.sato)
      #expect(answer.status == 422)
      #expect(answer.errors.count >= 3, "\(answer.errors)")
    }
  }
}
