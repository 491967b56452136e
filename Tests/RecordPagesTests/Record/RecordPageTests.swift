import Database
import Foundation
import HTTPTypes
import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct RecordPageTests {
  @Test(arguments: Engine.all)
  func `a page costs as many queries for a record with a long past as for one with a short one`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let account = try await house.create("account", ["name": .text("山田製作所")])
      func fill(_ count: Int) async throws {
        try await house.write { tx in
          for at in 0..<count {
            let person = try tx.create("person", recordType: "contact", Draft(["last_name": .text("田中\(at)"), "account_id": account.reference]))
            try tx.create("affiliation", Draft(["person_id": person.reference, "account_id": account.reference, "department": .text("購買部")]))
            let deal = try tx.create("deal", Draft(["name": .text("商談\(at)"), "account_id": account.reference]))
            try tx.update("deal", deal.id, Draft(["amount": .integer(Int64(at) * 1000)]))
            try tx.create("note", Draft(["text": .text("メモ\(at)"), "account_id": account.reference]))
            try tx.create("machine", Draft(["name": .text("M-\(at)"), "account_id": account.reference]))
          }
        }
      }
      try await fill(2)
      house.test.log.clear()
      _ = try await house.browser("山田").page("/accounts/\(account.id.text)")
      let few = house.test.log.count
      try await fill(40)
      house.test.log.clear()
      let page = try await house.browser("山田").page("/accounts/\(account.id.text)")
      // Cards with more than they show count how many: one query each for deals, machines.
      #expect(page.status == 200 && house.test.log.count <= few + 4, "\(few) → \(house.test.log.count)")
      #expect(house.test.log.count <= 45, "\(house.test.log.statements)")
    }
  }

  @Test(arguments: Engine.all)
  func `what is told at length stands in a card of its own, filled or not`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("大西"), "challenge": .text("朝の行列を解消したい")])
      let page = try await house.browser("山田").page("/leads/\(lead.id.text)").text
      let card = try #require(page.range(of: "課題と関心").map { page[$0.lowerBound...].prefix(3000) })
      for part in ["朝の行列を解消したい", "data-field=\"interest\"", "data-field=\"sales_comment\""] { #expect(card.contains(part), "\(part)") }
      #expect(page.components(separatedBy: "data-field=\"challenge\"").count == 2, "once on the page")
    }
  }

  @Test(arguments: Engine.all)
  func `ids of others answer that there is nothing, whatever is asked of them`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", as: "伊藤", ["last_name": .text("高橋"), "email": .text("takahashi@yamada.example.jp")])
      let mine = try await house.create("person", "lead", as: "佐藤", ["last_name": .text("鈴木")])
      let browser = house.browser("佐藤")
      let id = lead.id.text
      for path in ["", "/edit", "/history", "/timeline", "/merge/\(mine.id.text)"] {
        #expect(try await browser.page("/leads/\(id)\(path)").status == 404, "\(path)")
      }
      #expect(try await browser.page("/leads/\(mine.id.text)/merge/\(id)").status == 404)
      #expect(try await browser.json("/inline/leads/\(id)?show=last_name").status == 404)
      #expect(try await browser.json("/inline/leads/fields/lead_status?id=\(id)").status == 404)
      #expect(try await browser.json("/api/v1/leads/\(id)/files").status == 404)
      for path in ["edit", "delete", "notes", "merge/\(mine.id.text)", "files/\(mine.id.text)/delete"] {
        let answer = try await browser.submit("/leads/\(id)/\(path)", ["text": "x", "last_name": "田中"])
        #expect(answer.status == 404, "\(path) \(answer.status)")
      }
      #expect(try await house.save("/leads/\(id)", ["last_name": "田中"], as: "佐藤").status == 404)
      #expect(try await browser.page("/duplicates/hints/leads?email=takahashi@yamada.example.jp").text.isEmpty)
      #expect(try await house.get(lead)["last_name"] == .text("高橋"))
      #expect(try await house.browser("伊藤").page("/leads/\(id)").status == 200)
    }
  }

  @Test(arguments: Engine.all)
  func `a script in every field stays text on every page`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let script = "<script>alert(1)</script>\" onclick='x'"
      let texts = [
        "last_name", "first_name", "company_name", "department", "title", "prefecture", "city", "street", "building", "industry", "lead_source",
        "challenge",
        "interest", "sales_comment",
      ]
      var values = Dictionary(uniqueKeysWithValues: texts.map { ($0, Value.text(script)) })
      values["tags"] = .list(["<script>alert(1)</script>"])
      values["phone"] = .text("03-1234-5678")
      let lead = try await house.create("person", "lead", values)
      let twin = try await house.create("person", "contact", values)
      try await house.create("note", ["text": .text(script), "person_id": lead.reference])
      try await house.write { tx in try tx.update("person", lead.id, Draft(["title": .text("部長\(script)")])) }
      let address = "/leads/\(lead.id.text)"
      for path in [address, "\(address)/edit", "\(address)/history", "\(address)/timeline", "/contacts/\(twin.id.text)/merge/\(lead.id.text)"] {
        let page = try await house.browser("山田").page(path)
        #expect(page.status == 200, "\(path)")
        #expect(!page.says("<script>alert") && !page.says("\" onclick='x'"), "\(path)")
        #expect(page.says("&lt;script&gt;alert(1)"), "\(path)")
      }
      let refused = try await house.browser("山田").submit(
        "/deals/new", ["name": "", "amount": script, "next_action": script, "account_id.name": script])
      #expect(refused.status == 422 && !refused.says("<script>alert") && refused.says("&lt;script&gt;alert(1)"))
      let shown = try await house.save(address, ["department": script], version: 2)
      #expect(shown["fields"]["department"]?["html"]?.string?.contains("<script") == false)
    }
  }

  @Test(arguments: Engine.all)
  func `every kind of record has a page, made by an administrator or not, and a lead that became a contact is found there`(
    _ engine: Engine
  ) async throws {
    try await withRecords(engine) { house in
      let account = try await house.create("account", ["name": .text("山田製作所")])
      let machine = try await house.create("machine", ["name": .text("M-400"), "account_id": account.reference])
      let page = try await house.browser("山田").page("/machines/\(machine.id.text)")
      #expect(page.status == 200 && page.says("M-400") && page.says("/accounts/\(account.id.text)"))
      #expect(!page.says("リース満了日"), "shown only for what is leased")
      _ = try await house.save("/machines/\(machine.id.text)", ["is_leased": "true"])
      #expect(try await house.browser("山田").page("/machines/\(machine.id.text)").says("リース満了日"))
      #expect(try await house.browser("山田").page("/accounts/\(account.id.text)").says("M-400"))
      let contact = try await house.create("person", "contact", ["last_name": .text("高橋")])
      let moved = try await house.browser("山田").page("/leads/\(contact.id.text)")
      #expect(moved.status == 303 && moved.location == "/contacts/\(contact.id.text)")
      for path in ["/stages/\(contact.id.text)", "/nothing/\(contact.id.text)", "/leads/xyz", "/users/\(contact.id.text)/edit"] {
        #expect(try await house.browser("山田").page(path).status == 404, "\(path)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `what is deleted can be taken back at once, or from the bin`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      let browser = house.browser("山田")
      let gone = try await browser.submit("/leads/\(lead.id.text)/delete")
      #expect(gone.status == 303 && gone.location == "/leads")
      #expect(try await browser.page("/leads/\(lead.id.text)").status == 404)
      #expect(try await browser.page("/leads/trash").says("高橋"))
      #expect(try await browser.page("/contacts/trash").says("高橋") == false)
      #expect(try await browser.submit("/leads/trash", ["ids": lead.id.text]).location == "/leads/\(lead.id.text)")
      #expect(try await browser.page("/leads/\(lead.id.text)").status == 200)
      #expect(try await browser.submitFromElsewhere("/leads/\(lead.id.text)/delete").status == 403)
    }
  }

  @Test(arguments: Engine.all)
  func `the history tells before and after, and takes an operation back`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let deal = try await house.create("deal", ["name": .text("食堂の入替"), "amount": .integer(100)])
      _ = try await house.save("/deals/\(deal.id.text)", ["amount": "486万"])
      let browser = house.browser("山田")
      let history = try await browser.page("/deals/\(deal.id.text)/history")
      #expect(history.says("<del>100円</del><ins>4,860,000円</ins>"))
      let undo = try history.between("action=\"/undo/", "\"").orFail()
      #expect(try await browser.submit("/undo/\(undo)", ["back": "/deals/\(deal.id.text)/history"]).status == 303)
      #expect(try await house.get(deal)["amount"] == .integer(100))
      #expect(try await browser.page("/deals/\(deal.id.text)/history").says("取り消し済み"))
    }
  }

  @Test(arguments: Engine.all)
  func `a file is attached by a plain form, undone, and not by who may only look`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let lead = try await house.create("person", "lead", ["last_name": .text("高橋")])
      let address = "/leads/\(lead.id.text)"
      func attach(_ name: String) async throws -> WebAnswer {
        let head = "--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"見積.txt\"\r\nContent-Type: text/plain\r\n\r\n"
        let token = CSRFToken.masked(TestSessions.secret)
        return try await house.browser(name).send(
          .post, "\(address)/files?csrf=\(token)", [.accept: "text/html"], body: Array("\(head)五百万円\r\n--b0undary--\r\n".utf8),
          type: "multipart/form-data; boundary=b0undary")
      }
      #expect(try await house.browser("山田").page(address).says("action=\"\(address)/files?csrf="))
      let answer = try await attach("山田")
      #expect(answer.status == 303 && answer.location == address, "\(answer.status) \(answer.text)")
      let page = try await house.browser("山田").page(address)
      let link = try #require(page.text.firstMatch(of: /href="(\/api\/v1\/files\/[0-9A-Z]{13}\/content)"/))
      #expect(page.says("見積.txt"))
      #expect(try await house.browser("山田").get(String(link.1)).text == "五百万円")
      for name in ["佐藤", "小林"] { #expect(try await [403, 404].contains(attach(name).status), "\(name)") }
    }
  }
}
