import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// One timeline query.
@Suite struct TimelineTests {
  @Test(arguments: Engine.all)
  func `a timeline is paged, newest first, by kind, with what belongs to the person`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let account = try await house.account(by: house.sato, "山田製作所")
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "account_id": account.reference])
      for at in 1...5 {
        // Two in the same millisecond, too.
        if at.isMultiple(of: 2) { house.clock.advance(.seconds(60)) }
        try await house.write(by: house.sato) { tx in try tx.update("person", lead.id, Draft(["title": .text("役職 \(at)")])) }
      }
      try await house.deal(by: house.sato, "プレス機", ["primary_person_id": lead.reference, "account_id": account.reference])
      var pages: [[ID<Event>]] = []
      var cursor: String?
      repeat {
        let at = cursor
        let page = try await house.read(by: house.sato) { tx in try tx.timeline("person", lead.id, limit: 3, cursor: at) }
        pages.append(page.rows.map(\.id))
        cursor = page.next
      } while cursor != nil
      #expect(pages.map(\.count) == [3, 3, 1])
      #expect(pages.flatMap { $0 } == pages.flatMap { $0 }.sorted(by: >))
      let deals = try await house.read(by: house.sato) { tx in try tx.timeline("person", lead.id, kinds: ["deal."]).rows.map(\.kind) }
      #expect(deals == ["deal.created"])
      let company = try await house.read(by: house.sato) { tx in Set(try tx.timeline("account", account.id).rows.map(\.object)) }
      #expect(company == ["account", "person", "deal"])
      #expect(
        await refusals { _ = try await house.read(by: house.sato) { tx in try tx.timeline("person", lead.id, cursor: "nonsense") } } == [
          "cursor:cursor"
        ])
    }
  }
}
