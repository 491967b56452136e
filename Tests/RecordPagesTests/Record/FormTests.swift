import Kernel
import Metadata
import Records
import TestSupport
import Testing
import WebKernel
import WebTestSupport

@Suite struct FormTests {
  @Test(arguments: Engine.all)
  func `everything wrong is said at once, at its field, and everything typed is kept`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let answer = try await house.browser("山田").submit(
        "/deals/new", ["name": "", "amount": "480万えん？", "closes_on": "11/31", "account_id.name": "どこにもない会社", "next_action": "見積を送る"])
      #expect(answer.status == 422)
      for name in ["name", "amount", "closes_on", "account_id"] {
        #expect(answer.says("href=\"#f-\(name)\"") && answer.says("id=\"f-\(name)-e\""), "\(name)")
      }
      for typed in ["480万えん？", "11/31", "どこにもない会社", "見積を送る"] { #expect(answer.says("value=\"\(typed)\""), "\(typed)") }
      #expect(answer.text.matches(of: /必須/).count >= 1)
    }
  }

  @Test(arguments: Engine.all)
  func `a new record takes what people write, knows where it was added, and can be taken back`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let account = try await house.create("account", ["name": .text("山田製作所")])
      let browser = house.browser("山田")
      let form = try await browser.page("/deals/new?account_id=\(account.id.text)")
      #expect(form.says("value=\"山田製作所\"") && form.says("name=\"back\" value=\"/accounts/\(account.id.text)\""))
      let made = try await browser.submit(
        "/deals/new", ["name": "食堂の入替", "amount": "４８６万", "closes_on": "来週金", "account_id": account.id.text, "account_id.name": "山田製作所"])
      let address = try made.location.orFail()
      #expect(made.status == 303 && address.hasPrefix("/deals/"))
      let id = try RecordID(text: address.dropFirst(7)).orFail()
      let deal = try await house.store.read(for: .system("test")) { tx in try tx.get("deal", id) }
      #expect(deal["amount"] == .integer(4_860_000) && deal["closes_on"] == .day(Day(number: 20_784)) && deal["account_id"] == account.reference)
      let undo = try await browser.page(address).between("action=\"/undo/", "\"").orFail()
      _ = try await browser.submit("/undo/\(undo)", ["back": "/deals"])
      #expect(try await browser.page(address).status == 404)
    }
  }

  @Test(arguments: Engine.all)
  func `words typed over a chosen record count, not the record`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let (yamada, suzuki) = (try await house.create("account", ["name": .text("山田製作所")]), try await house.create("account", ["name": .text("鈴木商店")]))
      let browser = house.browser("山田")
      for (words, expected) in [("鈴木商店", suzuki.reference), ("山田製作所", yamada.reference), ("", Value.null)] {
        let made = try await browser.submit("/deals/new", ["name": "商談", "account_id": yamada.id.text, "account_id.name": words])
        let id = try RecordID(text: try made.location.orFail().dropFirst(7)).orFail()
        #expect(try await house.store.read(for: .system("test")) { try $0.get("deal", id)["account_id"] } == expected, "\(words)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `an edit writes only what was touched, and tells who was faster`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let machine = try await house.create("machine", ["name": .text("M-400"), "colours": .list(["red"]), "is_leased": .boolean(true)])
      let browser = house.browser("山田")
      let address = "/machines/\(machine.id.text)"
      _ = try await house.save(address, ["name": "M-401"])
      // Shown before that: the name was not touched, the colours were.
      let saved = try await browser.submit(
        "\(address)/edit",
        ["version": "1", "was.name": "M-400", "name": "M-400", "shown": "colours", "was.colours": "red", "colours": "red", "colours": "blue"])
      #expect(saved.status == 303, "\(saved.text)")
      var now = try await house.get(machine)
      #expect(now["name"] == .text("M-401") && now["colours"] == .list(["red", "blue"]) && now["is_leased"] == .boolean(true))
      let clash = try await browser.submit("\(address)/edit", ["version": "1", "was.name": "M-400", "name": "M-500"])
      #expect(clash.status == 422 && clash.says("M-401") && clash.says("value=\"M-500\""))
      let version = try clash.between("name=\"version\" value=\"", "\"").orFail()
      #expect(try await browser.submit("\(address)/edit", ["version": version, "was.name": "M-401", "name": "M-500"]).status == 303)
      now = try await house.get(machine)
      #expect(now["name"] == .text("M-500"))
      _ = try await browser.submit("\(address)/edit", ["version": "9", "shown": "is_leased", "was.is_leased": "true"])
      #expect(try await house.get(machine)["is_leased"] == .boolean(false), "a box that is off is off")
    }
  }

  @Test(arguments: Engine.all)
  func `what the layout asks for under a condition is asked for`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let browser = house.browser("山田")
      let refused = try await browser.submit("/machines/new", ["name": "M-400", "broken_since": "昨日"])
      #expect(refused.status == 422 && refused.says("id=\"f-repair_note-e\"") && refused.says("value=\"昨日\""))
      #expect(try await browser.submit("/machines/new", ["name": "M-400", "broken_since": "昨日", "repair_note": "ポンプ交換"]).status == 303)
    }
  }

  @Test(arguments: Engine.all)
  func `what the layout asks for is asked for whatever door a person comes by`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let machine = try await house.create("machine", ["name": .text("M-400")])
      let address = "/machines/\(machine.id.text)"
      // Where the value stands.
      let inline = try await house.save(address, ["broken_since": "昨日"])
      #expect(inline.status == 422 && inline.errors == ["repair_note: required"], "\(inline.text)")
      #expect(try await house.save(address, ["broken_since": "昨日", "repair_note": "ポンプ交換"]).status == 200)
      let cleared = try await house.save(address, ["repair_note": ""], version: 2)
      #expect(cleared.status == 422 && cleared.errors == ["repair_note: required"], "\(cleared.text)")
      // Programs, one by one and many at once; those that are right are not held up.
      let problems = try await house.write { tx in
        try tx.createEach(
          "machine",
          [["name": .text("A"), "broken_since": .day(tx.moment.today)], ["name": .text("B")]].map { NewRecord(draft: Draft($0)) }
        ).map { if case .failure(let problems) = $0 { problems.all.map { "\($0.field ?? ""): \($0.code)" } } else { [String]() } }
      }
      #expect(problems == [["repair_note: required"], []])
      // What the system has written may stay as it is until somebody touches it.
      let old = try await house.store.write(for: .system("import"), as: OperationKind("test")) { tx in
        try tx.create("machine", Draft(["name": .text("M-500"), "broken_since": .day(tx.moment.today)]))
      }
      #expect(try await house.save("/machines/\(old.id.text)", ["name": "M-501"]).status == 200)
    }
  }

  @Test(arguments: Engine.all)
  func `a tie leads back to where it was made`(_ engine: Engine) async throws {
    try await withRecords(engine) { house in
      let (person, account) = (
        try await house.create("person", "contact", ["last_name": .text("高橋")]), try await house.create("account", ["name": .text("山田製作所")])
      )
      let made = try await house.browser("山田").submit(
        "/affiliations/new",
        [
          "person_id": person.id.text, "person_id.name": "高橋", "account_id": account.id.text, "account_id.name": "山田製作所",
          "back": "/contacts/\(person.id.text)",
        ])
      #expect(made.location == "/contacts/\(person.id.text)")
      #expect(try await house.browser("山田").page("/contacts/\(person.id.text)").says("山田製作所"))
      #expect(try await house.browser("山田").page("/leads/new?back=https://evil.example").says("evil.example") == false)
    }
  }
}
