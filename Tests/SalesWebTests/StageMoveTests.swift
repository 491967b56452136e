import HTTPTypes
import Kernel
import Metadata
import Records
import RecordsTestSupport
import Sales
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// Moving a deal by form: what the stage needs is asked for, and nothing that was typed is lost.
@Suite struct StageMoveTests {
  @Test(arguments: Engine.all)
  func `a deal moves at once, and to the end with what the end needs`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let stages = try await sales.stages()
      let deal = try await sales.house.deal(by: sales.house.sato, "本店ロビー給茶機")
      let (browser, address) = (sales.browser("佐藤"), "/deals/\(deal.id.text)/stage")
      func stage() async throws -> ID<Stage>? { try await sales.house.read(by: sales.house.sato) { tx in try tx.get("deal", deal.id)[Deal.stage] } }
      let moved = try await browser.submit(address, ["to": stages["提案"]?.text ?? "", "back": "/deals/board?whose=mine"])
      #expect(moved.status == 303 && moved.location == "/deals/board?whose=mine" && moved.cookie("enishi_flash") != nil)
      #expect(try await stage() == stages["提案"])

      let asked = try await browser.submit(address, ["to": stages["受注"]?.text ?? "", "amount": "128万x"])
      #expect(asked.status == 422 && asked.holds("value=\"128万x\"") && asked.holds("name=\"closes_on\"") && !asked.holds("name=\"lost_reason\""))
      #expect(try await stage() == stages["提案"])
      let won = try await browser.submit(address, ["to": stages["受注"]?.text ?? "", "amount": "128万", "closes_on": "2026-11-22"])
      #expect(won.status == 303)
      #expect(try await sales.house.read(by: sales.house.sato) { tx in try tx.get("deal", deal.id)[Deal.amount] } == Yen(1_280_000))

      let reason = try await browser.page("\(address)?to=\(stages["失注"]?.text ?? "")&part=dialog")
      #expect(reason.holds("name=\"lost_reason\"") && reason.holds("value=\"price\"") && !reason.holds("<html"))
      #expect(try await browser.submit(address, ["to": stages["失注"]?.text ?? "", "part": "dialog"]).status == 422)
      let lost = try await browser.submit(
        address, ["to": stages["失注"]?.text ?? "", "lost_reason": "price", "lost_note": "月額が高い", "part": "dialog"],
        [.accept: "application/json, text/html"])
      #expect(lost.json["message"]?.string == "失注にしました" && lost.json["operation"]?.string != nil)
    }
  }

  @Test(arguments: Engine.all)
  func `who was slower is told who was faster, and decides`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let stages = try await sales.stages()
      let deal = try await sales.house.deal(by: sales.house.sato, "学食ラウンジ 4台")
      try await sales.house.write(by: sales.house.takahashi) { tx throws in
        var draft = Draft()
        draft[Deal.stage] = stages["見積"]
        try tx.update("deal", deal.id, draft)
      }
      let late = try await sales.browser("佐藤").submit(
        "/deals/\(deal.id.text)/stage", ["to": stages["提案"]?.text ?? "", "version": "\(deal.version)"])
      #expect(late.status == 422 && late.holds("高橋 一郎さんが先に") && late.holds("name=\"version\" value=\"\(deal.version + 1)\""))
    }
  }

  @Test(arguments: Engine.all)
  func `deals of others are not found, strange stages neither, and a form from elsewhere is refused`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let stages = try await sales.stages()
      let deal = try await sales.house.deal(by: sales.house.suzuki, "給湯設備")
      let to = stages["提案"]?.text ?? ""
      for path in ["stage?to=\(to)", "next", "people/new"] {
        #expect(try await sales.browser("伊藤").page("/deals/\(deal.id.text)/\(path)").status == 404, "\(path)")
      }
      #expect(try await sales.browser("伊藤").submit("/deals/\(deal.id.text)/stage", ["to": to]).status == 404)
      #expect(try await sales.browser("鈴木").page("/deals/\(deal.id.text)/stage?to=0000000000000").status == 404)
      #expect(try await sales.browser("鈴木").submitFromElsewhere("/deals/\(deal.id.text)/stage", ["to": to]).status == 403)
    }
  }

  @Test(arguments: Engine.all)
  func `what was done stays with the deal, and the next step is set`(engine: Engine) async throws {
    try await withSales(engine) { sales in
      let today = House.noon.day(offset: 32_400)
      let deal = try await sales.house.deal(
        by: sales.house.sato, "工場休憩室 3台", ["next_action": .text("見積書を提出"), "next_action_on": .day(today)])
      let (browser, address) = (sales.browser("佐藤"), "/deals/\(deal.id.text)/next")
      #expect(try await browser.page("\(address)?done=1").holds("「見積書を提出」を済みにして"))
      let wrong = try await browser.submit(address, ["done": "1", "result": "総務の三好様に渡した", "next_action_on": "2026-02-30"])
      #expect(wrong.status == 422 && wrong.holds("総務の三好様に渡した"))
      let done = try await browser.submit(
        address, ["done": "1", "result": "総務の三好様に渡した", "next_action": "返事を確認", "quick": "2026-11-25", "next_action_on": "", "back": "/"])
      #expect(done.location == "/")
      let now = try await sales.house.read(by: sales.house.sato) { tx in try tx.get("deal", deal.id) }
      #expect(now[Deal.nextAction] == "返事を確認" && now[Deal.nextActionOn] == Day("2026-11-25"))
      let later = try await browser.submit(
        address, ["next_action": "返事を確認", "next_action_on": "2026/11/25", "quick": "2026-11-30", "part": "dialog"],
        [.accept: "application/json, text/html"])
      #expect(later.json["message"]?.string == "次の一手を「返事を確認 11/30(月)」にしました", "a chip moves the day that stood there")
      let notes = try await sales.house.read(by: sales.house.sato) { tx in try tx.list("note").rows.compactMap { $0["text"] } }
      #expect(notes == [.text("済み: 見積書を提出\n総務の三好様に渡した")])
    }
  }
}
