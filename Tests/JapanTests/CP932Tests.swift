import Kernel
import Testing

@testable import Japan

@Suite struct CP932Tests {
  private func hex(_ text: String) -> String {
    CP932.encode(text).bytes.map { String($0, radix: 16, uppercase: true) }.joined()
  }

  @Test(
    arguments: [
      ("ENC-01", "①", "8740"), ("ENC-01", "⑳", "8753"), ("ENC-01", "㈱", "878A"), ("ENC-01", "㈲", "878B"), ("ENC-01", "№", "8782"),
      ("ENC-01", "℡", "8784"), ("ENC-01", "㏍", "8783"), ("ENC-01", "Ⅰ", "8754"), ("ENC-01", "㎡", "8775"), ("ENC-01", "㍻", "877E"),
      ("ENC-03", "～", "8160"), ("ENC-10", "ソ", "835C"), ("ENC-10", "表", "955C"), ("ENC-10", "能", "945C"), ("ENC-10", "十", "8F5C"),
      ("ENC-10", "噂", "895C"), ("ENC-13", "ｶﾞ", "B6DE"), ("", "髙", "FBFC"), ("", "﨑", "FAB1"), ("", "―", "815C"),
    ])
  func `characters have Microsoft's codes, both ways`(id: String, text: String, code: String) {
    #expect(hex(text) == code, "\(id)")
    #expect(CP932.decode(CP932.encode(text).bytes) == text, "\(id)")
  }

  @Test(
    arguments: [
      ("ENC-04", "〜", "8160"), ("ENC-06", "—", "815C"), ("ENC-07", "¥", "818F"), ("", "−", "817C"), ("", "㍿", "8A948EAE89EF8ED0"),
    ])
  func `characters without a code are written as their neighbours`(id: String, text: String, code: String) {
    #expect(hex(text) == code, "\(id)")
    #expect(CP932.encode(text).replaced.isEmpty)
  }

  @Test func `ENC-09 what cannot be written becomes 〓 and is reported`() {
    let encoded = CP932.encode("㍿𠮷野家—①㈱髙﨑～－¥100🙂é鄧鷗")
    #expect(CP932.decode(encoded.bytes) == "株式会社吉野家―①㈱髙﨑～－￥100〓〓鄧〓")
    #expect(encoded.replaced == ["🙂", "é", "鷗"])
  }

  @Test(
    arguments: [
      ([0x81, 0x60] as [UInt8], "～"), ([0x81, 0x7C], "－"), ([0x81, 0x61], "∥"), ([0x87, 0x40], "①"), ([0x87, 0x8A], "㈱"),
      ([0xFA, 0x58], "㈱"), ([0xFB, 0xFC], "髙"), ([0xED, 0x95], "﨑"),
    ])
  func `ENC-11 codes are read as browsers read them`(bytes: [UInt8], text: String) {
    #expect(CP932.decode(bytes) == text)
  }

  @Test func `decomposed kana and variation selectors are written by their base`() {
    #expect(CP932.encode("か\u{3099}").bytes == CP932.encode("が").bytes)
    #expect(CP932.encode("葛\u{E0100}").replaced.isEmpty)
  }

  @Test func `a character cut in two by the end of a piece is put together`() {
    var decoder = CP932.Decoder()
    var out: [UInt8] = []
    for byte in CP932.encode("表①abcｶ").bytes { decoder.decode([byte], into: &out) }
    decoder.finish(into: &out)
    #expect(String(decoding: out, as: UTF8.self) == "表①abcｶ")
    #expect(decoder.unreadableCount == 0)
  }

  @Test func `a broken character does not swallow the comma after it`() {
    var decoder = CP932.Decoder()
    var out: [UInt8] = []
    decoder.decode([0x61, 0x81, 0x2C, 0x62, 0x81], into: &out)
    decoder.finish(into: &out)
    #expect(String(decoding: out, as: UTF8.self) == "a\u{FFFD},b\u{FFFD}")
    #expect(decoder.firstUnreadable?.offset == 1)
    #expect(decoder.unreadableCount == 2)
  }
}

@Suite struct TextEncodingTests {
  private func utf16(_ text: String, big: Bool) -> [UInt8] {
    text.utf16.flatMap { unit in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return big ? bytes.reversed() : bytes
    }
  }

  private var line: String { "会社名,㈱山田商店,𠮷野家\r\n" }

  @Test func `a byte-order mark decides`() throws {
    #expect(try TextEncoding.decode([0xEF, 0xBB, 0xBF] + Array(line.utf8)).encoding == .utf8WithBOM)
    for (big, bom, encoding) in [
      (false, [0xFF, 0xFE] as [UInt8], TextEncoding.utf16LittleEndian), (true, [0xFE, 0xFF], .utf16BigEndian),
    ] {
      let decoded = try TextEncoding.decode(bom + utf16(line, big: big))
      #expect(decoded.encoding == encoding)
      #expect(decoded.text == line)
    }
    #expect(try TextEncoding.decode([0xEF, 0xBB, 0xBF] + Array(line.utf8)).text == line)
  }

  @Test func `without a mark strict UTF-8 comes before CP932`() throws {
    #expect(try TextEncoding.decode(Array(line.utf8)).encoding == .utf8)
    let decoded = try TextEncoding.decode(CP932.encode("会社名,㈱山田商店,髙橋\r\n").bytes)
    #expect(decoded.encoding == .cp932)
    #expect(decoded.text == "会社名,㈱山田商店,髙橋\r\n")
    #expect(try TextEncoding.decode(Array("name,mail\r\n".utf8)).encoding == .utf8)
    #expect(try TextEncoding.decode([]).encoding == .utf8)
  }

  @Test func `UTF-16 without a mark is seen by its zero bytes`() throws {
    #expect(try TextEncoding.decode(utf16("name,mail,phone\r\n", big: false)).encoding == .utf16LittleEndian)
    #expect(try TextEncoding.decode(utf16("name,mail,phone\r\n", big: true)).encoding == .utf16BigEndian)
  }

  @Test(arguments: [[0xFF, 0x00, 0x81] as [UInt8], [0x41, 0x80, 0xFF], [0xEF, 0xBB, 0xBF, 0xFF]])
  func `what is none of them is refused with what to do`(bytes: [UInt8]) {
    let problem = #expect(throws: Problem.self) { try TextEncoding.decode(bytes) }
    #expect(problem?.code == "encoding")
  }

  @Test func `detection and reading do not depend on where the pieces are cut`() throws {
    for bytes in [Array(line.utf8), [0xEF, 0xBB, 0xBF] + Array(line.utf8), [0xFF, 0xFE] + utf16(line, big: false)] {
      var detector = EncodingDetector()
      for byte in bytes { detector.read([byte]) }
      var decoder = TextDecoder(try detector.verdict())
      var out: [UInt8] = []
      for byte in bytes { decoder.decode([byte], into: &out) }
      decoder.finish(into: &out)
      #expect(String(decoding: out, as: UTF8.self) == line)
      #expect(decoder.unreadableCount == 0)
    }
  }
}
