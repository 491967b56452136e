import Database
import HTTPTypes
import Kernel
import Metadata
import Notices
import Records
import RecordsTestSupport
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// お知らせ, フォローする and 届け方, through the router.
@Suite struct NotificationPageTests {
  @Test(arguments: Engine.all)
  func `the page says who did what, why it came and what to do, and the menu how many are unread`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let (id, deal) = try await web.mention("<b>急ぎ</b>です")
      let page = try await web.browser("佐藤").page("/notifications")
      #expect(page.status == 200)
      #expect(page.sentences == ["高橋 一郎さんがメモであなたを呼びました"])
      #expect(page.text.contains("<q><span class=\"mention mention--me\">@佐藤 花子</span> &lt;b&gt;急ぎ&lt;/b&gt;です</q>"))
      #expect(page.text.contains("給茶機の更新・あなたあて"))
      #expect(page.text.contains("href=\"/notifications/\(id.text)\""))
      #expect(page.text.contains("<h2>今日</h2>"))
      #expect(page.badge == "1")
      let opened = try await web.browser("佐藤").page("/notifications/\(id.text)")
      #expect(opened.status == 303)
      #expect(opened.location == "/deals/\(deal.id.text)#composer")
      #expect(try await web.isRead(id))
      #expect(try await web.browser("佐藤").page("/notifications").badge == nil)
      let others = try await web.browser("高橋").page("/notifications")
      #expect(others.sentences.isEmpty && others.text.contains("まだお知らせはありません"))
    }
  }

  @Test(arguments: Engine.all)
  func `filters, reading one and reading all`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let (mention, _) = try await web.mention()
      let owner: [String: Value] = ["owner_id": .reference(web.house.sato.as(AnyRecord.self)), "last_name": .text("森")]
      _ = try await web.house.write(by: web.house.takahashi) { tx in try tx.create("person", recordType: "lead", Draft(owner)) }
      let browser = web.browser("佐藤")
      #expect(try await browser.page("/notifications").sentences.count == 2)
      #expect(try await browser.page("/notifications?show=mine").sentences.count == 1)
      let read = try await browser.submit("/notifications/\(mention.text)/read", ["show": "unread"])
      #expect(read.location == "/notifications?show=unread")
      #expect(try await browser.page("/notifications?show=unread").sentences == ["高橋 一郎さんが見込み客「森」の担当をあなたにしました"])
      #expect(try await browser.submit("/notifications/read-all").location == "/notifications")
      #expect(try await browser.page("/notifications?show=unread").text.contains("ぜんぶ読みました"))
    }
  }

  @Test(arguments: Engine.all)
  func `those of others do not exist, and no page of somebody else can mark them`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let (id, _) = try await web.mention()
      for path in ["/notifications/\(id.text)", "/notifications/0000000000001", "/notifications/nothing"] {
        #expect(try await web.browser("高橋").page(path).status == 404, "\(path)")
      }
      #expect(try await web.browser("高橋").submit("/notifications/\(id.text)/read").status == 404)
      #expect(try await web.browser("佐藤").submitFromElsewhere("/notifications/\(id.text)/read").status == 403)
      #expect(try await web.browser("佐藤").submitFromElsewhere("/notifications/read-all").status == 403)
      #expect(try await web.browser("高橋").submit("/notifications/read-all").status == 303)
      #expect(try await web.client.another().page("/notifications").location == "/login?next=%2Fnotifications")
      #expect(try await !web.isRead(id))
    }
  }

  @Test(arguments: Engine.all)
  func `what reaches somebody is theirs to choose`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let saved = try await web.browser("佐藤").submit("/notifications/settings", ["kind": "assigned", "back": "https://elsewhere.example/"])
      #expect(saved.location == "/notifications")
      let wanted = try await web.house.read(by: web.house.sato) { tx in try NotificationSettings(of: web.house.sato, in: tx.transaction).wanted }
      #expect(wanted == [.assigned])
      #expect(try await web.browser("佐藤").page("/notifications").text.contains("value=\"assigned\" checked"))
    }
  }

  @Test(arguments: Engine.all)
  func `a record is followed and left by its button, where it can be seen`(_ engine: Engine) async throws {
    try await withNoticesWeb(engine) { web in
      let lead = try await web.house.person(by: web.house.takahashi, ["last_name": .text("森")])
      let path = "/leads/\(lead.id.text)"
      #expect(try await web.browser("高橋").page(path).text.contains("フォロー中"))
      #expect(try await web.browser("山田").page(path).text.contains("フォローする"))
      #expect(try await web.browser("山田").submit("\(path)/follow", ["on": "1"]).location == path)
      #expect(try await web.browser("山田").page(path).text.contains("フォロー中"))
      #expect(try await web.browser("山田").submitFromElsewhere("\(path)/follow", ["on": "0"]).status == 403)
      _ = try await web.browser("山田").submit("\(path)/follow", ["on": "0"])
      #expect(try await web.browser("山田").page(path).text.contains("フォローする"))
      #expect(try await web.browser("伊藤").submit("\(path)/follow", ["on": "1"]).status == 404)
    }
  }
}
