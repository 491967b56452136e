import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct MergePageTests {
  @Test(arguments: Engine.all)
  func `two become one as chosen, a refusal of mail stays, and one undo makes them two again`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let a = try await house.create(
        "person", "contact",
        ["last_name": .text("久保田"), "email": .text("kubota@yamabuki.example.jp"), "title": .text("課長"), "phone": .text("025-000-1837")])
      let b = try await house.create(
        "person", "lead",
        [
          "last_name": .text("久保田"), "email": .text("kubota@yamabuki.example.jp"), "title": .text("部長"), "department": .text("総務部"),
          "do_not_mail": .boolean(true),
        ])
      try await house.create("note", ["text": .text("展示会で会った"), "person_id": b.reference])
      let browser = house.browser("山田")
      let lead = try await browser.page("/leads/\(b.id.text)")
      #expect(lead.says("/contacts/\(a.id.text)/merge/\(b.id.text)") && lead.says("メールアドレスが同じ"))
      let page = try await browser.page("/contacts/\(a.id.text)/merge/\(b.id.text)")
      #expect(page.status == 200 && page.says("name=\"take.title\" value=\"loser\"") && page.says("きびしい方を残します"))
      let merged = try await browser.submit("/contacts/\(a.id.text)/merge/\(b.id.text)", ["take.title": "loser", "take.do_not_mail": "winner"])
      #expect(merged.status == 303 && merged.location == "/contacts/\(a.id.text)")
      let one = try await house.get(a)
      #expect(one["title"] == .text("部長") && one["department"] == .text("総務部") && one["do_not_mail"] == .boolean(true))
      let after = try await browser.page("/contacts/\(a.id.text)")
      #expect(after.says("展示会で会った"))
      _ = try await browser.submit("/undo/\(try after.between("action=\"/undo/", "\"").orFail())", ["back": "/"])
      #expect(try await house.get(a)["title"] == .text("課長"))
      #expect(try await browser.page("/leads/\(b.id.text)").says("展示会で会った"))
    }
  }

  @Test(arguments: Engine.all)
  func `the contact stays, and two corporate numbers stay two companies`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let (contact, lead) = (
        try await house.create("person", "contact", ["last_name": .text("久保田")]),
        try await house.create("person", "lead", ["last_name": .text("久保田")])
      )
      let turned = try await house.browser("山田").page("/leads/\(lead.id.text)/merge/\(contact.id.text)")
      #expect(turned.status == 303 && turned.location == "/leads/\(contact.id.text)/merge/\(lead.id.text)")
      let numbers = ["7000012050002", "1180301018771"]
      let accounts = [
        try await house.create("account", ["name": .text("山吹信用組合"), "corporate_number": .text(numbers[0])]),
        try await house.create("account", ["name": .text("山吹信用組合"), "corporate_number": .text(numbers[1])]),
      ]
      #expect(try await house.browser("山田").page("/accounts/\(accounts[0].id.text)/merge/\(accounts[1].id.text)").status == 422)
    }
  }

  @Test(arguments: Engine.all)
  func `who may be there already is told while somebody types`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let known = try await house.create("person", "contact", ["last_name": .text("久保田"), "email": .text("kubota@yamabuki.example.jp")])
      let browser = house.browser("山田")
      let hint = try await browser.page("/duplicates/hints/leads?last_name=%E4%B9%85%E4%BF%9D%E7%94%B0&email=KUBOTA@yamabuki.example.jp")
      #expect(hint.says("/contacts/\(known.id.text)"))
      #expect(try await browser.page("/duplicates/hints/leads?last_name=%E4%B9%85%E4%BF%9D%E7%94%B0").text.isEmpty, "never by the name alone")
      #expect(
        try await browser.page("/duplicates/hints/leads?id=\(known.id.text)&email=kubota@yamabuki.example.jp").text.isEmpty,
        "nobody is their own double")
    }
  }
}
