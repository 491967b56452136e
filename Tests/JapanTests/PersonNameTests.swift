import Testing

@testable import Japan

@Suite struct PersonNameTests {
  @Test(
    arguments: [
      ("山田 太郎", "山田", "太郎"), ("山田　太郎　様", "山田", "太郎"), ("山田太郎様", "山田太郎", ""), ("高橋 一郎 氏", "高橋", "一郎"),
      ("Taro Q Yamada", "Taro", "Q Yamada"),
      ("様", "様", ""), ("源氏", "源氏", ""), ("", "", ""),
    ])
  func `a full name is taken apart at its space`(typed: String, last: String, first: String) {
    #expect(PersonName(full: typed) == PersonName(last: last, first: first))
  }

  @Test func `the match key does not see spaces, honorifics and variant kanji`() {
    #expect(PersonName(full: "髙橋　一郎 様").matchKey == PersonName(last: "高橋", first: "一郎").matchKey)
    #expect(PersonName(full: "斉藤 一郎").matchKey != PersonName(full: "斎藤 一郎").matchKey)
  }

  @Test func `NM-04 a company alone is 御中`() {
    #expect(Addressee(company: "株式会社山田商店").line == "株式会社山田商店 御中")
    #expect(Addressee(company: "株式会社山田商店", department: "営業部").line == "株式会社山田商店 営業部 御中")
  }

  @Test func `a person is 様, and never 御中 as well`() {
    let person = PersonName(last: "山田", first: "太郎")
    let line = Addressee(company: "株式会社山田商店", department: "営業部", person: person).line
    #expect(line == "株式会社山田商店 営業部 山田 太郎 様")
    #expect(Addressee(title: "営業部長", person: person).line == "営業部長 山田 太郎 様")
    #expect(Addressee(person: person, honorific: .先生).line == "山田 太郎 先生")
  }

  @Test func `NM-12 nobody's name is ご担当者様`() {
    #expect(Addressee().line == "ご担当者様")
    #expect(Addressee(person: PersonName(last: "", first: "")).salutation == "ご担当者様")
    #expect(Addressee(person: PersonName(last: "山田", first: "太郎")).salutation == "山田様")
  }

  @Test func `NM-09 a character outside the basic plane is kept`() {
    #expect(PersonName(full: "𠮷田 太郎").display == "𠮷田 太郎")
    #expect(PersonName(full: "𠮷田 太郎").matchKey == PersonName(full: "吉田太郎").matchKey)
  }
}
