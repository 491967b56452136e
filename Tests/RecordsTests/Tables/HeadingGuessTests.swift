import Kernel
import Testing

@testable import Records

@Suite struct HeadingGuessTests {
  private static let person = HeadingGuess(
    object: "person",
    candidates: [
      .init("last_name", Label("姓", "Last name")), .init("first_name", Label("名", "First name")),
      .init("last_kana", Label("姓（カナ）", "Last name (kana)")), .init("first_kana", Label("名（カナ）", "First name (kana)")),
      .init("email", Label("メールアドレス", "E-mail")), .init("phone", Label("電話番号", "Phone")),
      .init("mobile", Label("携帯電話", "Mobile")),
      .init("company_name", Label("会社名", "Company")), .init("account_id", Label("取引先", "Account")),
      .init("department", Label("部署", "Department")), .init("title", Label("役職", "Title")),
      .init("postal_code", Label("郵便番号", "Postal code")), .init("prefecture", Label("都道府県", "Prefecture")),
      .init("city", Label("市区町村", "City")), .init("street", Label("町名・番地", "Street")),
      .init("building", Label("建物名", "Building")),
      .init("industry", Label("業種", "Industry")), .init("lead_source", Label("獲得経路", "Lead source")),
      .init("acquired_on", Label("獲得日", "Acquired on")), .init("sales_comment", Label("営業員コメント", "Sales comment")),
      .init("owner_id", Label("所有者", "Owner")), .init("x_size", Label("規模", "Size"), synonyms: ["企業規模"]),
    ])
  private static let account = HeadingGuess(
    object: "account",
    candidates: [
      .init("name", Label("取引先名", "Account name")), .init("name_kana", Label("取引先名（カナ）", "Account name (kana)")),
      .init("corporate_number", Label("法人番号", "Corporate number")), .init("phone", Label("電話番号", "Phone")),
      .init("employees", Label("従業員数", "Employees")), .init("annual_sales", Label("年間売上", "Annual sales")),
      .init("prefecture", Label("都道府県", "Prefecture")), .init("city", Label("市区町村", "City")),
      .init("street", Label("町名・番地", "Street")),
    ])
  private static let deal = HeadingGuess(
    object: "deal",
    candidates: [
      .init("name", Label("商談名", "Deal name")), .init("account_id", Label("取引先", "Account")),
      .init("amount", Label("金額", "Amount")),
      .init("stage_id", Label("ステージ", "Stage")), .init("closes_on", Label("受注予定日", "Closes on")),
      .init("owner_id", Label("所有者", "Owner")),
    ])

  @Test(arguments: [
    ("企業名", "company_name"), ("御社名", "company_name"), ("貴社名", "company_name"), ("勤務先", "company_name"),
    ("Company Name", "company_name"),
    ("ＣＯＭＰＡＮＹ", "company_name"), ("氏名", "full_name"), ("お名前（必須）", "full_name"), ("ご担当者名", "full_name"),
    ("Full Name", "full_name"),
    ("フリガナ", "full_kana"), ("ふりがな", "full_kana"), ("ﾌﾘｶﾞﾅ", "full_kana"), ("セイ", "last_kana"), ("せい", "last_kana"),
    ("名(カナ)", "first_kana"),
    ("姓 フリガナ", "last_kana"), ("E-mail", "email"), ("メール", "email"), ("ご担当者様メールアドレス", "email"), ("ＴＥＬ", "phone"),
    ("TEL番号", "phone"),
    ("会社電話番号", "phone"), ("携帯", "mobile"), ("携帯番号", "mobile"), ("〒", "postal_code"), ("ＺＩＰ", "postal_code"), ("住所", "address"),
    ("本社所在地", "address"), ("業界", "industry"), ("流入経路", "lead_source"), ("リードソース", "lead_source"), ("メモ", "sales_comment"),
    ("備考欄", "sales_comment"), ("部署名", "department"), ("肩書き", "title"), ("営業担当", "owner_id"), ("所有者", "owner_id"),
    ("企業規模", "x_size"),
    ("last_name", "last_name"), ("Surname", "last_name"), ("建物名（任意）", "building"),
  ])
  func `a heading finds the field of a person it means`(heading: String, field: String) {
    #expect(Self.person.match([heading]).first??.field == field)
  }

  @Test(arguments: ["", "  ", "A", "列1", "血液型", "No."])
  func `an unknown heading is left to the person`(heading: String) {
    #expect(Self.person.match([heading]) == [nil])
  }

  @Test func `the same word means other fields of other objects`() {
    #expect(
      Self.account.match(["会社名", "フリガナ", "売上高", "住所"]).map { $0?.field } == ["name", "name_kana", "annual_sales", "address"])
    #expect(Self.deal.match(["案件名", "会社名", "見込金額", "フェーズ"]).map { $0?.field } == ["name", "account_id", "amount", "stage_id"])
  }

  @Test func `an export's labels and API names map back exactly`() {
    let labels = ["名（カナ）", "姓（カナ）", "名", "姓", "取引先", "会社名", "携帯電話", "電話番号", "所有者"]
    let fields = [
      "first_kana", "last_kana", "first_name", "last_name", "account_id", "company_name", "mobile", "phone", "owner_id",
    ]
    #expect(Self.person.match(labels) == fields.map { HeadingGuess.Match(field: $0, confidence: 1) })
    #expect(Self.person.match(fields) == fields.map { HeadingGuess.Match(field: $0, confidence: 1) })
  }

  @Test func `one field goes to one column, the surest`() {
    #expect(Self.person.match(["代表電話番号（大阪）", "電話番号"]).map { $0?.field } == [nil, "phone"])
    #expect(Self.person.match(["電話番号", "電話番号"]).map { $0?.field } == ["phone", nil])
  }

  @Test func `a full name is not asked for where its parts are`() {
    #expect(Self.person.match(["氏名", "姓", "名"]).map { $0?.field } == [nil, "last_name", "first_name"])
    #expect(Self.person.match(["氏名", "姓"]).map { $0?.field } == ["full_name", "last_name"])
  }

  @Test func `the headings of a company's lead file are all understood`() {
    let headings = [
      "会社名", "部署", "役職", "姓", "名", "セイ", "メイ", "メールアドレス", "電話番号", "携帯番号", "郵便番号", "住所", "業種", "獲得経路", "獲得日", "メモ",
    ]
    #expect(
      Self.person.match(headings).map { $0?.field } == [
        "company_name", "department", "title", "last_name", "first_name", "last_kana", "first_kana", "email", "phone", "mobile",
        "postal_code",
        "address", "industry", "lead_source", "acquired_on", "sales_comment",
      ])
    #expect(Self.person.match(headings).allSatisfy { ($0?.confidence ?? 0) >= 0.9 })
  }
}
