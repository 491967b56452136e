import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// 小林 reads every record, but no mail addresses, phone numbers and amounts.
@Suite struct HiddenFieldTests {
  @Test(arguments: Engine.all)
  func `a hidden field shows nowhere and finds nothing`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let person = try await house.person(
        by: house.suzuki,
        ["last_name": .text("髙橋"), "email": .text("hiko@suzuki.example.jp"), "mobile": .text("090-1111-2222"), "title": .text("課長")])
      let deal = try await house.deal(by: house.suzuki, "プレス機", ["amount": .integer(5_000_000), "primary_person_id": person.reference])
      try await house.write(by: house.suzuki) { tx throws in
        try tx.update("person", person.id, Draft(["email": .text("takahashi@suzuki.example.jp"), "department": .text("購買部")]))
      }
      try await house.read(by: house.kobayashi) { tx throws in
        #expect(try tx.get("person", person.id)["email"].isNull)
        #expect(try tx.list("person").rows.allSatisfy { $0["email"].isNull && $0["mobile"].isNull })
        for text in ["takahashi@suzuki", "takahashi", "09011112222", "0901"] {
          #expect(try tx.search(text, objects: ["person", "deal"]).isEmpty, "\(text)")
        }
        #expect(try tx.search("高橋", objects: ["person"]).map(\.record.id) == [person.id])
        #expect(throws: Problems.self) { try tx.list("person", where: ["field": "email", "is": "not_empty"]) }
        #expect(throws: Problems.self) { try tx.list("person", sort: "email") }
        #expect(throws: Problems.self) { try tx.aggregate(Aggregate(of: "deal", [.sum(["amount"])])) }
        #expect(throws: Problems.self) { try tx.list("person", where: ["has": "deals", "sum": ["field": "amount", "is": "gte", "value": 1]]) }
        let fields = try tx.timeline("person", person.id, kinds: ["person.updated"]).rows.map { $0.payload["fields"]?.text }
        #expect(fields == ["[\"department\"]"])
        let amounts = try tx.timeline("deal", deal.id).rows.filter { $0.payload["amount"] != nil }
        #expect(amounts.isEmpty)
      }
    }
  }

  @Test(arguments: Engine.all)
  func `writing tells nothing of hidden fields`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let person = try await house.person(by: house.suzuki, ["last_name": .text("高橋"), "email": .text("hiko@suzuki.example.jp")])
      try await house.write(by: house.suzuki) { tx in try tx.update("person", person.id, Draft(["email": .text("new@suzuki.example.jp")])) }
      let answer = try await house.write(by: house.kobayashi) { tx throws in
        try tx.update("person", person.id, Draft(["city": .text("川崎市")]), version: 1)
      }
      #expect(answer["email"].isNull, "the answer to a write is what he may read")
      let cases: [(field: String, wrong: [String])] = [
        ("email", ["email:unknown_field"]), ("title", ["title:read_only"]), ("nonsense", ["nonsense:unknown_field"]),
      ]
      for test in cases {
        let wrong = await refusals {
          try await house.write(by: house.kobayashi) { tx in
            try tx.update("person", person.id, Draft([test.field: .text("x@example.jp")]), version: 1)
          }
        }
        #expect(wrong == test.wrong)
      }
      let stored = try await house.read(by: house.suzuki) { tx in try tx.get("person", person.id)["email"] }
      #expect(stored == .text("new@suzuki.example.jp"), "what he cannot see survives his writing")
    }
  }
}
