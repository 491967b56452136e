import Foundation
import Kernel
import Testing

@testable import Japan

/// Every parser, on text that nobody would type: none may trap, whatever comes.
@Suite struct HammerTests {
  /// SplitMix64 with a fixed seed: the same bytes in every run.
  private struct Bytes {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let words = [
    "株式会社", "㈱", "(株)", "山田", "髙橋", "ｶﾞ", "ﾞ", "ー", "-", "－", "1", "９", "0", "T", "令和", "元", "年", "月", "日", "/", ".", "E+12",
    "+81", "内線", "(", ")",
    " ", "　", "丁目", "番地", "号", "十", "百", "の", "字", "大字", "東京都", "市", "区", "郡", "町", "〒", "階", "F", "\u{3099}", "𠮷", "🙂", "é",
    "\0", "\u{FFFF}", "\u{E000}",
    "㌖", "㈿", "﷽", "K.K.", "Co., Ltd.", "支店", "@", "'", "=", "99999999999999999999", "条", "線", "地割", "様", "\r\n", "ヴァ", "\u{301}",
  ]

  private func text(_ bytes: inout Bytes) -> String {
    let length = Int(bytes.next() % 24)
    if bytes.next() % 4 == 0 {
      return String(decoding: (0..<length * 3).map { _ in UInt8(truncatingIfNeeded: bytes.next()) }, as: UTF8.self)
    }
    return (0..<length).map { _ in Self.words[Int(bytes.next() % UInt64(Self.words.count))] }.joined()
  }

  @Test func `no parser of typed text traps`() throws {
    var bytes = Bytes(state: 20_261_122)
    let directory = try fixtureDirectory()
    for _ in 0..<20_000 {
      let text = text(&bytes)
      let key = SearchKey.key(text)
      #expect(SearchKey.key(key) == key, "folding twice is folding once: \(text.debugDescription)")
      _ = SearchKey.key(text, variants: .strict)
      _ = SearchKey.indexText(text)
      _ = SearchQuery(text).fts5 + SearchQuery(text).tsquery
      _ = Kana.sortKey(text)
      _ = KanaRow(of: text)
      let company = CompanyName(text)
      _ = CompanyName.compare(company, CompanyName(Self.words[0] + text))
      _ = PersonName(full: text).matchKey
      _ = PhoneNumber(text).warning
      _ = AddressKey(text).isSameSite(as: AddressKey(text, directory: directory))
      _ = try? InvoiceNumber(text)
      for column in ExcelDamage.Column.allCases { _ = try? ExcelDamage.repair(text, as: column) }
      _ = CP932.encode(text)
    }
  }

  @Test func `no decoder traps, and what it makes is text`() throws {
    var random = Bytes(state: 7)
    for _ in 0..<4_000 {
      let bytes = (0..<Int(random.next() % 64)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      _ = CP932.decode(bytes)
      _ = try? TextEncoding.decode(bytes)
      for encoding in TextEncoding.allCases {
        var decoder = TextDecoder(encoding)
        var out: [UInt8] = []
        let cut = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
        decoder.decode(Array(bytes[..<cut]), into: &out)
        decoder.decode(Array(bytes[cut...]), into: &out)
        decoder.finish(into: &out)
        if encoding != .utf8, encoding != .utf8WithBOM { #expect(String(validating: out, as: UTF8.self) != nil) }
      }
      let directory = try? PostalDirectory(Data(Array("enishi-postal\t1\nC\t13101\t東京都\t千代田区\n".utf8) + bytes))
      _ = directory?.places(try PostalCode("1000001"))
    }
  }

  @Test func `what is written as CP932 reads back as the same text, apart from what was reported or folded`() {
    var random = Bytes(state: 11)
    for _ in 0..<2_000 {
      let bytes = (0..<Int(random.next() % 40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      guard let text = CP932.decode(bytes) else { continue }
      #expect(CP932.decode(CP932.encode(text).bytes) == text)
    }
  }
}
