import Kernel
import Metadata
import People
import Records
import Testing

/// Whether two are one, and how sure that is: the table of the research (§3) and the rules of the house, without a database.
@Suite struct DuplicateEvidenceTests {
  private static func person(_ id: Int64, _ values: [String: Value]) -> PersonTraits {
    PersonTraits(Record(object: "person", id: RecordID(id), values: values))
  }

  private static func account(_ id: Int64, _ name: String, _ values: [String: Value] = [:]) -> AccountTraits {
    AccountTraits(Record(object: "account", id: RecordID(id), values: values.merging(["name": .text(name)]) { $1 }))
  }

  private struct Pair: Sendable {
    let what: String
    let a: [String: Value]
    let b: [String: Value]
    /// `nil`: nobody is asked.
    let strength: DuplicateEvidence.Strength?
    var signs: Set<DuplicateSign> = []
    var doubts: Set<DuplicateDoubt> = []
  }

  private static func named(_ last: String, _ first: String, _ more: [String: Value] = [:]) -> [String: Value] {
    more.merging(["last_name": .text(last), "first_name": .text(first)]) { $1 }
  }
  private static func mail(_ text: String) -> [String: Value] { ["email": .text(text)] }
  private static func company(_ text: String) -> [String: Value] { ["company_name": .text(text)] }
  private static let kubota: [String: Value] = ["last_kana": .text("クボタ"), "first_kana": .text("マイコ")]

  private static let persons: [Pair] = [
    Pair(
      what: "mail and name", a: named("久保田", "麻衣子", mail("kubota@yamabuki.example.jp")),
      b: named("久保田", "麻衣子", mail("KUBOTA@yamabuki.example.jp")), strength: .strong, signs: [.email, .name]),
    Pair(
      what: "mail and name, the company written shorter",
      a: named("久保田", "麻衣子", mail("kubota@yamabuki.example.jp").merging(company("やまぶき信用組合")) { $1 }),
      b: named("久保田", "麻衣子", mail("kubota@yamabuki.example.jp").merging(company("山吹信組")) { $1 }), strength: .strong,
      signs: [.email, .name], doubts: [.company]),
    Pair(
      what: "a mailbox of many", a: named("久保田", "麻衣子", mail("info@yamabuki.example.jp")),
      b: named("佐藤", "花子", mail("info@yamabuki.example.jp")), strength: .likely, signs: [.email], doubts: [.name]),
    Pair(what: "a name alone", a: named("久保田", "麻衣子"), b: named("久保田", "麻衣子"), strength: nil),
    Pair(
      what: "name and company, the form written out or not", a: named("髙木", "弘樹", company("㈱渚カフェ")),
      b: named("高木", "弘樹", company("株式会社渚カフェ")), strength: .likely, signs: [.nameAndCompany]),
    Pair(
      what: "two mail addresses with the same name and company weigh less",
      a: named("久保田", "麻衣子", mail("kubota@yamabuki.example.jp").merging(company("山吹信用組合")) { $1 }),
      b: named("久保田", "麻衣子", mail("maiko@example.net").merging(company("山吹信用組合")) { $1 }), strength: .likely,
      signs: [.nameAndCompany], doubts: [.email]),
    Pair(
      what: "the reading where the other has kanji", a: named("久保田", "麻衣子", kubota.merging(company("山吹信用組合")) { $1 }),
      b: named("くぼた", "まいこ", company("山吹信用組合")), strength: .likely, signs: [.reading, .company]),
    Pair(
      what: "the same reading in other kanji",
      a: named("伊藤", "花子", ["last_kana": .text("イトウ"), "first_kana": .text("ハナコ"), "company_name": .text("山吹信用組合")]),
      b: named("伊東", "花子", ["last_kana": .text("イトウ"), "first_kana": .text("ハナコ"), "company_name": .text("山吹信用組合")]), strength: .likely,
      signs: [.reading, .company], doubts: [.kanji]),
    Pair(
      what: "斉藤 and 斎藤", a: named("斉藤", "一", company("山吹信用組合")), b: named("斎藤", "一", company("山吹信用組合")), strength: .likely,
      signs: [.nameAlike, .company]),
    Pair(
      what: "moved to another company with the same mobile number",
      a: named("長尾", "修", ["mobile": .text("090-1234-5678"), "company_name": .text("ハルカゼ出版")]),
      b: named("長尾", "修", ["mobile": .text("09012345678"), "company_name": .text("つばめ製菓")]), strength: .likely, signs: [.phone, .name],
      doubts: [.company]),
    Pair(
      what: "a switchboard", a: named("久保田", "麻衣子", ["phone": .text("025-000-1837")]), b: named("佐藤", "花子", ["phone": .text("025-000-1837")]),
      strength: nil),
    Pair(
      what: "a switchboard and a company", a: named("久保田", "麻衣子", ["phone": .text("025-000-1837"), "company_name": .text("山吹信用組合")]),
      b: named("佐藤", "花子", ["phone": .text("025-000-1837"), "company_name": .text("山吹信用組合")]), strength: nil),
    Pair(
      what: "another birthday", a: named("田中", "実", ["company_name": .text("山吹信用組合"), "birthday": .day(Day(number: 0))]),
      b: named("田中", "実", ["company_name": .text("山吹信用組合"), "birthday": .day(Day(number: 9_255))]), strength: .weak,
      signs: [.nameAndCompany], doubts: [.birthday]),
    Pair(
      what: "the last name and the same mail", a: ["last_name": .text("長尾"), "email": .text("nagao@harukaze.example.jp")],
      b: named("長尾", "修", mail("nagao@harukaze.example.jp")), strength: .likely, signs: [.email, .lastName]),
    Pair(
      what: "the last name at the same company", a: ["last_name": .text("長尾"), "company_name": .text("ハルカゼ出版")],
      b: named("長尾", "修", company("ハルカゼ出版")), strength: nil),
    Pair(
      what: "two addresses of one house", a: named("長尾", "修", mail("nagao@harukaze.example.jp")),
      b: named("長尾", "修", mail("o.nagao@harukaze.example.jp")),
      strength: .weak, signs: [.name, .mailDomain], doubts: [.email]),
    Pair(
      what: "two addresses of everybody's house", a: named("長尾", "修", mail("nagao@gmail.com")), b: named("長尾", "修", mail("o.nagao@gmail.com")),
      strength: nil),
  ]

  @Test(arguments: persons.indices)
  func `persons are weighed by what they share`(at: Int) throws {
    let pair = Self.persons[at]
    let (a, b) = (Self.person(1, pair.a), Self.person(2, pair.b))
    let evidence = a.compared(with: b).flatMap { $0.isWorthAsking ? $0 : nil }
    #expect(evidence?.strength == pair.strength, "\(pair.what): \(String(describing: evidence))")
    #expect(Set(evidence?.signs ?? []) == pair.signs, "\(pair.what)")
    #expect(Set(evidence?.doubts ?? []) == pair.doubts, "\(pair.what)")
    #expect(a.compared(with: b) == b.compared(with: a), "whichever is asked: \(pair.what)")
    if evidence != nil, !pair.signs.contains(.email), !pair.signs.contains(.phone) {
      #expect(!Set(a.keys).isDisjoint(with: b.keys), "a scan puts them side by side: \(pair.what)")
    }
  }

  /// Research §3: number, A, B, and how strongly somebody is asked.
  private static let companies: [(String, String, String, DuplicateEvidence.Strength?)] = [
    ("CO-01", "㈱山田商店", "株式会社山田商店", .strong), ("CO-03", "（株） 山田商店", "株式会社　山田商店", .strong),
    ("CO-04", "株式会社山田商店", "山田商店株式会社", .likely), ("CO-05", "株式会社山田商店", "有限会社山田商店", .weak),
    ("CO-06", "株式会社山田商店", "山田商店", .likely), ("CO-07", "キヤノン株式会社", "キャノン㈱", .strong),
    ("CO-08", "キユーピー株式会社", "キューピー(株)", .strong), ("CO-09", "富士フイルム株式会社", "富士フィルム㈱", .strong),
    ("CO-11", "ｿﾆｰｸﾞﾙｰﾌﾟ株式会社", "ソニーグループ㈱", .strong), ("CO-12", "ＡＢＣ株式会社", "ABC(株)", .strong),
    ("CO-13", "ＡＢＣ株式会社", "株式会社エービーシー", nil), ("CO-14", "株式会社エー・ビー・シー", "株式会社エービーシー", .strong),
    ("CO-15", "株式会社アイ－オー", "株式会社アイーオー", .strong), ("CO-16", "三井住友銀行", "三井住友信託銀行", nil),
    ("CO-17", "日本電気株式会社", "NEC", nil), ("CO-18", "株式会社国分", "株式会社國分", .strong), ("CO-19", "株式会社吉野家", "株式会社𠮷野家", .strong),
    ("CO-20", "株式会社山﨑", "株式会社山崎", .strong), ("CO-22", "株式会社コンピューター", "株式会社コンピュータ", .weak),
    ("CO-26", "合同会社DMM", "(同)DMM", .strong), ("CO-26", "(資)鈴木", "合資会社鈴木", .strong), ("CO-28", "株式会社サンエー", "株式会社サンエイ", nil),
    ("CO-29", "株式会社ＪＲ東日本", "JR東海", nil),
  ]

  @Test(arguments: companies.indices)
  func `companies are weighed by how alike their names are`(at: Int) throws {
    let (id, one, other, strength) = Self.companies[at]
    let (a, b) = (Self.account(1, one), Self.account(2, other))
    let evidence = a.compared(with: b)
    #expect(evidence?.strength == strength, "\(id): \(one), \(other): \(String(describing: evidence))")
    #expect(evidence == b.compared(with: a))
    if strength != nil { #expect(!Set(a.keys).isDisjoint(with: b.keys), "a scan puts them side by side: \(id)") }
  }

  @Test func `corporate numbers decide, a parent is another company, and a number or a place alone is nothing`() throws {
    let (number, another) = (Value.text("1180301018771"), Value.text("7000012050002"))
    let phone = Value.text("025-000-1837")
    func strength(_ a: AccountTraits, _ b: AccountTraits) -> DuplicateEvidence.Strength? {
      a.compared(with: b).flatMap { $0.isWorthAsking ? $0.strength : nil }
    }
    #expect(
      strength(Self.account(1, "株式会社山田", ["corporate_number": number]), Self.account(2, "株式会社山田", ["corporate_number": another])) == nil, "CO-30")
    #expect(strength(Self.account(1, "ヤマダ", ["corporate_number": number]), Self.account(2, "山田商店", ["corporate_number": number])) == .strong)
    #expect(strength(Self.account(1, "株式会社山田"), Self.account(2, "㈱山田", ["parent_id": .reference(RecordID(1))])) == nil)
    #expect(strength(Self.account(1, "つばめ製菓", ["phone": phone]), Self.account(2, "渚カフェ", ["phone": phone])) == nil, "代表番号")
    let both = ["phone": phone, "email_domain": Value.text("tsubame.example.jp")]
    #expect(strength(Self.account(1, "つばめ製菓", both), Self.account(2, "スワロー製菓", both)) == .weak, "a company that changed its name")
    let moved = Self.account(1, "株式会社つばめ製菓", ["prefecture": .text("新潟県"), "city": .text("新潟市中央区"), "street": .text("花町1-2-3")])
    let there = Self.account(2, "株式会社つばめ製菓", ["prefecture": .text("東京都"), "city": .text("千代田区"), "street": .text("丸の内1-1-1")])
    #expect(moved.compared(with: there)?.doubts == [.address])
  }

  @Test func `a new reason or a doubt that fell away brings a pair back, less does not`() {
    let judged = DuplicateEvidence(signs: [.nameAndCompany], doubts: [.email], score: 70)
    #expect(!DuplicateEvidence(signs: [.nameAndCompany], doubts: [.email], score: 70).outweighs(judged))
    #expect(!DuplicateEvidence(signs: [.nameAndCompany], doubts: [.email, .birthday], score: 40).outweighs(judged))
    #expect(DuplicateEvidence(signs: [.nameAndCompany, .phone], doubts: [.email], score: 78).outweighs(judged))
    #expect(DuplicateEvidence(signs: [.nameAndCompany], doubts: [], score: 80).outweighs(judged))
  }

  @Test func `only mail and name without a doubt is sure`() {
    #expect(DuplicateEvidence(signs: [.email, .name], score: 95).isSure)
    #expect(!DuplicateEvidence(signs: [.email, .name], doubts: [.company], score: 90).isSure)
    #expect(!DuplicateEvidence(signs: [.email, .reading], score: 88).isSure)
    #expect(!DuplicateEvidence(signs: [.phone, .name], score: 80).isSure)
  }
}
