import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct TimelineTests {
  @Test(arguments: Engine.all)
  func `what is written down stands where it happened, under its kind`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      let browser = house.browser("山田")
      let address = "/leads/\(lead.id.text)"
      for (kind, text, when) in [("note", "資料を送った", ""), ("call", "電話で確認", "昨日 14:00"), ("visit", "試飲会", "11/18 9:30")] {
        let answer = try await browser.submit("\(address)/notes", ["kind": kind, "text": text, "happened_at": when])
        #expect(answer.status == 303 && answer.location == address, "\(answer.text)")
      }
      let page = try await browser.page("\(address)/timeline?show=talk")
      #expect(page.knots.map { $0.split(separator: " ").first.map(String.init) } == ["メモを書いた", "電話した", "訪問した"])
      #expect(page.says("昨日 14:00") && page.says("試飲会"))
      #expect(try await browser.page("\(address)/timeline?show=deal").knots.isEmpty)
      let refused = try await browser.submit("\(address)/notes", ["kind": "call", "text": "", "happened_at": "いつか"])
      #expect(refused.status == 422 && refused.says("value=\"いつか\""))
    }
  }

  @Test(arguments: Engine.all)
  func `a pinned note stands above the thread until it is let go, and both can be undone`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      let other = try await house.create("person", "lead", ["last_name": .text("鈴木")])
      let note = try await house.create("note", ["text": .text("電話は午後だけ"), "person_id": lead.reference])
      let (browser, address) = (house.browser("山田"), "/leads/\(lead.id.text)")
      func pinned() async throws -> Bool { try await browser.page(address).between("固定したメモ", "data-log-sheet")?.contains("電話は午後だけ") == true }
      #expect(try await !pinned())
      let answer = try await browser.submit("\(address)/notes/\(note.id.text)/pin", ["pinned": "1"])
      #expect(answer.status == 303 && answer.location == address, "\(answer.text)")
      let page = try await browser.page(address)
      #expect(page.says("固定したメモ") && page.says("aria-pressed=\"true\""))
      let undo = try #require(page.text.firstMatch(of: /\/undo\/([0-9A-Z]{13})/))
      #expect(try await pinned())
      _ = try await browser.submit("/undo/\(undo.1)", ["back": address])
      #expect(try await !pinned())
      _ = try await browser.submit("\(address)/notes/\(note.id.text)/pin", ["pinned": "1"])
      _ = try await browser.submit("\(address)/notes/\(note.id.text)/pin", ["pinned": "0"])
      #expect(try await !pinned())
      #expect(try await browser.submit("/leads/\(other.id.text)/notes/\(note.id.text)/pin", ["pinned": "1"]).status == 404)
    }
  }

  @Test(arguments: Engine.all)
  func `changes show before and after, what follows from them does not, and a won deal is a knot`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let account = try await house.create("account", ["name": .text("山田製作所")])
      let deal = try await house.create(
        "deal", ["name": .text("食堂の入替"), "account_id": account.reference, "amount": .integer(100), "closes_on": .day(Day(number: 20_800))])
      let browser = house.browser("山田")
      let stages = try await browser.json("/inline/deals/fields/stage_id?id=\(deal.id.text)")["options"].array ?? []
      let won = try (stages.first { $0["label"]?.string == "受注" }?["value"]?.string).orFail()
      try await house.create("note", ["text": .text("決裁がおりた"), "deal_id": deal.reference])
      _ = try await house.save("/deals/\(deal.id.text)", ["stage_id": won, "amount": "200"])
      let page = try await browser.page("/deals/\(deal.id.text)")
      #expect(page.says("tl__dot--knot") && page.says("決裁がおりた"))
      #expect(page.says("<del>100円</del><ins>200円</ins>"))
      #expect(page.between("tl__diff", "</dl>")?.contains("確度") == false)
      #expect(try await browser.page("/accounts/\(account.id.text)").says("/deals/\(deal.id.text)\">食堂の入替"))
    }
  }

  @Test(arguments: Engine.all)
  func `a note on a deal is on the threads of its account and person, for those who see the deal`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let account = try await house.create("account", as: "佐藤", ["name": .text("山田製作所")])
      let person = try await house.create("person", "contact", as: "佐藤", ["last_name": .text("高橋"), "account_id": account.reference])
      let deal = try await house.create(
        "deal", as: "佐藤", ["name": .text("食堂の入替"), "account_id": account.reference, "primary_person_id": person.reference])
      let hidden = try await house.create("deal", as: "山田", ["name": .text("社内の話"), "account_id": account.reference])
      try await house.create("note", as: "佐藤", ["text": .text("決裁は来週"), "deal_id": deal.reference])
      try await house.create("note", as: "山田", ["text": .text("まだ言わない"), "deal_id": hidden.reference])
      for path in ["/accounts/\(account.id.text)", "/contacts/\(person.id.text)", "/deals/\(deal.id.text)"] {
        let page = try await house.browser("佐藤").page(path)
        #expect(page.says("決裁は来週") && !page.says("まだ言わない") && !page.says("社内の話"), "\(path)")
      }
      #expect(try await house.browser("山田").page("/accounts/\(account.id.text)").says("まだ言わない"))
    }
  }

  @Test(arguments: Engine.all)
  func `touches of marketing older than a month fold into one line a day`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      func touches(_ days: Int, _ count: Int, _ anonymous: Bool = false) async throws {
        try await house.write { tx in
          try tx.append(
            (0..<count).map { at in
              EventDraft(
                "mail.opened", object: "person", record: lead.id, links: TimelineLinks(person: lead.id), payload: ["anonymous": .boolean(anonymous)],
                at: Instant(milliseconds: RecordHouse.noon.milliseconds - Int64(days) * 86_400_000 + Int64(at) * 60_000))
            })
        }
      }
      try await touches(3, 2)
      try await touches(40, 3)
      try await touches(41, 2, true)
      let page = try await house.browser("山田").page("/leads/\(lead.id.text)/timeline?show=mail")
      #expect(page.knots.count == 4)
      #expect(page.knots.suffix(2).map { $0.contains("ほか") } == [true, true])
      #expect(page.text.matches(of: /is-anon/).count == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a long thread is read page by page, nothing twice and nothing left out`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      try await house.write { tx in
        for at in 0..<70 { try tx.create("note", Draft(["text": .text("メモ<\(at)>"), "person_id": lead.reference])) }
      }
      var seen: [String] = []
      var path: String? = "/leads/\(lead.id.text)/timeline?show=talk"
      var pages = 0
      while let next = path, pages < 10 {
        let page = try await house.browser("山田").page(next)
        seen += page.text.matches(of: /メモ&lt;(\d+)&gt;/).map { String($0.1) }
        path = page.between("data-more=\"", "\"").map { "/leads/\(lead.id.text)/timeline?show=talk&after=\($0)" }
        pages += 1
      }
      #expect(seen.count == 70 && Set(seen).count == 70 && pages == 3)
    }
  }
}
