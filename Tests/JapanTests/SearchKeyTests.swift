import Testing

@testable import Japan

@Suite struct SearchKeyTests {
  @Test(
    arguments: [
      ("NM-06", "高橋", "髙橋"), ("NM-07", "斉藤", "齊藤"), ("NM-07 loose", "斉藤", "斎藤"), ("NM-07 loose", "斉藤", "齋藤"),
      ("NM-08", "渡辺", "渡邊"), ("NM-08", "渡辺", "渡邉"), ("NM-11", "さとう", "ｻﾄｳ"), ("NM-11", "さとう", "サトウ"),
      ("compatibility", "神田", "\u{FA19}田"), ("compatibility", "塚本", "\u{FA10}本"), ("", "山崎", "山﨑"), ("", "吉野家", "𠮷野家"),
      ("", "Café", "ｃａｆｅ"), ("", "Cafe\u{301}", "café"), ("", "㈱山田", "(株)山田"), ("", "山田 太郎", "山田　太郎"),
      ("", "Ⅲ期", "iii期"), ("", "①", "1"), ("", "ジョイント・ベンチャー", "ジョイントベンチャー"),
    ])
  func `however it is typed the key is the same`(id: String, a: String, b: String) {
    #expect(SearchKey.key(a) == SearchKey.key(b), "\(id)")
  }

  @Test func `NM-07 for duplicates 斉 and 斎 stay apart`() {
    #expect(SearchKey.key("斉藤", variants: .strict) == SearchKey.key("齊藤", variants: .strict))
    #expect(SearchKey.key("斉藤", variants: .strict) != SearchKey.key("斎藤", variants: .strict))
    #expect(SearchKey.key("斎藤", variants: .strict) == SearchKey.key("齋藤", variants: .strict))
  }

  @Test(
    arguments: [
      ("高橋一郎", ["高橋", "橋一", "一郎", "郎"]),
      ("株式会社ABC商事", ["株式", "式会", "会社", "社", "abc", "商事", "事"]),
      ("山田　太郎", ["山田", "田太", "太郎", "郎"]),
      ("山田製作所\n東京", ["山田", "田製", "製作", "作所", "所", "東京", "京"]),
      ("taro.yamada@example.jp", ["taro", "yamada", "example", "jp"]),
      ("第３条", ["第", "3", "条"]),
      ("", []), ("！？", []),
    ])
  func `text becomes tokens`(text: String, tokens: [String]) {
    #expect(SearchKey.tokens(text) == tokens)
  }

  /// What both engines do with a phrase, in small.
  private func finds(_ query: String, in text: String) -> Bool {
    let tokens = SearchKey.tokens(text)
    let query = SearchQuery(query)
    return !query.isEmpty
      && query.phrases.allSatisfy { phrase in
        guard phrase.tokens.count <= tokens.count else { return false }
        return (0...tokens.count - phrase.tokens.count).contains { start in
          phrase.tokens.enumerated().allSatisfy { at, token in
            phrase.lastIsPrefix && at == phrase.tokens.count - 1
              ? tokens[start + at].hasPrefix(token) : tokens[start + at] == token
          }
        }
      }
  }

  @Test(
    arguments: [
      ("高", "高橋製作所"), ("所", "高橋製作所"), ("橋製", "髙橋製作所"), ("製作所", "高橋製作所"), ("高橋製作所", "髙橋製作所"), ("abc", "株式会社ABC商事"),
      ("AB", "株式会社ABC商事"), ("会社ABC", "株式会社ABC商事"), ("ABC商事", "株式会社ABC商事"), ("山田太郎", "山田 太郎"), ("山田 太郎", "山田太郎"),
      ("太郎 山田", "山田太郎"), ("yama", "Taro Yamada"), ("090", "090-1234-5678"), ("サトー", "㈱ｻﾄｰ"), ("きやのん", "キャノン"), ("渡辺", "渡邉"),
    ])
  func `one character, two characters, kana, words and digits are found`(query: String, text: String) {
    #expect(finds(query, in: text))
  }

  @Test(
    arguments: [
      ("橋高", "高橋"), ("amada", "Yamada"), ("山郎", "山田太郎"), ("田\n太", "山田\n大阪"), ("東京 大阪", "東京"), ("", "高橋"), ("!", "高橋"),
    ])
  func `what is not there is not found`(query: String, text: String) {
    #expect(!finds(query, in: text))
  }

  @Test func `a query is written for both engines`() {
    let query = SearchQuery("高橋製 ABC")
    #expect(query.fts5 == #""高橋 橋製" AND "abc" *"#)
    #expect(query.tsquery == "('高橋' <-> '橋製') & ('abc':*)")
  }

  @Test func `quotes and operators in a query are only separators`() {
    #expect(SearchQuery("\"a' OR 1=1 --").phrases.flatMap(\.tokens) == ["a", "or", "1", "1"])
  }

  @Test func `very long words are cut, very long queries end`() {
    #expect(SearchKey.tokens(String(repeating: "x", count: 130)).map(\.count) == [60, 60, 10])
    let words = (0..<100).map { "w\($0)" }.joined(separator: " ")
    #expect(SearchQuery(words).phrases.count == SearchQuery.mostPhrases)
  }
}
