import Database
import Kernel
import Metadata
import People
import RecordPages
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing
import WebTestSupport

@testable import SalesWeb

/// What deals show on the pages of records and on 今日.
@Suite struct PanelTests {
  private static func panels(for record: Record) -> [RecordPanel] { WebFeature.sales.panels.filter { $0.suits(record) } }

  @Test(arguments: Engine.all)
  func `the page of a deal shows its path, next step and people, whatever their number`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let (house, today) = (sales.house, House.noon.day(offset: 32_400))
      let account = try await house.account(by: house.sato, "株式会社ホテル潮見")
      let deal = try await house.deal(
        by: house.sato, "全3館入替",
        [
          "amount": .integer(4_860_000), "gross_profit": .integer(1_458_000), "account_id": account.reference, "next_action": .text("見積2版を説明する"),
          "next_action_on": .day(today - 1),
        ])
      func drawn(_ record: Record) async throws -> (String, Int) {
        var (all, queries) = ("", 0)
        for panel in Self.panels(for: record) {
          let one = try await sales.panel(panel, of: record, for: house.sato)
          all += one.text
          queries += one.queries
        }
        return (all, queries)
      }
      let (first, few) = try await drawn(deal)
      for part in ["1日目", "目安 14日", "見積2版を説明する", "1日超過"] { #expect(first.contains(part), "\(part)") }
      for number in 1...6 {
        let person = try await house.person(by: house.sato, "contact", ["last_name": .text("森川\(number)"), "account_id": account.reference])
        let answer = try await sales.browser("佐藤").submit(
          "/deals/\(deal.id.text)/people/new", ["person_id": person.id.text, "role": number == 1 ? "decider" : "user"])
        #expect(answer.status == 303)
        if number == 1 {
          let twice = try await sales.browser("佐藤").submit("/deals/\(deal.id.text)/people/new", ["person_id": person.id.text])
          #expect(twice.status == 422 && twice.holds("もう加わっています"))
        }
      }
      let (second, many) = try await drawn(deal)
      #expect(many <= few + 1, "people are one query more than nobody")
      #expect(
        second.contains("森川6")
          && second.contains("tag--ok\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/static/icons.svg#i-check\"/></svg>決裁者"))
      let line = try await house.read(by: house.sato) { tx in try tx.list("deal_person", sort: "created_at").rows[0] }
      let address = "/deals/\(deal.id.text)/people/\(line.id.text)"
      #expect(try await sales.browser("佐藤").submit(address, ["role": "champion"]).status == 303)
      #expect(try await house.read(by: house.sato) { tx in try tx.get("deal_person", line.id)[DealPerson.role] } == .champion)
      #expect(try await sales.browser("佐藤").submit(address, ["remove": "1"]).status == 303)
      #expect(try await house.read(by: house.sato) { tx in try tx.list("deal_person").rows.count } == 5)
      #expect(try await sales.browser("伊藤").submit(address, ["remove": "1"]).status == 404)
    }
  }

  @Test(arguments: Engine.all)
  func `an account and its people show their deals with sums`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let house = sales.house
      let stages = try await sales.stages()
      let account = try await house.account(by: house.sato, "やまぶき信用組合")
      let person = try await house.person(by: house.sato, "contact", ["last_name": .text("三好"), "account_id": account.reference])
      for (name, stage, amount) in [("本店ロビー", "見積", 1_280_000), ("研修センター", "提案", 1_960_000), ("支店の給茶機", "受注", 500_000)] {
        try await house.deal(
          by: house.sato, name,
          [
            "account_id": account.reference, "primary_person_id": person.reference, "amount": .integer(Int64(amount)),
            "stage_id": .reference(try #require(stages[stage]).as(AnyRecord.self)), "closes_on": .day(Day(number: 20_800)),
          ])
      }
      for record in [account, person] {
        let panel = try #require(Self.panels(for: record).first)
        let shown = try await sales.panel(panel, of: record, for: house.sato)
        #expect(shown.text.contains("進行中 2件 324万円") && shown.text.contains("受注 1件 50万円"), "\(shown.text)")
        #expect(shown.queries <= 6)
      }
    }
  }

  @Test(arguments: Engine.all)
  func `a deal tells of its company, and what else is open with it`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let house = sales.house
      let account = try await house.account(by: house.sato, "株式会社ホテル潮見", ["industry": .text("宿泊"), "phone": .text("055-900-0001")])
      let lost = try #require(try await sales.stages()["失注"])
      var deals: [Record] = []
      for name in ["ラウンジ", "客室", "厨房", "別館", "本館"] {
        deals.append(try await house.deal(by: house.sato, name, ["account_id": account.reference]))
      }
      try await house.deal(
        by: house.sato, "去年の話", ["account_id": account.reference, "stage_id": .reference(lost.as(AnyRecord.self)), "lost_reason": .text("price")])
      let shown = try await sales.panel(RecordPanel.dealAccount, of: deals[0], for: house.sato)
      for part in ["株式会社ホテル潮見", "宿泊", "tel:0559000001", "客室", "厨房", "別館", "すべて見る"] { #expect(shown.text.contains(part), "\(part)") }
      for part in ["ラウンジ", "本館", "去年の話"] { #expect(!shown.text.contains(part), "\(part)") }
      #expect(shown.queries <= 3)
      let stranger = try await sales.panel(RecordPanel.dealAccount, of: deals[0], for: house.ito)
      #expect(stranger.text.isEmpty, "the company is not 伊藤's to see")
    }
  }

  @Test(arguments: Engine.all)
  func `a lead of a company we know says so, and whose it is`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let house = sales.house
      try await house.account(by: house.sato, "株式会社ホテル潮見")
      let known = try await house.person(by: house.sato, "lead", ["last_name": .text("森川"), "company_name": .text("(株)ホテル潮見")])
      let unknown = try await house.person(by: house.sato, "lead", ["last_name": .text("大西"), "company_name": .text("株式会社つばめ製菓")])
      let shown = try await sales.panel(RecordPanel.knownCompany, of: known, for: house.sato)
      #expect(shown.text.contains("株式会社ホテル潮見") && shown.text.contains("担当 佐藤"), "\(shown.text)")
      #expect(try await sales.panel(RecordPanel.knownCompany, of: unknown, for: house.sato).text.isEmpty)
    }
  }

  @Test(arguments: Engine.all)
  func `the cards of 今日 count only what is mine`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let (house, today) = (sales.house, House.noon.day(offset: 32_400))
      let stages = try await sales.stages()
      func deal(_ by: ID<User>, _ name: String, _ amount: Int64, _ rank: String, _ stage: String = "提案") async throws {
        try await house.deal(
          by: by, name,
          [
            "amount": .integer(amount), "forecast_rank": .text(rank), "closes_on": .day(today - 1), "next_action": .text("\(name)に電話"),
            "next_action_on": .day(today), "stage_id": .reference(try #require(stages[stage]).as(AnyRecord.self)),
          ])
      }
      try await deal(house.sato, "潮見", 6_480_000, "A")
      try await deal(house.sato, "青嵐", 2_000_000, "B")
      try await deal(house.sato, "三ツ葉", 6_120_000, "A", "受注")
      try await deal(house.ito, "伊藤の商談", 9_000_000, "A")
      var texts: [String] = []
      for card in WebFeature.sales.todayCards {
        let shown = try await sales.drawn(for: house.sato) { tx, ui in try card.html(tx, ui) }
        #expect(shown.queries <= 7, "\(sales.house.test.log.statements)")
        texts.append(shown.text)
      }
      let all = texts.joined()
      // 612 + 648 × 80 % + 200 × 50 %
      for part in ["受注 1件", "612<small>万円", "1,230万円", "潮見に電話", "青嵐に電話", "予定日すぎ", "/deals?filter="] { #expect(all.contains(part), "\(part)") }
      #expect(!all.contains("伊藤の商談") && !all.contains("三ツ葉に電話"))
      let reader = try await sales.drawn(for: house.kobayashi) { tx, ui in try WebFeature.sales.todayCards[1].html(tx, ui) }
      #expect(reader.text.isEmpty, "amounts are hidden from 小林")
    }
  }

  @Test(arguments: Engine.all)
  func `a deal that asks for more than the customer has set aside says so, in a sentence`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let sato = sales.house.sato
      func told(_ amount: Value, _ budget: Value) async throws -> String {
        let deal = try await sales.house.deal(by: sato, "冷蔵庫", ["amount": amount, "budget": budget])
        return try await sales.panel(.overBudget, of: deal, for: sato).text
      }
      let over = try await told(.integer(4_860_000), .integer(4_000_000))
      #expect(over.contains("金額 ¥4,860,000 は、お客様の予算 ¥4,000,000 を ¥860,000 上回っています。"), "\(over)")
      #expect(try await told(.integer(4_000_000), .integer(4_000_000)).isEmpty)
      #expect(try await told(.integer(4_000_000), .null).isEmpty)
    }
  }
}
