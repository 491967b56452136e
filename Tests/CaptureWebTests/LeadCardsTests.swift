import Database
import Kernel
import Metadata
import RecordPages
import Records
import RecordsTestSupport
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@testable import CaptureWeb

/// What 今日 shows of leads, and taking them over.
@Suite struct LeadCardsTests {
  private static func waiting(_ office: CaptureHouse, by user: ID<User>) async throws -> [String] {
    try await office.house.read(by: user) { tx in try WaitingLeads(tx)?.leads.map(\.name) ?? ["—"] }
  }

  @Test(arguments: Engine.all)
  func `those wait who are new and mine or nobody's, longest waiting first`(_ engine: Engine) async throws {
    try await withCapture(engine) { office in
      let house = office.house
      try await house.person(by: house.sato, ["last_name": .text("大西"), "first_name": .text("真理")])
      house.clock.advance(.seconds(60))
      try await house.person(by: house.sato, ["last_name": .text("藤井"), "lead_status": .text("working")])
      try await house.person(by: house.yamada, ["last_name": .text("石橋"), "owner_id": .null])
      try await house.person(by: house.ito, ["last_name": .text("辻")])
      #expect(try await Self.waiting(office, by: house.ito) == ["辻"], "who sees only the own records sees nobody else's")
      #expect(try await Self.waiting(office, by: house.sato).first == "大西 真理")
      #expect(try await Self.waiting(office, by: house.sato).contains("藤井") == false)
      #expect(try await Self.waiting(office, by: house.yamada) == ["石橋"])
    }
  }

  @Test(arguments: Engine.all)
  func `who waits is the same as in the list behind it, however many are mine and nobody's`(_ engine: Engine) async throws {
    try await withCapture(engine) { office in
      let house = office.house
      for at in 1...9 {
        house.clock.advance(.seconds(60))
        try await house.person(
          by: house.yamada,
          [
            "last_name": .text("佐々木\(at)"),
            "owner_id": at % 3 == 0 ? .null : .reference((at % 3 == 1 ? house.yamada : house.sato).as(AnyRecord.self)),
            "lead_status": .text(at == 4 ? "working" : "new"),
          ])
      }
      try await house.read(by: house.yamada) { tx in
        let waiting = try #require(try WaitingLeads(tx))
        let filter: JSON = [
          "all": [
            ["field": "lead_status", "is": "eq", "value": "new"],
            ["any": [["field": "owner_id", "is": "eq", "value": "me"], ["field": "owner_id", "is": "empty"]]],
          ]
        ]
        let all = try tx.list("person", where: filter, sort: "created_at", limit: 100).rows
        #expect(waiting.leads.map(\.id) == all.prefix(6).map(\.id))
        #expect(waiting.count == Count(value: all.count, isExact: true))
      }
    }
  }

  @Test(arguments: Engine.all)
  func `interest is what leads did in the last days, not what we wrote into our books`(_ engine: Engine) async throws {
    try await withCapture(engine) { office in
      let house = office.house
      let onishi = try await house.person(by: house.sato, ["last_name": .text("大西")])
      let fujii = try await house.person(by: house.sato, ["last_name": .text("藤井")])
      try await house.person(by: house.sato, ["last_name": .text("石橋")])
      for status in ["working", "nurturing", "qualified"] {
        try await house.write(by: house.sato) { tx in try tx.update("person", onishi.id, Draft(["lead_status": .text(status)])) }
      }
      try await house.write(by: house.sato) { tx in try tx.update("person", fujii.id, Draft(["lead_status": .text("working")])) }
      let lines = try await house.read(by: house.sato) { tx in try InterestedLeads(tx)?.lines.map { "\($0.lead.name) \($0.touches)" } }
      #expect(lines == ["大西 3", "藤井 1"])
      #expect(try await house.read(by: house.ito) { tx in try InterestedLeads(tx) == nil })
      house.clock.advance(.seconds(8 * 86_400))
      #expect(try await house.read(by: house.sato) { tx in try InterestedLeads(tx) == nil }, "a week later nobody is")
    }
  }

  @Test func `cards of leads ask as many questions for a thousand leads as for one`() async throws {
    try await withCapture(.sqlite) { office in
      let house = office.house
      func statements() async throws -> Int {
        house.test.log.clear()
        _ = try await house.read(by: house.yamada) { tx in
          (try WaitingLeads(tx) != nil, try InterestedLeads(tx) != nil, try NewLeads(tx) != nil, try UnassignedLeads(tx) != nil)
        }
        return house.test.log.count
      }
      func add(_ count: Int) async throws {
        try await house.write(by: house.yamada) { tx in
          let drafts = (1...count).map { at in
            NewRecord(
              recordType: "lead",
              draft: Draft(["last_name": .text("佐々木\(at)"), "owner_id": at.isMultiple(of: 2) ? .null : .reference(house.yamada.as(AnyRecord.self))]))
          }
          let made = try tx.createEach("person", drafts).map { try $0.get().id }
          _ = try tx.updateEach("person", made.map { RecordChange(id: $0, draft: Draft(["lead_status": .text("working")])) })
          _ = try tx.updateEach("person", made.map { RecordChange(id: $0, draft: Draft(["lead_status": .text("new")])) })
        }
      }
      try await add(40)
      let few = try await statements()
      try await add(400)
      #expect(try await statements() == few)
      #expect(few <= 16)
    }
  }

  @Test func `a lead of nobody is taken over with one press, and undone with another`() async throws {
    try await withCapture(.sqlite) { office in
      let house = office.house
      let lead = try await house.person(by: house.yamada, ["last_name": .text("石橋"), "owner_id": .null])
      let answer = try await office.browser("山田").submit("/today/assignment", ["ids": lead.id.text])
      #expect(answer.location == "/")
      #expect(answer.cookie(CookieNames.flash) != nil)
      #expect(try await house.read(by: house.yamada) { tx in try tx.get("person", lead.id).ownerID?.raw } == house.yamada.raw)
      #expect(try await office.browser("伊藤").submit("/today/assignment", ["ids": lead.id.text]).status == 404, "not hers to see")
    }
  }
}
