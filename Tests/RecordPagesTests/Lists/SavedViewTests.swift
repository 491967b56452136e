import Database
import Kernel
import Metadata
import RecordPages
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct SavedViewTests {
  private static let kanto: JSON = ["field": "prefecture", "is": "eq", "value": "東京都"]

  private func save(_ house: ListHouse, as name: String, _ title: String, shared: Bool) async throws -> String {
    let answer = try await house.browser(name).submit(
      "/leads/views",
      shared
        ? ["name": title, "where": Self.kanto.text, "order": "-acquired_on", "columns": "lead_status,latest_event,shoe_size", "shared": "1"]
        : ["name": title, "where": Self.kanto.text, "order": "-acquired_on", "columns": "lead_status,latest_event,shoe_size"])
    #expect(answer.status == 303)
    return try (answer.location?.split(separator: "=").last).map(String.init).orFail()
  }

  @Test(arguments: Engine.all)
  func `a saved view gives the same rows, order and columns again`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", ["prefecture": .text("東京都")])
      try await house.lead("鈴木", "花子", ["prefecture": .text("新潟県")])
      let view = try await save(house, as: "佐藤", "東京の人", shared: false)
      let page = try await house.browser("佐藤").page("/leads?view=\(view)")
      #expect(page.rows == ["高橋 一郎"])
      #expect(page.chips == ["都道府県が「東京都」"])
      #expect(page.text.contains("東京の人") && page.text.contains("直近の行動") && !page.text.contains("条件を保存"))
      #expect(try await house.browser("佐藤").json("/leads/counts?views=\(view)")["counts"][view]?["value"] == 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a private view is seen by its owner only, a shared one by everybody, each with their own rows`(_ engine: Engine) async throws {
    try await withLists(engine) { house in
      try await house.lead("高橋", "一郎", of: "佐藤", ["prefecture": .text("東京都")])
      let mine = try await save(house, as: "佐藤", "佐藤だけのビュー", shared: false)
      let ours = try await save(house, as: "佐藤", "みんなのビュー", shared: true)
      let page = try await house.browser("伊藤").page("/leads")
      #expect(!page.text.contains("佐藤だけのビュー") && page.text.contains("みんなのビュー"))
      #expect(try await house.names("/leads?view=\(ours)", as: "伊藤").isEmpty)
      #expect(try await house.browser("伊藤").page("/leads?view=\(mine)").text.contains("このビューは、消されたか"))
      #expect(try await house.browser("伊藤").submit("/leads/views/\(mine)/delete").status == 404)
      #expect(try await house.browser("伊藤").submit("/leads/views/\(ours)", ["name": "のっとり"]).status == 403)
      #expect(try await house.browser("山田").submit("/leads/views/\(ours)", ["name": "直した", "shared": "1"]).status == 303)
      #expect(try await house.browser("伊藤").page("/leads").text.contains("直した"))
    }
  }

  @Test func `changing and deleting a view is kept in the audit trail and can be undone`() async throws {
    try await withLists(.sqlite) { house in
      let view = try await save(house, as: "佐藤", "東京の人", shared: false)
      #expect(try await house.browser("佐藤").submit("/leads/views/\(view)/delete").location == "/leads")
      #expect(try await house.browser("佐藤").page("/leads").text.contains("東京の人") == false)
      let me = try house.user("佐藤")
      let (kinds, operation) = try await house.test.database.read { tx in
        (
          try tx.query("SELECT kind FROM change WHERE object = 'list_view' AND actor_id = \(me) ORDER BY id").map { try $0.text(0) },
          try tx.first("SELECT id FROM operation WHERE kind = 'view.delete'").orFail().id(0, Operation.self)
        )
      }
      #expect(kinds == ["create", "delete"])
      try await house.write(as: "佐藤") { tx in _ = try Undo(operation, in: tx).run(in: tx) }
      #expect(try await house.browser("佐藤").page("/leads").text.contains("東京の人"))
    }
  }

  @Test func `a view without a name or with an unreadable condition is refused, and nothing posted from elsewhere is kept`() async throws {
    try await withLists(.sqlite) { house in
      let browser = house.browser("佐藤")
      #expect(try await browser.submit("/leads/views", ["name": " ", "where": "{\"all\":[]}"]).status == 422)
      #expect(try await browser.submit("/leads/views", ["name": "x", "where": "{\"field\":\"shoe_size\",\"is\":\"empty\"}"]).status == 422)
      #expect(try await browser.submitFromElsewhere("/leads/views", ["name": "x"]).status == 403)
      let count = try await house.test.database.read { try $0.first("SELECT count(*) FROM list_view").orFail().int(0) }
      #expect(count == 0)
    }
  }
}
