import Kernel
import Metadata
import People
import Records
import RecordsTestSupport
import TestSupport
import Testing

@Suite struct WritingTests {
  @Test(arguments: Engine.all)
  func `a record is created, read, changed, deleted and restored`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(
        by: house.sato, ["last_name": .text("髙橋"), "first_name": .text("一郎"), "email": .text("Ichiro@yamada.example.jp")])
      #expect(lead.recordType == "lead")
      #expect(lead[Person.leadStatus] == .new)
      #expect(lead.ownerID?.raw == house.sato.raw)
      let read = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(lead.values.allSatisfy { read[$0] == $1 })
      let changed = try await house.write(by: house.sato) { tx throws in
        try tx.update("person", lead.id, Draft(["title": .text("部長")]))
      }
      #expect(changed.version == 2)
      try await house.write(by: house.sato) { tx in try tx.delete("person", [lead.id]) }
      #expect(await refusals { _ = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) } } == ["not_found"])
      try await house.write(by: house.sato) { tx in try tx.restore("person", [lead.id]) }
      let restored = try await house.read(by: house.sato) { tx in try tx.get("person", lead.id) }
      #expect(restored[Person.title] == "部長")
      #expect(restored.version == 4)
    }
  }
}
