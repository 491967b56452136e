import Database
import HTTPTypes
import Kernel
import Metadata
import People
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// 名寄せ on screen and in the API: what waits, what somebody says of it, and how it is taken back.
@Suite struct DuplicatePagesTests {
  private static func twins(_ house: RecordHouse, _ count: Int = 2) async throws -> [Record] {
    var ids: [Record] = []
    for at in 0..<count {
      ids.append(
        try await house.create(
          "person", at == 0 ? "contact" : "lead",
          [
            "last_name": .text("久保田"), "first_name": .text("麻衣子"), "email": .text("kubota@yamabuki.example.jp"),
            "title": .text(at == 0 ? "課長" : "部長"),
            "phone": .text("025-000-18\(at)7"), "do_not_mail": .boolean(at == 1),
          ]))
    }
    let all = ids.map(\.id)
    try await house.store.write(for: .system("test"), as: OperationKind("test")) { tx in try DuplicateCheck.run("person", all, in: tx) }
    return ids
  }

  @Test(arguments: Engine.all)
  func `a pair shows its reasons, is merged as chosen, and undo brings it back to the queue`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let ids = try await Self.twins(house)
      let browser = house.browser("山田")
      let queue = try await browser.page("/duplicates")
      #expect(queue.status == 200 && queue.says("久保田 麻衣子") && queue.says("メールアドレスが同じ") && queue.says("電話が1字ちがい"))
      #expect(queue.says("025-000-18<mark>0</mark>7") && queue.says("きびしい方を残します"))
      #expect(try await browser.json("/duplicates/count").text == #"{"text":"1"}"#)
      let address = "/duplicates/" + (try queue.between("id=\"pair-", "\"").orFail())
      let merged = try await browser.submit(
        "\(address)/merge", ["keep": ids[0].id.text, "take.title": "loser", "take.do_not_mail": "winner", "object": "person"])
      #expect(merged.status == 303 && merged.location == "/duplicates?object=person")
      #expect(try await house.get(ids[0])["title"] == .text("部長"))
      #expect(try await house.get(ids[0])["do_not_mail"] == .boolean(true), "the stricter one stays, whatever is sent")
      let after = try await browser.page("/duplicates")
      #expect(after.says("確かめる組はありません") && after.says("/undo/"))
      #expect(try await browser.page(address).says("まとめてあります"))
      _ = try await browser.submit("/undo/\(try after.between("action=\"/undo/", "\"").orFail())", ["back": "/duplicates"])
      #expect(try await browser.page("/duplicates").says("メールアドレスが同じ"))
    }
  }

  @Test(arguments: Engine.all)
  func `what is kept apart is gone until undo, and a merge is cut from the history`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let ids = try await Self.twins(house)
      let browser = house.browser("山田")
      let address = "/duplicates/" + (try await browser.page("/duplicates").between("id=\"pair-", "\"").orFail())
      let kept = try await browser.submit("\(address)/dismissal", ["object": "person"])
      #expect(kept.status == 303)
      let after = try await browser.page("/duplicates")
      #expect(after.says("別人として残しました") && after.says("確かめる組はありません"))
      #expect(try await browser.page("/leads/\(ids[1].id.text)/history").says("別の記録として残した"))
      _ = try await browser.submit("/undo/\(try after.between("action=\"/undo/", "\"").orFail())", ["back": "/duplicates"])
      #expect(try await browser.submit("\(address)/merge", ["keep": ids[1].id.text]).status == 422, "a contact does not become a lead")
      _ = try await browser.submit("\(address)/merge", ["keep": ids[0].id.text])
      let history = try await browser.page("/contacts/\(ids[0].id.text)/history")
      let cut = "/contacts/\(ids[0].id.text)/merge/\(ids[1].id.text)/separation"
      #expect(history.says(cut) && history.says("切り離す"))
      #expect(try await browser.page("/duplicates/merged").says(cut))
      #expect(try await browser.submit(cut, ["back": "/duplicates/merged"]).status == 303)
      #expect(try await house.get(ids[1])["title"] == .text("部長"))
      #expect(try await browser.page("/duplicates/merged").says("まだ何もまとめていません"))
    }
  }

  @Test(arguments: Engine.all)
  func `the sure ones are counted before, merged at once, and undone at once`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let one = try await house.create("person", "lead", ["last_name": .text("沖"), "email": .text("oki@yama.example.jp")]).id
      let two = try await house.create("person", "lead", ["last_name": .text("沖"), "email": .text("oki@yama.example.jp")]).id
      _ = try await Self.twins(house)
      try await house.store.write(for: .system("test"), as: OperationKind("test")) { tx in try DuplicateCheck.run("person", [one, two], in: tx) }
      let browser = house.browser("山田")
      let preview = try await browser.page("/duplicates/sure")
      #expect(preview.says("1組をまとめる") && preview.says("沖") && !preview.says("久保田"), "one digit apart is for people to look at")
      #expect(try await browser.submit("/duplicates/sure", ["object": "person"]).location == "/duplicates?object=person")
      let after = try await browser.page("/duplicates?object=person")
      #expect(after.says("1組をまとめました"))
      _ = try await browser.submit("/undo/\(try after.between("action=\"/undo/", "\"").orFail())", ["back": "/duplicates"])
      #expect(try await browser.page("/duplicates/sure").says("1組をまとめる"))
    }
  }

  @Test(arguments: Engine.all)
  func `others' pairs do not exist, readers have no queue, and the page costs as much for many pairs as for one`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      _ = try await Self.twins(house)
      let admin = house.browser("山田")
      _ = try await admin.page("/duplicates")
      func statements() async throws -> Int {
        house.test.log.clear()
        #expect(try await admin.page("/duplicates").status == 200)
        return house.test.log.count
      }
      let few = try await statements()
      let id = try await admin.page("/duplicates").between("id=\"pair-", "\"").orFail()
      let seller = house.browser("佐藤")
      #expect(try await seller.page("/duplicates").says("確かめる組はありません"))
      #expect(try await seller.page("/duplicates/\(id)").status == 404)
      #expect(try await seller.submit("/duplicates/\(id)/dismissal").status == 404)
      #expect(try await seller.json("/api/v1/duplicates").text.contains(#""data":[]"#))
      #expect(try await seller.json("/duplicates/count").text == #"{"text":""}"#)
      #expect(try await house.browser("小林").page("/duplicates").status == 403)
      #expect(try await seller.submit("/duplicates/scan").status == 403)
      _ = try await Self.twins(house, 6)
      #expect(try await statements() <= few + 2, "\(house.test.log.statements)")
      #expect(few <= 60, "\(few)")
    }
  }

  @Test(arguments: Engine.all)
  func `programs list, merge as they choose, keep apart, and let everything be compared`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let ids = try await Self.twins(house)
      let browser = house.browser("山田")
      func post(_ path: String, _ json: JSON = .object([])) async throws -> WebAnswer {
        try await browser.post(path, json, as: nil, [.accept: "application/json", .csrf: CSRFToken.masked(TestSessions.secret)])
      }
      let list = try JSON(parsing: try await browser.json("/api/v1/duplicates?object=person&strength=strong").text)
      let pair = try (list["data"]?.array?.first).orFail()
      let id = try (pair["id"]?.string).orFail()
      #expect(pair["for"]?.array?.first?["code"] == "email" && pair["against"]?.array?.first?["code"] == "phone_one_digit")
      #expect(list["count"]?["value"] == 1 && list["next"]?.isNull == true)
      #expect(try await browser.json("/api/v1/duplicates?strength=sure").status == 422)
      #expect(try await post("/api/v1/duplicates/\(id)/merge", ["take": ["title": "none"]]).status == 422)
      #expect(try await post("/api/v1/duplicates/\(id)/merge", ["keep": .string(ids[1].id.text)]).status == 422, "a contact stays a contact")
      let merged = try await post("/api/v1/duplicates/\(id)/merge", ["take": ["title": .string(ids[1].id.text)]])
      #expect(merged.status == 200 && merged.header("Enishi-Operation") != nil)
      #expect(try JSON(parsing: merged.text)["id"]?.string == ids[0].id.text)
      #expect(try await house.get(ids[0])["title"] == .text("部長"))
      #expect(try await post("/api/v1/duplicates/\(id)/merge").status == 409)
      let others = try await Self.twins(house)
      let second = try JSON(parsing: try await browser.json("/api/v1/duplicates").text)["data"]?.array?.first?["id"]?.string
      let dismissed = try await post("/api/v1/duplicates/\(try second.orFail())/dismiss")
      #expect(dismissed.status == 200 && dismissed.text.contains("not_duplicate"))
      #expect(others.count == 2)
      #expect(try await post("/api/v1/duplicates/scan").status == 202)
    }
  }
}
