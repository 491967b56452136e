import Database
import Kernel
import Metadata
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// 商談ボード as pages show it.
@Suite struct BoardPageTests {
  private static let today = House.noon.day(offset: 32_400)

  @Test(arguments: Engine.all)
  func `lanes show sums, cards their marks, and the empty board teaches`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let empty = try await sales.browser("佐藤").page("/deals/board")
      #expect(empty.status == 200 && empty.holds("商談はここに並びます"))
      let account = try await sales.house.account(by: sales.house.sato, "株式会社ホテル潮見")
      try await sales.house.deal(
        by: sales.house.sato, "全3館ラウンジ コーヒーマシン入替",
        ["amount": .integer(4_860_000), "account_id": account.reference, "forecast_rank": .text("A"), "closes_on": .day(Self.today - 2)])
      try await sales.house.deal(
        by: sales.house.sato, "社員食堂 給茶機の更新", ["next_action": .text("電話"), "next_action_on": .day(Self.today + 2)])
      let board = try await sales.browser("佐藤").page("/deals/board")
      for part in [
        "486<span class=\"xs muted\">万円", "株式会社ホテル潮見", "yomi--a", "予定日すぎ", "<span class=\"clip\">電話</span> <span class=\"nowrap\">11/24(火)", "加重 49",
        "data-moves", "10%",
      ] {
        #expect(board.holds(part), "\(part)")
      }
      #expect(board.holds("停滞</dt><dd class=\"c-warn\">1"))
      sales.house.clock.advance(.seconds(86_400 * 20))
      #expect(try await sales.browser("佐藤").page("/deals/board").holds("20日 停滞"))
      let hidden = try await sales.browser("小林").page("/deals/board?whose=all")
      #expect(hidden.holds("社員食堂") && !hidden.holds("加重</dt>"))
      // In every form an amount is written; bare digits also stand in the page's token.
      for amount in ["486<", "486万", "4,860,000", "\"4860000"] { #expect(!hidden.holds(amount), "\(amount)") }
    }
  }

  @Test(arguments: Engine.all)
  func `whose, when and words narrow the board and stay in the address`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      try await sales.house.deal(by: sales.house.sato, "厨房機器", ["closes_on": .day(Self.today)])
      try await sales.house.deal(by: sales.house.ito, "焙煎機", ["closes_on": .day(Self.today + 60)])
      try await sales.house.deal(by: sales.house.suzuki, "浄水器")
      func names(_ browser: String, _ query: String) async throws -> Set<String> {
        let page = try await sales.browser(browser).page("/deals/board\(query)")
        return Set(["厨房機器", "焙煎機", "浄水器"].filter { page.holds("data-name=\"\($0)\"") })
      }
      #expect(try await names("高橋", "?whose=all") == ["厨房機器", "焙煎機", "浄水器"])
      #expect(try await names("佐藤", "?whose=mine") == ["厨房機器"])
      #expect(try await names("佐藤", "") == ["厨房機器", "焙煎機"], "the team by itself")
      #expect(try await names("佐藤", "?whose=all") == ["厨房機器", "焙煎機"], "not offered, so not taken")
      #expect(try await names("伊藤", "?whose=all") == ["焙煎機"], "scope own")
      #expect(try await names("高橋", "?whose=all&closes=this_month") == ["厨房機器"])
      #expect(try await names("高橋", "?whose=all&from=2026-12-01") == ["焙煎機"])
      #expect(try await names("高橋", "?whose=all&q=%E6%B5%84%E6%B0%B4") == ["浄水器"])
      #expect(try await names("高橋", "?whose=all&owner=\(sales.house.ito.text)") == ["焙煎機"])
      let nothing = try await sales.browser("高橋").page("/deals/board?whose=all&q=%E3%81%AA%E3%81%84&closes=nonsense")
      #expect(nothing.status == 200 && nothing.holds("この条件の商談はありません"))
    }
  }

  @Test(arguments: Engine.all)
  func `a board of many deals costs as many queries as one of few, and its lanes go on`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let browser = sales.browser("佐藤")
      func cost(_ path: String) async throws -> Int {
        _ = try await browser.page(path)
        sales.house.test.log.clear()
        _ = try await browser.page(path)
        return sales.house.test.log.count
      }
      try await sales.house.deal(by: sales.house.sato, "最初の商談")
      let few = try await cost("/deals/board")
      for number in 1...45 {
        let account = try await sales.house.account(by: sales.house.sato, "取引先 \(number)")
        try await sales.house.deal(
          by: sales.house.sato, "商談 \(number)", ["account_id": account.reference, "closes_on": .day(Self.today + number)])
      }
      #expect(try await cost("/deals/board") <= few + 1, "account names are one query more")
      let page = try await browser.page("/deals/board")
      let link = try #require(page.text.firstMatch(of: /data-more="([^"]+)" data-stage="([^"]+)">もっと見る\(あと26件\)/))
      let more = try await browser.page("/deals/board/lane?stage=\(link.2)&cursor=\(PercentEncoding.encode(String(link.1)))")
      #expect(more.holds("data-name=\"商談 20\"") && more.holds("data-more=") && !more.holds("<html"))
      #expect(try await browser.page("/deals/board?cards=60").holds("data-name=\"商談 45\""), "without JavaScript the link asks for more")
    }
  }

  @Test(arguments: Engine.all)
  func `what people typed stays text on the board`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let evil = "<script>alert(1)</script>\" onfocus=\"x"
      let account = try await sales.house.account(by: sales.house.sato, evil)
      let deal = try await sales.house.deal(
        by: sales.house.sato, evil,
        ["account_id": account.reference, "next_action": .text(evil), "next_action_on": .day(Self.today + 1), "amount": .integer(1)])
      for path in ["/deals/board?q=\(PercentEncoding.encode("\"><script>alert(1)</script>"))", "/deals/board", "/deals/\(deal.id.text)/next"] {
        let page = try await sales.browser("佐藤").page(path)
        #expect(page.status == 200 && !page.holds("<script>alert") && !page.holds("onfocus=\"x\""), "\(path)")
      }
    }
  }
}
