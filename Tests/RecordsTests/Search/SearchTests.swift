import Database
import Kernel
import Metadata
import Query
import Records
import RecordsTestSupport
import TestSupport
import Testing

/// People find what they look for however it was typed.
@Suite struct SearchTests {
  private static let asked: [(text: String, found: [String])] = [
    ("高橋", ["髙橋 一郎"]), ("髙橋", ["髙橋 一郎"]), ("高橋一郎", ["髙橋 一郎"]), ("高橋 一郎", ["髙橋 一郎"]), ("たかはし", ["髙橋 一郎"]),
    ("ﾀｶﾊｼ", ["髙橋 一郎"]), ("橋", ["髙橋 一郎"]), ("一郎", ["髙橋 一郎"]), ("ichiro@yamada", ["髙橋 一郎"]), ("ICHIRO", ["髙橋 一郎"]), ("ich", ["髙橋 一郎"]),
    ("09012345678", ["髙橋 一郎"]), ("0901", ["髙橋 一郎"]), ("山田製作所", ["山田製作所", "髙橋 一郎"]), ("製作", ["山田製作所", "髙橋 一郎"]),
    ("山田製作所 高橋", ["髙橋 一郎"]), ("山田製作所 佐藤", []), ("プレス", ["プレス機の更新"]), ("ぷれす", ["プレス機の更新"]), ("no such thing", []), ("・、", []),
    ("'; DROP TABLE person; --", []), ("\"", []), ("*", []), ("AND", []), ("高橋*", ["髙橋 一郎"]),
  ]

  /// What stands in the company's name as it was written, not what search would take for the same.
  private static let parts: [(part: String, companies: [String])] = [
    ("大和農園", ["琉球大和農園", "大和農園株式会社"]), ("琉球大和農園", ["琉球大和農園"]), ("農園", ["琉球大和農園", "大和農園株式会社", "農園", "大和 農園"]),
    ("渡邉", ["渡邉商店"]), ("渡辺", []), ("佐々木", ["佐々木鉄工"]), ("木鉄", ["佐々木鉄工"]), ("カキ", ["ｶｷﾞ カキ水産"]), ("水産", ["ｶｷﾞ カキ水産"]),
    ("大和 農園", ["大和 農園"]), ("和農", ["琉球大和農園", "大和農園株式会社"]), ("園", ["琉球大和農園", "大和農園株式会社", "農園", "大和 農園"]),
  ]

  @Test(arguments: Engine.all)
  func `a list by a part of a company's name is the same with the help of search`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      for company in ["琉球大和農園", "大和農園株式会社", "農園", "大和 農園", "渡邉商店", "佐々木鉄工", "ｶｷﾞ カキ水産"] {
        try await house.person(by: house.sato, ["last_name": .text("高橋"), "company_name": .text(company)])
      }
      for (part, companies) in Self.parts {
        let condition: JSON = ["field": "company_name", "is": "contains", "value": .string(part)]
        let (listed, count) = try await house.read(by: house.sato) { tx in
          let parsed = try Condition(json: condition, on: "person", in: tx.queryContext)
          return (
            try tx.list("person", where: condition).rows.compactMap { $0["company_name"].plainText }, try tx.count("person", where: parsed).value
          )
        }
        #expect(Set(listed) == Set(companies), "\(part)")
        #expect(count == companies.count, "\(part)")
      }
    }
  }

  @Test(arguments: Engine.all)
  func `names, kana, variants, two characters, digits and mail are found`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      try await house.account(by: house.sato, "山田製作所")
      try await house.person(
        by: house.sato,
        [
          "last_name": .text("髙橋"), "first_name": .text("一郎"), "last_kana": .text("タカハシ"), "first_kana": .text("イチロウ"),
          "email": .text("Ichiro@yamada.example.jp"), "mobile": .text("090-1234-5678"), "company_name": .text("山田製作所"),
        ])
      try await house.deal(by: house.sato, "プレス機の更新")
      for (text, found) in Self.asked {
        let titles = try await house.read(by: house.sato) { tx in try tx.search(text, objects: ["account", "person", "deal"]).map(\.title) }
        #expect(Set(titles) == Set(found), "\(text)")
      }
      let first = try await house.read(by: house.sato) { tx in try tx.search("山田製作所").first?.title }
      #expect(first == "山田製作所", "the very name comes first")
      let only = try await house.read(by: house.sato) { tx in try tx.search("山田製作所", objects: ["person"]).map(\.title) }
      #expect(only == ["髙橋 一郎"])
    }
  }

  @Test(arguments: Engine.all)
  func `who sees few records finds among them what everybody finds who sees all`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      for owner in [house.sato, house.ito] {
        try await house.account(by: owner, "山田製作所")
        for (last, kana, mail) in [("髙橋", "タカハシ", "ichiro"), ("佐々木", "ササキ", "sasaki"), ("橋本", "ハシモト", "ichikawa")] {
          try await house.person(
            by: owner,
            [
              "last_name": .text(last), "first_name": .text("一郎"), "last_kana": .text(kana),
              "email": .text("\(mail).\(owner.text)@yamada.example.jp"), "mobile": .text("090-1234-5678"), "company_name": .text("山田製作所"),
            ])
        }
        try await house.deal(by: owner, "プレス機の更新")
      }
      let words = Self.asked.map(\.text) + ["一", "はし", "本一", "ichi yamada", "製作所 橋", "々木", "一郎 佐々木", "1234"]
      for text in words {
        func ids(_ user: ID<User>) async throws -> [RecordID] {
          try await house.read(by: user) { tx in
            try tx.search(text, objects: ["account", "person", "deal"], limit: 50).map(\.record).filter { $0.ownerID?.raw == house.ito.raw }.map(\.id)
          }
        }
        let (own, all) = (try await ids(house.ito), try await ids(house.yamada))
        #expect(Set(own) == Set(all), "\(text)")
      }
      house.test.log.clear()
      _ = try await house.read(by: house.ito) { tx in try tx.search("山田", objects: ["account", "person", "deal"]) }
      let own = house.test.log.count
      #expect(!house.test.log.statements.contains { $0.contains("search_text") || $0.contains("tsquery") }, "looked up in the own records")
      house.test.log.clear()
      _ = try await house.read(by: house.yamada) { tx in try tx.search("山田", objects: ["account", "person", "deal"]) }
      #expect(own == house.test.log.count + 1)
    }
  }

  @Test(arguments: Engine.all)
  func `what search finds follows every change`(engine: Engine) async throws {
    try await withHouse(engine) { house in
      let lead = try await house.person(by: house.sato, ["last_name": .text("高橋"), "company_name": .text("山田製作所")])
      func found(_ text: String) async throws -> Int { try await house.read(by: house.sato) { tx in try tx.search(text, objects: ["person"]).count } }
      try await house.write(by: house.sato) { tx in try tx.update("person", lead.id, Draft(["last_name": .text("渡邉")])) }
      #expect(try await [found("高橋"), found("渡辺"), found("山田")] == [0, 1, 1])
      let (_, deletion) = try await house.operation(by: house.sato) { tx in try tx.delete("person", [lead.id]) }
      #expect(try await found("渡辺") == 0)
      try await house.undo(deletion, by: house.sato)
      #expect(try await found("渡辺") == 1)
    }
  }
}
