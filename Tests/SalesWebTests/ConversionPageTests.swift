import Database
import Jobs
import Kernel
import Metadata
import People
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// The conversion page: what it proposes, what it says of each value, and what it keeps when something is wrong.
@Suite struct ConversionPageTests {
  private static func onishi(_ sales: SalesWebHouse) async throws -> Record {
    try await sales.house.person(
      by: sales.house.sato,
      [
        "last_name": .text("大西"), "first_name": .text("真理"), "company_name": .text("株式会社つばめ製菓"), "phone": .text("0258-00-1234"),
        "email": .text("onishi@tsubame-seika.example.jp"), "industry": .text("食品製造"), "lead_source": .text("資料請求フォーム"),
      ])
  }

  private static func tsubame(_ sales: SalesWebHouse) async throws -> Record {
    try await sales.house.account(
      by: sales.house.sato, "株式会社つばめ製菓",
      ["phone": .text("0258-00-1234"), "email_domain": .text("tsubame-seika.example.jp")])
  }

  @Test(arguments: Engine.all)
  func `a certain account is chosen, every value says where it goes, and the lead becomes a deal`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let account = try await Self.tsubame(sales)
      let lead = try await Self.onishi(sales)
      let (browser, address) = (sales.browser("佐藤"), "/leads/\(lead.id.text)/convert")
      let page = try await browser.page(address)
      #expect(page.status == 200)
      for part in [
        "似た取引先が1件見つかりました", "name=\"account_id\" value=\"\(account.id.text)\" checked", "会社名が同じ", "電話番号が同じ", "メールドメインが同じ", "ほぼ確実", "既存を残す",
        "空欄を埋める", "同じ値", "map__t--edit", "map__t--off",
      ] where part != "既存を残す" {
        #expect(page.holds(part), "\(part)")
      }
      let done = try await browser.submit(
        address,
        [
          "account": "existing", "account_id": account.id.text, "deal": "new", "deal.name": "つばめ製菓 本社オフィス機", "deal.amount": "90万",
          "deal.closes_on": "2027-01-29", "deal.stage_id": try await sales.stages()["ヒアリング"]?.text ?? "", "deal.owner_id": sales.house.sato.text,
        ])
      #expect(done.status == 303 && done.cookie("enishi_flash") != nil, "\(done.text.prefix(300))")
      let deal = try await sales.house.read(by: sales.house.sato) { tx in try tx.list("deal").rows[0] }
      #expect(done.location == "/deals/\(deal.id.text)")
      #expect(deal[Deal.name] == "つばめ製菓 本社オフィス機" && deal[Deal.amount] == Yen(900_000) && deal[Deal.closesOn] == Day("2027-01-29"))
      #expect(deal[Deal.account]?.raw == account.id.raw && deal[Deal.leadSource] == "資料請求フォーム")
      #expect(deal[Deal.stage] == (try await sales.stages()["ヒアリング"]))
      let again = try await browser.page(address)
      #expect(again.status == 200 && again.holds("もう変換されています") && again.holds("/contacts/\(lead.id.text)") && again.holds(deal.id.text))
      #expect(try await browser.submit(address, ["account": "none", "deal": "none"]).status == 409)
    }
  }

  @Test(arguments: Engine.all)
  func `what is wrong is said at its field and everything typed comes back`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let lead = try await Self.onishi(sales)
      let (browser, address) = (sales.browser("佐藤"), "/leads/\(lead.id.text)/convert")
      let refused = try await browser.submit(
        address, ["account": "new", "account.name": "つばめ製菓(新)", "deal": "new", "deal.name": "", "deal.amount": "九十万", "deal.closes_on": ""])
      #expect(refused.status == 422)
      for part in ["value=\"つばめ製菓(新)\"", "value=\"九十万\"", "商談名を入れてください", "受注予定日を入れてください", "href=\"#deal.name\"", "id=\"deal.amount-e\""] {
        #expect(refused.holds(part), "\(part)")
      }
      #expect(try await sales.house.read(by: sales.house.sato) { tx in try tx.list("deal").rows.isEmpty && tx.list("account").rows.isEmpty })
      let none = try await browser.submit(address, ["account": "existing", "deal": "none"])
      #expect(none.status == 422 && none.holds("取引先を候補から選んでください"))
    }
  }

  @Test(arguments: Engine.all)
  func `the preview follows the choices and finds other accounts, without writing anything`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let lead = try await Self.onishi(sales)
      let other = try await sales.house.account(by: sales.house.sato, "やまぶき信用組合", ["industry": .text("金融")])
      let (browser, address) = (sales.browser("佐藤"), "/leads/\(lead.id.text)/convert")
      let fresh = try await browser.submit("\(address)/preview", ["account": "new", "deal": "new", "deal.name": "x", "deal.closes_on": "2027-01-29"])
      #expect(fresh.status == 200 && fresh.holds("取引先 › 業種") && !fresh.holds("map__t--edit") && !fresh.holds("<html"))
      let joined = try await browser.submit(
        "\(address)/preview", ["account": "existing", "account_id": other.id.text, "account_q": "やまぶき", "deal": "none"])
      #expect(joined.holds("既存を残す") && joined.holds("やまぶき信用組合") && joined.holds("空欄を埋める") && !joined.holds("商談 ›"))
      let plain = try await browser.submit(address, ["account": "none", "deal": "none", "step": "preview"])
      #expect(plain.status == 200 && plain.holds("<html") && !plain.holds("取引先 › 業種"))
      #expect(try await sales.house.read(by: sales.house.sato) { tx in try tx.get("person", lead.id).recordType } == "lead")
    }
  }

  @Test(arguments: Engine.all)
  func `leads of others are not found, script stays text, and many candidates cost no further query`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let evil = "<img src=x onerror=alert(1)>"
      let lead = try await sales.house.person(
        by: sales.house.suzuki,
        ["last_name": .text(evil), "company_name": .text("株式会社\(evil)"), "challenge": .text(evil), "phone": .text("0258-00-1234")])
      let address = "/leads/\(lead.id.text)/convert"
      #expect(try await sales.browser("伊藤").page(address).status == 404)
      #expect(try await sales.browser("伊藤").submit(address, ["account": "none", "deal": "none"]).status == 404)
      func cost() async throws -> Int {
        _ = try await sales.browser("鈴木").page(address)
        sales.house.test.log.clear()
        let page = try await sales.browser("鈴木").page(address)
        #expect(page.status == 200 && !page.holds("<img src=x"))
        return sales.house.test.log.count
      }
      _ = try await sales.house.account(by: sales.house.suzuki, "候補 0", ["phone": .text("0258-00-1234")])
      let few = try await cost()
      for number in 1...12 { try await sales.house.account(by: sales.house.suzuki, "\(evil) \(number)", ["phone": .text("0258-00-1234")]) }
      #expect(try await cost() == few)
      #expect(few <= 20, "\(sales.house.test.log.statements)")
    }
  }

  @Test(arguments: Engine.all)
  func `a lead joins the account of a colleague without changing it`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let account = try await sales.house.account(by: sales.house.ito, "株式会社つばめ製菓", ["phone": .text("0258-00-1234")])
      let lead = try await Self.onishi(sales)
      let (browser, address) = (sales.browser("佐藤"), "/leads/\(lead.id.text)/convert")
      let page = try await browser.page(address)
      #expect(page.holds("担当でないため変えない") && page.holds("この取引先の担当は伊藤 幸子さんです"))
      let done = try await browser.submit(address, ["account": "existing", "account_id": account.id.text, "deal": "none"])
      #expect(done.location == "/contacts/\(lead.id.text)", "\(done.status)")
      #expect(try await sales.house.read(by: sales.house.ito) { tx in try tx.get("account", account.id)["industry"] } == .null)
    }
  }

  @Test(arguments: Engine.all)
  func `many leads are shown first, then converted in one operation with one undo`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let account = try await Self.tsubame(sales)
      let lead = try await Self.onishi(sales)
      let ishibashi = try await sales.house.person(by: sales.house.sato, ["last_name": .text("石橋"), "company_name": .text("有限会社石橋ベーカリー")])
      let done = try await sales.house.person(by: sales.house.sato, "contact", ["last_name": .text("森川")])
      let ids = [lead, ishibashi, done].map(\.id.text).joined(separator: ",")
      let browser = sales.browser("佐藤")
      let look = try await browser.submit("/leads/convert", ["ids": ids])
      #expect(look.status == 200 && look.holds("3人を商談に変換しますか") && look.holds("2人を変換する"))
      #expect(look.holds("既存に結ぶ") && look.holds("有限会社石橋ベーカリー の商談") && look.holds("すでに連絡先に変換されています"))
      let ran = try await browser.submit("/leads/convert/run", ["ids": ids, "deals": "1"])
      #expect(ran.status == 200 && ran.holds("2人を変換しました") && ran.holds("1人は変換していません"))
      let operation = try #require(ran.text.firstMatch(of: /\/undo\/([0-9A-Z]{13})/))
      let deals = try await sales.house.read(by: sales.house.sato) { tx in try tx.list("deal").rows }
      #expect(deals.count == 2 && deals.contains { $0[Deal.account]?.raw == account.id.raw })
      try await sales.house.undo(try #require(ID<Operation>(text: String(operation.1))), by: sales.house.sato)
      #expect(try await sales.house.read(by: sales.house.sato) { tx in try tx.list("deal").rows.isEmpty })
      #expect(try await browser.submit("/leads/convert", ["ids": ""]).status == 422)
    }
  }

  @Test(arguments: Engine.all)
  func `more than a hundred leads are converted by a job with one undo`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      try await sales.house.write(by: sales.house.sato) { tx in
        for _ in 1...101 { try tx.create("person", recordType: "lead", Draft(["last_name": .text("大西"), "company_name": .text("有限会社石橋ベーカリー")])) }
      }
      let browser = sales.browser("佐藤")
      let filter = #"{"field":"last_name","is":"eq","value":"大西"}"#
      let look = try await browser.submit("/leads/convert", ["where": filter])
      #expect(look.holds("101人を商談に変換しますか") && look.holds("101人を変換する") && look.holds("はじめの100人"), "\(look.status)")
      let ran = try await browser.submit("/leads/convert/run", ["where": filter, "deals": "1"])
      #expect(ran.status == 303 && ran.location?.hasPrefix("/jobs/") == true, "\(ran.text)")
      let (database, records) = (sales.house.test.database, sales.house.records)
      let queue = JobQueue(ids: records.ids, now: records.now)
      await Worker(database: database, queue: queue, handlers: [LeadConversionJob(store: records)]).runUntilIdle()
      let job = try #require(try await database.read { try queue.jobs(kind: LeadConversion.kind, in: $0) }.first)
      #expect(job.result?["done"] == 101 && job.progress?.label.ja == "101 人を変換しました", "\(String(describing: job.error))")
      let counts = try await sales.house.read(by: sales.house.sato) { tx in
        [try tx.count("account").value, try tx.count("deal").value, try tx.count("person", recordType: "lead").value]
      }
      #expect(counts == [1, 101, 0])
      try await sales.house.undo(ID(try #require(job.operationID)), by: sales.house.sato)
      let left = try await sales.house.read(by: sales.house.sato) { tx in
        [try tx.count("account").value, try tx.count("deal").value, try tx.count("person", recordType: "lead").value]
      }
      #expect(left == [0, 0, 101])
    }
  }
}
