import Database
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct HolidayRoutesTests {
  @Test func `calendars get the holidays of the years they show in one answer`() async throws {
    try await withAPI(.sqlite) { house in
      let answer = try await house.client.get("/api/v1/holidays?from=2026&to=2027", as: house.suzuki)
      let days = answer["data"].array ?? []
      #expect(answer.status == 200 && days.first == ["day": "2026-01-01", "name": "元日"], "\(answer.text)")
      for day: JSON in [
        ["day": "2026-05-06", "name": "振替休日"], ["day": "2026-09-22", "name": "国民の休日"], ["day": "2026-11-23", "name": "勤労感謝の日"],
        ["day": "2027-02-11", "name": "建国記念の日"],
      ] {
        #expect(days.contains(day))
      }
      for query in ["", "?from=2026", "?from=1900&to=2026", "?from=2026&to=x", "?from=2026&to=2027&more=1"] {
        #expect(try await house.client.get("/api/v1/holidays\(query)", as: house.suzuki).status == 422, "\(query)")
      }
    }
  }
}
