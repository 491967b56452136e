import Database
import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct ListPageTests {
  @Test(arguments: Engine.all)
  func `a list of fifty people costs as many statements as a list of one`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", ["company_name": .text("山田製作所"), "lead_status": .text("working")])
      house.test.log.clear()
      _ = try await house.browser("山田").page("/leads")
      let one = house.test.log.count
      let account = try await house.write(as: "山田") { tx in try tx.create("account", Draft(["name": .text("山田製作所")])).id }
      try await house.write(as: "山田") { tx in
        for at in 0..<60 {
          let person = try tx.create(
            "person", recordType: "lead",
            Draft(["last_name": .text("田中\(at)"), "company_name": .text("会社\(at)"), "account_id": .reference(account)]))
          try tx.create("note", Draft(["text": .text("電話"), "person_id": .reference(person.id)]))
        }
      }
      house.test.log.clear()
      let page = try await house.browser("山田").page("/leads")
      #expect(page.rows.count == 50)
      // One more than before: now there are accounts to be named.
      #expect(house.test.log.count <= one + 1, "\(house.test.log.statements)")
      #expect(house.test.log.count <= 9)
    }
  }

  @Test(arguments: Engine.all)
  func `pages lead on and back to the same rows`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.write(as: "山田") { tx in
        for at in 0..<120 { try tx.create("account", Draft(["name": .text("会社\(1000 + at)")])) }
      }
      let browser = house.browser("山田")
      let first = try await browser.page("/accounts?sort=name")
      let second = try await browser.page(try first.link(rel: "next").orFail())
      let third = try await browser.page(try second.link(rel: "next").orFail())
      #expect([first.range, second.range, third.range] == ["1–50 / 120社", "51–100 / 120社", "101–120 / 120社"])
      #expect(first.rows + second.rows + third.rows == (0..<120).map { "会社\(1000 + $0)" })
      #expect(first.link(rel: "prev") == nil && third.link(rel: "next") == nil)
      let back = try await browser.page(try third.link(rel: "prev").orFail())
      #expect(back.rows == second.rows && back.range == second.range)
      let begin = try await browser.page(try back.link(rel: "prev").orFail())
      #expect(begin.rows == first.rows && begin.range == first.range && begin.link(rel: "prev") == nil)
    }
  }

  @Test(arguments: Engine.all)
  func `somebody with scope own finds nothing of others in rows, counts, filters and views`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", of: "佐藤", ["company_name": .text("山田製作所")])
      try await house.lead("鈴木", "花子", of: "伊藤", ["company_name": .text("山田製作所")])
      #expect(try await house.names("/leads", as: "伊藤") == ["鈴木 花子"])
      #expect(try await house.browser("伊藤").page("/leads").range == "1–1 / 1人")
      #expect(try await house.names("/leads?q=%E5%B1%B1%E7%94%B0", as: "伊藤") == ["鈴木 花子"])
      let everyone: JSON = ["field": "company_name", "is": "contains", "value": "山田"]
      #expect(try await house.names("/leads?filter=\(filter(everyone))", as: "伊藤") == ["鈴木 花子"])
      #expect(try await house.browser("伊藤").json("/leads/count?filter=\(filter(everyone))")["value"] == 1)
      let counts = try await house.browser("伊藤").json("/leads/counts?views=all,follow_up")
      #expect(counts["counts"]["all"]?["value"] == 1 && counts["counts"]["follow_up"]?["value"] == 1 && counts["total"]["value"] == 1)
      #expect(try await house.names("/leads", as: "山田").count == 2)
    }
  }

  @Test(arguments: Engine.all)
  func `a field that somebody may not see is no column, no condition, no order, and not searched`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", ["email": .text("ichiro@himitsu.example")])
      let page = try await house.browser("小林").page("/leads?columns=email,phone")
      #expect(page.rows == ["高橋 一郎"])
      #expect(!page.text.contains("himitsu"))
      #expect(page.text.contains("項目「email」はありません"))
      #expect(try await house.names("/leads?q=himitsu", as: "小林").isEmpty)
      #expect(try await house.names("/leads?q=himitsu", as: "山田") == ["高橋 一郎"])
      let condition: JSON = ["field": "email", "is": "contains", "value": "himitsu"]
      #expect(try await house.names("/leads?filter=\(filter(condition))", as: "小林").isEmpty)
      #expect(try await house.browser("小林").json("/leads/count?filter=\(filter(condition))").status == 422)
      #expect(try await house.names("/leads?sort=email", as: "小林") == ["高橋 一郎"])
      #expect(try await house.browser("小林").json("/leads/conditions").text.contains("\"email\"") == false)
    }
  }

  @Test(arguments: [
    #"{"field":"shoe_size","is":"eq","value":1}"#, #"{"field":"#, #"{"all":[{"field":"lead_status","is":"eq","value":"gone"}]}"#,
  ])
  func `a filter that cannot be read shows no row, says why and keeps the page`(_ json: String) async throws {
    try await withLists(.sqlite) { house in
      try await house.lead("高橋", "一郎")
      let page = try await house.browser("山田").page("/leads?filter=\(PercentEncoding.encode(json))")
      #expect(page.status == 200)
      #expect(page.rows.isEmpty)
      #expect(page.text.contains("この条件は読めないため、何も表示していません"))
      #expect(page.text.contains("要フォロー") && page.text.contains("見込み客を追加"))
    }
  }

  @Test func `an unknown order, page or view is told, and the list is shown from its beginning`() async throws {
    try await withLists(.sqlite) { house in
      try await house.lead("高橋", "一郎")
      for path in ["/leads?sort=shoe_size", "/leads?cursor=nonsense", "/leads?view=gone", "/leads?sort=-acquired_on&cursor=eyJvIjoieCJ9"] {
        let page = try await house.browser("山田").page(path)
        #expect(page.rows == ["高橋 一郎"], "\(path)")
        #expect(page.text.contains("callout--warn"), "\(path)")
      }
    }
  }

  @Test func `script in a name, a company, a filter or a search stays text`() async throws {
    try await withLists(.sqlite) { house in
      let script = "<script>alert(1)</script>"
      try await house.lead(script, "\"><img src=x onerror=alert(2)>", ["company_name": .text(script), "lead_source": .text(script)])
      let condition: JSON = ["field": "company_name", "is": "contains", "value": .string(script)]
      for path in [
        "/leads", "/leads?q=\(PercentEncoding.encode(script))", "/leads?filter=\(filter(condition))", "/leads?sort=\(PercentEncoding.encode(script))",
        "/leads?columns=\(PercentEncoding.encode(script))", "/leads?view=\(PercentEncoding.encode("\"><script>"))",
      ] {
        let page = try await house.browser("山田").page(path)
        #expect(!page.text.contains("<script>alert") && !page.text.contains("<img src=x") && !page.text.contains("\"><script>"), "\(path)")
      }
    }
  }

  @Test func `each part of a condition is a chip that goes away by itself`() async throws {
    try await withLists(.sqlite) { house in
      try await house.lead("高橋", "一郎", ["lead_status": .text("working"), "company_name": .text("山田製作所")])
      let both: JSON = [
        "all": [
          ["field": "lead_status", "is": "in", "value": ["working"]], ["field": "company_name", "is": "contains", "value": "山田"],
        ]
      ]
      let page = try await house.browser("山田").page("/leads?filter=\(filter(both))")
      #expect(page.chips == ["見込み客ステータスが対応中", "会社名に「山田」を含む"])
      let rest = filter(["field": "company_name", "is": "contains", "value": "山田"])
      #expect(page.text.contains("view=") == false || page.text.contains("filter=\(rest)"))
      #expect(page.text.contains("filter=\(rest)"))
    }
  }

  @Test(arguments: Engine.all)
  func `when nothing is found the condition that hurts most is offered to be dropped`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      for name in ["高橋", "鈴木", "田中"] { try await house.lead(name, "一郎", ["lead_status": .text("working")]) }
      let both: JSON = [
        "all": [
          ["field": "lead_status", "is": "in", "value": ["working"]], ["field": "company_name", "is": "contains", "value": "存在しない"],
        ]
      ]
      let page = try await house.browser("山田").page("/leads?filter=\(filter(both))")
      #expect(page.rows.isEmpty)
      #expect(page.text.contains("「会社名に「存在しない」を含む」を外すと 3人 見つかります"))
    }
  }

  @Test func `要フォロー shows new and worked leads that nobody has turned to for two weeks`() async throws {
    try await withLists(.sqlite) { house in
      try await house.lead("新規", "放置", ["lead_status": .text("new")])
      try await house.lead("育成", "放置", ["lead_status": .text("nurturing")])
      let touched = try await house.lead("対応", "昨日", ["lead_status": .text("working")])
      try await house.write(as: "佐藤") { tx in
        try tx.create("note", Draft(["text": .text("電話した"), "person_id": .reference(touched.id)]))
      }
      let page = try await house.browser("佐藤").page("/leads?view=follow_up")
      #expect(page.rows == ["新規 放置"])
      #expect(page.chips == ["見込み客ステータスが新規または対応中", "作成日時が過去60日以内", "過去14日以内にメモがない", "過去14日以内にステータスの変更がない"])
    }
  }

  @Test func `settings and unknown names have no list`() async throws {
    try await withLists(.sqlite) { house in
      for path in ["/users", "/roles", "/stages", "/nothing", "/files"] {
        let answer = try await house.browser("山田").page(path)
        #expect(answer.status == 404, "\(path)")
      }
      let stranger = try await house.client.another().page("/leads")
      #expect(stranger.status == 303)
    }
  }

  @Test(arguments: Engine.all)
  func `a list of an object an administrator made works like any other`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.write(as: "山田") { tx in
        let json: JSON = [
          "name": "machine", "collection": "machines", "label": ["ja": "機械", "en": "Machine"],
          "fields": [
            ["name": "name", "label": ["ja": "機械名", "en": "Name"], "type": "text"],
            ["name": "price", "label": ["ja": "価格", "en": "Price"], "type": "yen"],
          ],
        ]
        _ = try tx.change(.createObject(try ObjectDefinition(json: json)))
        try tx.create("machine", Draft(["name": .text("焙煎機 5kg"), "price": .integer(4_860_000)]))
      }
      let page = try await house.browser("山田").page("/machines?sort=-price")
      #expect(page.rows == ["焙煎機 5kg"])
      #expect(page.text.contains("4,860,000") && page.text.contains("aria-sort=\"descending\""))
      let typed = try await house.browser("山田").json("/machines/value?field=price&text=\(PercentEncoding.encode("４８６万"))")
      #expect(typed["value"] == 4_860_000)
    }
  }
}
