import Kernel
import Testing

@testable import Japan

@Suite struct CompanyNameTests {
  @Test(
    arguments: [
      ("CO-01", "㈱山田商店", "株式会社山田商店", CompanyNameMatch.same),
      ("CO-03", "（株） 山田商店", "株式会社　山田商店", .same),
      ("CO-04", "株式会社山田商店", "山田商店株式会社", .positionDiffers),
      ("CO-05", "株式会社山田商店", "有限会社山田商店", .formDiffers),
      ("CO-06", "株式会社山田商店", "山田商店", .formMissing),
      ("CO-07", "キヤノン株式会社", "キャノン㈱", .same),
      ("CO-08", "キユーピー株式会社", "キューピー(株)", .same),
      ("CO-09", "富士フイルム株式会社", "富士フィルム㈱", .same),
      ("CO-11", "ｿﾆｰｸﾞﾙｰﾌﾟ株式会社", "ソニーグループ㈱", .same),
      ("CO-12", "ＡＢＣ株式会社", "ABC(株)", .same),
      ("CO-13", "ＡＢＣ株式会社", "株式会社エービーシー", .different),
      ("CO-14", "株式会社エー・ビー・シー", "株式会社エービーシー", .same),
      ("CO-15", "株式会社アイ－オー", "株式会社アイーオー", .same),
      ("CO-16", "三井住友銀行", "三井住友信託銀行", .different),
      ("CO-17", "日本電気株式会社", "NEC", .different),
      ("CO-18", "株式会社国分", "株式會社國分", .same),
      ("CO-19", "株式会社吉野家", "株式会社𠮷野家", .same),
      ("CO-20", "株式会社山﨑", "株式会社山崎", .same),
      ("CO-22", "株式会社コンピューター", "株式会社コンピュータ", .looseSame),
      ("CO-26", "合同会社DMM", "(同)DMM", .same),
      ("CO-26", "(資)鈴木", "合資会社鈴木", .same),
      ("CO-28", "株式会社サンエー", "株式会社サンエイ", .different),
      ("CO-29", "株式会社ＪＲ東日本", "JR東海", .different),
    ])
  func `two names are compared as the research says`(id: String, a: String, b: String, expected: CompanyNameMatch) {
    #expect(CompanyName.compare(a, b) == expected, "\(id)")
    #expect(CompanyName.compare(b, a) == expected, "\(id), the other way round")
  }

  @Test(
    arguments: [
      ("医療法人社団山田会", LegalForm.医療法人社団, CompanyName.Position.front, "山田会"),
      ("高橋工業 K.K.", .株式会社, .back, "高橋工業"),
      ("Takahashi Seiki Co., Ltd.", .外国会社, .back, "takahashiseiki"),
      ("㍿高橋精機", .株式会社, .front, "高橋精機"),
      ("ヤマダカブシキガイシャ", .株式会社, .back, "ヤマダ"),
      ("特定非営利活動法人 縁", .特定非営利活動法人, .front, "縁"),
      ("NPO法人縁", .特定非営利活動法人, .front, "縁"),
      ("(一社)日本縁結び協会", .一般社団法人, .front, "日本縁結ビ協会"),
    ])
  func `the legal form is found and cut off`(typed: String, form: LegalForm, position: CompanyName.Position, key: String) {
    let name = CompanyName(typed)
    #expect(name.form == form)
    #expect(name.position == position)
    #expect(name.key == key)
    #expect(CompanyName.key(typed) == key)
    #expect(name.typed == typed)
  }

  @Test(arguments: ["株式会社", "㈱", "Zinc", "有限", "（株）"])
  func `a name that is nothing but a form, or only looks like one, is kept whole`(typed: String) {
    #expect(CompanyName(typed).form == nil)
    #expect(!CompanyName(typed).key.isEmpty)
  }

  @Test func `a branch after a space is split off, a shop is not`() {
    #expect(CompanyName("株式会社山田商店 大阪支店").branch == "大阪支店")
    #expect(CompanyName("株式会社山田商店 大阪支店").key == "山田商店")
    #expect(CompanyName("株式会社 山田商店").branch == nil)
    #expect(CompanyName("山田商店 株式会社 大阪支店").form == .株式会社)
    #expect(CompanyName.compare("㈱山田商店 大阪支店", "㈱山田商店 東京支店") == .branchDiffers)
  }

  @Test func `CO-22 a long vowel at the end is a suggestion at level 2, and OCR mistakes at level 3`() {
    #expect(CompanyName("株式会社コンピューター").looseKey == CompanyName("株式会社コンピュータ").looseKey)
    #expect(CompanyName.compare("㈱ヴァイオリン工房", "㈱バイオリン工房") == .looseSame)
    #expect(CompanyName.compare("㈱斎藤工業", "㈱斉藤工業") == .looseSame)
    #expect(CompanyName.compare("㈱カネ二", "㈱力ネニ") == .confusable)
  }

  @Test func `CO-30 different corporate numbers are never one company, equal ones are`() throws {
    let toyota = try CorporateNumber("1180301018771")
    let tax = try CorporateNumber("7000012050002")
    #expect(CompanyVerdict.of(.same, numbers: (toyota, tax), agreeing: [.phone, .address]) == .never)
    #expect(CompanyVerdict.of(.different, numbers: (toyota, toyota)) == .same)
    #expect(CompanyVerdict.of(.same, numbers: (toyota, nil)) == .propose(.strong))
  }

  @Test func `a name alone only proposes, and what else agrees raises it by one level`() {
    #expect(CompanyVerdict.of(.same) == .propose(.strong))
    #expect(CompanyVerdict.of(.formDiffers) == .propose(.weak))
    #expect(CompanyVerdict.of(.formDiffers, agreeing: [.mailDomain]) == .propose(.likely))
    #expect(CompanyVerdict.of(.positionDiffers, agreeing: [.phone, .address]) == .propose(.strong))
    #expect(CompanyVerdict.of(.different, agreeing: [.phone]) == .different)
  }

  @Test func `mail services of everybody are nobody's company`() {
    #expect(FreeMailDomain.contains("gmail.com"))
    #expect(FreeMailDomain.contains("jade.plala.or.jp"))
    #expect(!FreeMailDomain.contains("yamada-ss.co.jp"))
  }

  @Test func `two names made of signs are not the same company`() {
    #expect(CompanyName.compare("・・・", "---") == .different)
  }
}
