import Database
import HTTPTypes
import Jobs
import Kernel
import Metadata
import Records
import RecordsTestSupport
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// The five steps of an import, as a browser walks them.
@Suite struct ImportWizardTests {
  private static let list = """
    会社名,氏名,メールアドレス,電話番号,会員番号\r
    株式会社山田製作所,山田　一郎,yamada@seisakusho.example.jp,0312345678,A-1\r
    ㈱山田製作所,山田 一郎,yamada@seisakusho.example.jp,0312345678,A-1\r
    佐々木商店,佐々木 恵子,sasaki.at.example.jp,,A-2\r
    \r
    株式会社つばめ製菓,大西 真理,onishi@tsubame.example.jp,258001203,A-3\r

    """

  /// Up to the dry run; returns the address of the draft.
  private func checked(_ browser: WebClient, _ office: CaptureHouse) async throws -> String {
    let draft = try #require(try await browser.choose(Self.list).location)
    _ = try await browser.submit(draft, ["source": "紹介", "mail": "not_yet", "act": "next"])
    let checked = try await browser.submit("\(draft)/map", ["act": "next", "mode": "both", "contradictions": "keep"])
    #expect(checked.location == "\(draft)/check")
    await office.work()
    return draft
  }

  @Test(arguments: Engine.all)
  func `a list walks through all five steps, and every figure is told before and after`(_ engine: Engine) async throws {
    try await withCapture(engine) { office in
      let browser = office.browser("山田")
      let draft = try #require(try await browser.choose(Self.list).location)
      let file = try await browser.page(draft)
      #expect(file.text.contains("UTF-8で読むと"), "the reason for the encoding is told")
      #expect(file.text.contains("1行目に列の名前が並んでいます"))
      #expect(file.text.contains("4行・5列"))

      #expect(try await browser.submit(draft, ["source": "紹介", "mail": "not_yet", "act": "next"]).location == "\(draft)/map")
      let map = try await browser.page("\(draft)/map")
      #expect(map.text.contains("残りは1列です"))
      #expect(map.text.contains("map__t--off"), "会員番号 goes nowhere yet")
      #expect(map.text.contains("メール"), "the keys are told")

      let answer = try await browser.submit("\(draft)/map", ["to.4": "+text", "act": "next", "mode": "both", "contradictions": "keep"])
      #expect(answer.location == "\(draft)/check")
      #expect(try await browser.page("\(draft)/check").text.contains("試し読みしています"))
      await office.work()
      let check = try await browser.page("\(draft)/check")
      #expect(check.figures == [2, 0, 1, 1])
      #expect(check.text.contains("0258001203") || check.text.contains("0258-00-1203"), "the repaired number is proposed")
      #expect(try await office.leads(by: office.house.yamada).isEmpty, "nothing is written yet")
      #expect(try await browser.get("\(draft)/check/errors.csv").text.contains("sasaki.at.example.jp"))

      #expect(try await browser.submit("\(draft)/run").location == "\(draft)/run")
      #expect(try await browser.submit("\(draft)/run").location == "\(draft)/run", "pressed twice it is one import")
      #expect(try await browser.page("\(draft)/run").text.contains("取り込んでいます"))
      await office.work()
      #expect(try await browser.page("\(draft)/run").location == "\(draft)/result")
      let result = try await browser.page("\(draft)/result")
      #expect(result.figures == [2, 0, 1, 1], "new, updated, rejected, unchanged")
      #expect(try await browser.page("\(draft)/rows?kind=created").text.contains("大西 真理"))
      #expect(try await browser.page("\(draft)/rows?kind=rejected").text.contains("sasaki.at.example.jp"))

      let leads = try await office.leads(by: office.house.yamada)
      #expect(leads.count == 2)
      #expect(leads.allSatisfy { $0["do_not_mail"] == .boolean(true) && $0["lead_source"] == .text("紹介") })
      let object = try await office.house.read(by: office.house.yamada) { tx in try tx.object("person") }
      let custom = try #require(object.fields.first { $0.label.ja == "会員番号" })
      #expect(custom.isCustom)
      #expect(Set(leads.map { $0[custom.name].plainText }) == ["A-1", "A-3"])

      #expect(try await browser.submit("\(draft)/undo").location == "\(draft)/result")
      await office.work()
      #expect(try await browser.page("\(draft)/result").text.contains("取り込みを元に戻しました"))
      #expect(try await office.leads(by: office.house.yamada).isEmpty)
    }
  }

  @Test func `a draft goes on where it was, on another device too, and is nobody else's`() async throws {
    try await withCapture(.sqlite) { office in
      let draft = try await checked(office.browser("山田"), office)
      let elsewhere = office.browser("山田")
      #expect(try await elsewhere.page("/import").text.contains("href=\"\(draft)/check\""))
      #expect(try await elsewhere.page(draft).text.contains("value=\"not_yet\" form=\"step\" checked"), "the answers are still there")
      #expect(try await office.browser("高橋").page("\(draft)/check").status == 404)
      #expect(try await office.browser("高橋").submit("\(draft)/run").status == 404)
    }
  }

  @Test func `where a list came from and whether it may be mailed must be answered`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let draft = try #require(try await browser.choose(Self.list).location)
      let refused = try await browser.submit(draft, ["note": "2026年度会員名簿", "act": "next"])
      #expect(refused.status == 422)
      #expect(refused.text.contains("どこで得たリストかを選んでください"))
      #expect(refused.text.contains("メールを送ってよいかを選んでください"))
      #expect(refused.text.contains("2026年度会員名簿"), "what was typed is kept")
      #expect(try await browser.submit("\(draft)/run").location == "\(draft)/check", "nothing runs without a dry run")
    }
  }

  @Test func `what cannot be read is told in words and leaves nothing behind`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let answer = try await browser.choose("絵.csv", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10])
      #expect(answer.status == 422)
      #expect(answer.text.contains("このファイルは表ではありません"))
      #expect(try await browser.page("/import").text.contains("h-unfinished") == false)
    }
  }

  @Test func `without the permission there is no import, and without a token no upload`() async throws {
    try await withCapture(.sqlite) { office in
      let page = try await office.browser("伊藤").page("/import")
      #expect(page.status == 403)
      let upload = try await office.browser("伊藤").choose(Self.list)
      #expect(upload.status == 403)
      let stranger = office.browser("山田")
      stranger.jar.token = "0"
      let forged = try await stranger.choose(Self.list)
      #expect(forged.status == 403)
    }
  }

  @Test func `the heading row, the separator and the kind of record can be changed, and the file is read again`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let titled = "2026年度 会員名簿,,\r\n" + Self.list
      let draft = try #require(try await browser.choose(titled).location)
      #expect(try await browser.page(draft).text.contains("1行目は表題や空行とみて飛ばします"))
      #expect(try await browser.submit(draft, ["heading_row": "1", "act": "read"]).location == draft)
      #expect(try await browser.page(draft).text.contains("<th>2026年度 会員名簿</th>"))
      #expect(try await browser.submit(draft, ["heading_row": "2", "into": "accounts", "act": "read"]).location == draft)
      let page = try await browser.page(draft)
      #expect(page.text.contains("<th>会社名</th>"))
      #expect(page.text.contains("メールを送ってよいですか") == false, "nobody mails a company")
    }
  }

  @Test func `an import that is stopped and taken back leaves nothing`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let draft = try await checked(browser, office)
      _ = try await browser.submit("\(draft)/run")
      #expect(try await browser.submit("\(draft)/withdrawal").location == "\(draft)/run")
      office.house.clock.advance(.seconds(1))
      await office.work()
      #expect(try await office.leads(by: office.house.yamada).isEmpty)
      #expect(try await browser.page("\(draft)/result").status == 200)
    }
  }

  @Test func `progress is told as server-sent events until the job is done`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let draft = try await checked(browser, office)
      let told = try await browser.get("\(draft)/events", [.accept: "text/event-stream"])
      #expect(told.header("Content-Type") == "text/event-stream")
      let data = try #require(told.text.split(separator: "\n").first { $0.hasPrefix("data: ") })
      let json = try JSON(parsing: String(data.dropFirst(6)))
      #expect(json["finished"] == true)
      #expect(json["percent"] == 100)
      #expect(json["counts"]?["created"] == 2)
    }
  }

  @Test func `settings of an earlier import of the same columns are offered and taken over`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let first = try await checked(browser, office)
      _ = try await browser.submit("\(first)/run")
      await office.work()
      let second = try #require(try await browser.choose(Self.list).location)
      #expect(try await browser.page(second).text.contains("前に使った設定"))
      _ = try await browser.submit("\(second)/reuse", ["from": String(first.split(separator: "/").last ?? "")])
      #expect(try await browser.page(second).text.contains("value=\"not_yet\" form=\"step\" checked"))
    }
  }

  @Test func `contact cards of a phone go the same way, with a bad one told`() async throws {
    try await withCapture(.sqlite) { office in
      let browser = office.browser("山田")
      let cards =
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN:大西;真理\r\nSOUND;X-IRMC-N:ｵｵﾆｼ;ﾏﾘ\r\nTEL;CELL:09012345678\r\nEMAIL:onishi@tsubame.example.jp\r\nEND:VCARD\r\n"
        + "BEGIN:VCARD\r\nN:途中;まで\r\n"
      let draft = try #require(try await browser.choose(cards).location)
      let file = try await browser.page(draft)
      #expect(file.text.contains("連絡先カード（vCard）") && file.text.contains("大西"))
      _ = try await browser.submit(draft, ["source": "名刺交換", "mail": "relation", "act": "next"])
      _ = try await browser.submit("\(draft)/map", ["act": "next", "mode": "both", "contradictions": "keep"])
      await office.work()
      let check = try await browser.page("\(draft)/check")
      #expect(check.figures == [1, 0, 0, 1])
      #expect(check.text.contains("END:VCARD"))
      _ = try await browser.submit("\(draft)/run")
      await office.work()
      let lead = try #require(try await office.leads(by: office.house.yamada).first)
      #expect(lead["last_name"] == .text("大西") && lead["first_kana"] == .text("マリ"))
    }
  }
}
