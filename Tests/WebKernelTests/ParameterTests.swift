import Kernel
import Testing
import WebKernel

@Suite struct ParameterTests {
  private enum Counting: String, CaseIterable { case none, bounded }

  @Test func `everything wrong with the parameters is told at once`() throws {
    var reader = ParameterReader(try #require(QueryString("limit=0&count=all&filter=%7B&color=red&plan=maybe")))
    _ = reader.integer("limit", in: 1...200, default: 50)
    _ = reader.choice("count", default: Counting.bounded)
    _ = reader.json("filter")
    _ = reader.flag("plan")
    #expect { try reader.finish() } throws: { error in
      let problems = (error as? Problems)?.all ?? []
      return problems.map { "\($0.field ?? "-"): \($0.code)" }
        == ["limit: range", "count: option", "filter: json", "plan: option", "color: unknown_parameter"]
    }
  }

  @Test func `plus signs are spaces and percent signs decode UTF-8`() throws {
    var reader = ParameterReader(try #require(QueryString("q=%E5%B1%B1%E7%94%B0+%E8%A3%BD%E4%BD%9C%E6%89%80&plan")))
    let words = reader.text("q")
    let isPlan = reader.flag("plan")
    try reader.finish()
    #expect(words == "山田 製作所")
    #expect(isPlan)
  }

  @Test(arguments: ["a=%", "a=%1", "a=%FF", "a=%00", "%ZZ=1"])
  func `what is no UTF-8 in percent signs is no query`(text: String) {
    #expect(QueryString(text) == nil)
  }

  @Test func `a limit refills with time`() {
    let limit = RateLimit(perMinute: 2)
    let now = Instant(milliseconds: 1_795_000_000_000)
    #expect(limit.wait(for: "192.0.2.1", at: now) == nil)
    limit.use("192.0.2.1", at: now)
    #expect(limit.wait(for: "192.0.2.1", at: now) == nil)
    limit.use("192.0.2.1", at: now)
    #expect(limit.wait(for: "192.0.2.1", at: now) == 31)
    #expect(limit.wait(for: "192.0.2.2", at: now) == nil)
    #expect(limit.wait(for: "192.0.2.1", at: now + .seconds(31)) == nil)
  }
}
