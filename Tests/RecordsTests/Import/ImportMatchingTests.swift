import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// Rows of one file, and what becomes of them.
struct MatchingCase: Sendable, CustomTestStringConvertible {
  let what: String
  let rows: [String]
  /// created · updated · unchanged · rejected.
  let counts: [Int]

  var testDescription: String { what }
}

/// Who is the same, who is not, and what is done when nobody can tell.
@Suite struct ImportMatchingTests {
  static let headings = "会社名,姓,名,メールアドレス,電話番号,携帯番号,住所,役職\r\n"

  static let personCases = [
    MatchingCase(
      what: "one mail address is one person, however it and the name are written",
      rows: ["㈱山田製作所,髙橋,一郎,Ichiro@yamada.example.jp,,,,", "株式会社山田製作所,高橋,一郎,ichiro@yamada.example.jp,03-1234-5678,,,"],
      counts: [1, 1, 0, 0]),
    MatchingCase(
      what: "a row without a name is the person of its mail address",
      rows: ["山田製作所,高橋,一郎,ichiro@yamada.example.jp,,,,", "山田製作所,,,ichiro@yamada.example.jp,,,,部長"], counts: [1, 1, 0, 0]),
    MatchingCase(
      what: "another name under the same mail address is reported, not merged",
      rows: ["山田製作所,高橋,一郎,info@yamada.example.jp,,,,", "山田製作所,佐藤,花子,info@yamada.example.jp,,,,"], counts: [1, 0, 0, 1]),
    MatchingCase(
      what: "斉藤 and 斎藤 are two names",
      rows: [",斉藤,稔,saito@example.jp,,,,", ",斎藤,稔,saito@example.jp,,,,"], counts: [1, 0, 0, 1]),
    MatchingCase(
      what: "two mail addresses are two persons, even of one name and phone number",
      rows: ["山田製作所,高橋,一郎,a@yamada.example.jp,03-1234-5678,,,", "山田製作所,高橋,一郎,b@yamada.example.jp,0312345678,,,"],
      counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "without a mail address: the same name and phone number",
      rows: [",高橋,一郎,,,090-1234-5678,,", ",高橋,一郎,ichiro@example.jp,,０９０１２３４５６７８,,"], counts: [1, 1, 0, 0]),
    MatchingCase(
      what: "without a mail address: the same name, company and place",
      rows: ["㈱山田製作所,高橋,一郎,,,,東京都千代田区丸の内1丁目9番1号,", "株式会社山田製作所,高橋,一郎,,,,東京都千代田区丸の内1-9-1,部長"],
      counts: [1, 1, 0, 0]),
    MatchingCase(
      what: "a name alone never merges", rows: [",高橋,一郎,,,,,", ",高橋,一郎,,,,,部長"], counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "a name and a company alone never merge",
      rows: ["山田製作所,高橋,一郎,,,,,", "山田製作所,高橋,一郎,,,,,部長"], counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "株式会社 and 有限会社 at one place are two companies",
      rows: ["株式会社山田,高橋,一郎,,,,東京都千代田区丸の内1-9-1,", "有限会社山田,高橋,一郎,,,,東京都千代田区丸の内1-9-1,"], counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "two people of one switchboard",
      rows: ["山田製作所,高橋,一郎,,03-1234-5678,,,", "山田製作所,佐藤,花子,,03-1234-5678,,,"], counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "a row that two persons match is reported",
      rows: [",高橋,一郎,a@example.jp,03-1234-5678,,,", ",高橋,一郎,b@example.jp,03-1234-5678,,,", ",高橋,一郎,,03-1234-5678,,,"],
      counts: [2, 0, 0, 1]),
    MatchingCase(
      what: "the very same row again is nothing new, whatever it lacks",
      rows: ["山田製作所,,,,,,,部長", "山田製作所,,,,,,,部長"], counts: [1, 0, 1, 0]),
  ]

  @Test(arguments: Engine.all, personCases)
  func `who of a list is the same person`(_ engine: Engine, _ sample: MatchingCase) async throws {
    let text = Self.headings + sample.rows.joined(separator: "\r\n") + "\r\n"
    try await withImportHouse(engine) { imports in
      let outcome = try await imports.run("leads", text)
      #expect(outcome.counts.four == sample.counts, "in one step")
      let before = try await imports.dump()
      let again = try await imports.run("leads", text)
      #expect([again.counts.created, again.counts.updated] == [0, 0], "a second time changes nothing")
      #expect(again.counts.rejected == sample.counts[3])
      #expect(try await imports.dump() == before)
    }
    try await withImportHouse(engine) { imports in
      var sum = [0, 0, 0, 0]
      for row in sample.rows {
        let outcome = try await imports.run("leads", Self.headings + row + "\r\n")
        for at in sum.indices { sum[at] += outcome.counts.four[at] }
      }
      #expect(sum == sample.counts, "the same when the rows come in a file each")
    }
  }

  static let companyCases = [
    MatchingCase(
      what: "one corporate number is one company",
      rows: ["㈱山田製作所,7000012050002,,", "山田製作所,7000012050002,03-1234-5678,"], counts: [1, 1, 0, 0]),
    MatchingCase(
      what: "two numbers are two companies of one name",
      rows: ["株式会社アシスト,7000012050002,03-1234-5678,", "株式会社アシスト,1180301018771,03-1234-5678,"], counts: [2, 0, 0, 0]),
    MatchingCase(
      what: "the same registered name and phone number",
      rows: ["㈱山田製作所,,03-1234-5678,", "株式会社山田製作所,,0312345678,https://yamada.example.jp"], counts: [1, 1, 0, 0]),
    MatchingCase(what: "a name alone never merges", rows: ["山田製作所,,,", "山田製作所,,,https://yamada.example.jp"], counts: [2, 0, 0, 0]),
  ]

  @Test(arguments: Engine.all, companyCases)
  func `who of a list is the same company`(_ engine: Engine, _ sample: MatchingCase) async throws {
    try await withImportHouse(engine) { imports in
      let text = "取引先名,法人番号,電話番号,Webサイト\r\n" + sample.rows.joined(separator: "\r\n") + "\r\n"
      let outcome = try await imports.run("accounts", text)
      #expect(outcome.counts.four == sample.counts)
      let again = try await imports.run("accounts", text)
      #expect([again.counts.created, again.counts.updated] == [0, 0])
    }
  }

  @Test(arguments: Engine.all)
  func `what a record says stays unless the file is to win`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      let person = try await house.person(
        by: house.yamada, ["last_name": .text("高橋"), "email": .text("ichiro@yamada.example.jp"), "title": .text("課長")])
      let text = "姓,メールアドレス,役職,部署\r\n高橋,ichiro@yamada.example.jp,部長,営業部\r\n"
      let kept = try await imports.run("leads", text)
      #expect(kept.counts.four == [0, 1, 0, 0])
      #expect(kept.counts.kept == 1)
      #expect(kept.notes.first?[3].contains("課長") == true)
      let first = try await house.read(by: house.yamada) { tx in try tx.get("person", person.id) }
      #expect(first["title"] == .text("課長"))
      #expect(first["department"] == .text("営業部"))
      let won = try await imports.run("leads", text) { $0.contradictions = .overwrite }
      #expect(won.counts.four == [0, 1, 0, 0])
      let second = try await house.read(by: house.yamada) { tx in try tx.get("person", person.id) }
      #expect(second["title"] == .text("部長"))
    }
  }

  @Test(arguments: Engine.all)
  func `rows may only create, only update, or be found by a field`(_ engine: Engine) async throws {
    try await withImportHouse(engine) { imports in
      let house = imports.house
      try await house.person(by: house.yamada, ["last_name": .text("高橋"), "email": .text("ichiro@yamada.example.jp")])
      let text = "姓,メールアドレス,役職\r\n高橋,ichiro@yamada.example.jp,部長\r\n佐藤,hanako@yamada.example.jp,課長\r\n"
      #expect(try await imports.run("leads", text) { $0.mode = .update }.counts.four == [0, 1, 0, 1])
      #expect(try await imports.run("leads", text) { $0.mode = .create }.counts.four == [1, 0, 1, 0])
      let renamed = "姓,メールアドレス\r\n高橋川,ichiro@yamada.example.jp\r\n,\r\n木村,kimura@example.jp\r\n林,\r\n"
      let byMail = try await imports.run("leads", renamed) { $0.match = .field("email") }
      #expect(byMail.counts.four == [1, 0, 1, 1], "the mail address alone decides when told so; without one nothing does")
    }
  }
}
