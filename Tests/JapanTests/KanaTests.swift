import Kernel
import Testing

@testable import Japan

@Suite struct KanaTests {
  @Test(
    arguments: [
      ("NM-01", "ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ タロウ"), ("NM-02", "やまだ", "ヤマダ"), ("", "ゔぁいおりん", "ヴァイオリン"),
      ("", "ﾊﾟﾋﾟﾌﾟ ｶﾞｷﾞｸﾞ", "パピプ ガギグ"), ("decomposed by macOS", "か\u{3099}", "ガ"), ("", " サトウ　", "サトウ"),
      ("", "サト-", "サトー"), ("", "ｻﾄｰ･ﾊﾅｺ", "サトー・ハナコ"), ("small kana stay", "キャ", "キャ"),
    ])
  func `readings are stored in full-width katakana`(id: String, typed: String, expected: String) throws {
    #expect(try Kana.reading(typed).unicodeScalars.elementsEqual(expected.unicodeScalars), "\(id)")
  }

  @Test(arguments: ["ヤマダ123", "山田", "Yamada", "ヤマダ!"])
  func `NM-03 what is not kana is refused`(typed: String) {
    let problem = #expect(throws: Problem.self) { try Kana.reading(typed, field: "last_kana") }
    #expect(problem?.code == "kana")
    #expect(problem?.field == "last_kana")
  }

  @Test(
    arguments: [
      ("ガトウ", KanaRow.ka), ("パク", .ha), ("ャマ", .ya), ("ヴァン", .a), ("アベ", .a), ("ヂ", .sa), ("タナカ", .ta), ("ヅカ", .sa), ("ンダ", .wa),
      ("ドイ", .ta), ("ノダ", .na), ("マエダ", .ma), ("レイ", .ra), ("ぺん", .ha), ("Smith", .other), ("", .other),
    ])
  func `a name stands in the row of its first sound`(reading: String, row: KanaRow) {
    #expect(KanaRow(of: reading) == row)
  }

  @Test func `names sort in the order of the fifty sounds, voice marks and long vowels last`() {
    let names = ["サトウ", "カトウ", "ガトウ", "アベ", "サト", "カドウ", "サトー", "ハラ", "バラ", "パラ"]
    let sorted = names.sorted { Array(Kana.sortKey($0).utf8).lexicographicallyPrecedes(Array(Kana.sortKey($1).utf8)) }
    #expect(sorted == ["アベ", "カトウ", "カドウ", "ガトウ", "サト", "サトー", "サトウ", "ハラ", "バラ", "パラ"])
  }
}
