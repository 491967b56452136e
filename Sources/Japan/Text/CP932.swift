/// Microsoft's Shift_JIS, code page 932: what Excel in Japan saves, with NEC row 13 (①㈱) and the IBM characters (髙﨑).
package enum CP932 {
  /// Where a character begins that could not be read.
  package struct Unreadable: Hashable, Sendable {
    package let offset: Int
  }

  /// Text in code page 932, and the characters that had to be written as 〓.
  package struct Encoded: Hashable, Sendable {
    package let bytes: [UInt8]
    /// In order of appearance, each once.
    package let replaced: [Character]
  }

  /// The whole text, or `nil` when some byte is no code page 932.
  package static func decode(_ bytes: [UInt8]) -> String? {
    var decoder = Decoder()
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 2)
    decoder.decode(bytes, into: &out)
    decoder.finish(into: &out)
    return decoder.firstUnreadable == nil ? String(decoding: out, as: UTF8.self) : nil
  }

  /// Reads code page 932 piece by piece into UTF-8. Unreadable bytes become U+FFFD and are counted.
  package struct Decoder: Sendable {
    package private(set) var firstUnreadable: Unreadable?
    package private(set) var unreadableCount = 0
    private var lead: UInt8 = 0
    private var offset = 0

    package init() {}

    package mutating func decode(_ bytes: [UInt8], into out: inout [UInt8]) {
      bytes.withUnsafeBufferPointer { decode($0, into: &out) }
    }

    /// Appends the UTF-8 of `bytes`; a lead byte at the end waits for the next piece.
    package mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout [UInt8]) {
      let start = out.count
      // At most three bytes of UTF-8 for each byte read, and one lead byte kept from before.
      out.append(contentsOf: repeatElement(0, count: (bytes.count + 1) * 3))
      let written = out.withUnsafeMutableBufferPointer { out in
        Table.cells.withUnsafeBufferPointer { cells in
          decode(bytes, into: out, from: start, cells)
        }
      }
      out.removeLast(out.count - written)
      offset += bytes.count
    }

    /// Call once at the end: a lone lead byte is unreadable.
    package mutating func finish(into out: inout [UInt8]) {
      guard lead != 0 else { return }
      note(offset - 1)
      lead = 0
      out += [0xEF, 0xBF, 0xBD]
    }

    private mutating func decode(
      _ bytes: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt8>, from start: Int,
      _ cells: UnsafeBufferPointer<UInt16>
    ) -> Int {
      var count = start
      var at = 0
      func put(_ unit: UInt32) {
        if unit < 0x80 {
          out[count] = UInt8(unit)
          count += 1
        } else if unit < 0x800 {
          out[count] = UInt8(0xC0 | unit >> 6)
          out[count + 1] = UInt8(0x80 | unit & 0x3F)
          count += 2
        } else {
          out[count] = UInt8(0xE0 | unit >> 12)
          out[count + 1] = UInt8(0x80 | unit >> 6 & 0x3F)
          out[count + 2] = UInt8(0x80 | unit & 0x3F)
          count += 3
        }
      }
      while at < bytes.count {
        let byte = bytes[at]
        if lead == 0 {
          at += 1
          if byte < 0x80 {
            out[count] = byte
            count += 1
          } else if (0xA1...0xDF).contains(byte) {
            put(0xFF61 + UInt32(byte - 0xA1))
          } else if Table.isLead(byte) {
            lead = byte
          } else {
            note(offset + at - 1)
            put(0xFFFD)
          }
        } else {
          let unit = Table.unit(lead, byte, cells)
          if unit == 0 {
            note(offset + at - 1)
            put(0xFFFD)
            // The second byte may be the end of a line or a comma: never swallow ASCII.
            if byte >= 0x80 { at += 1 }
          } else {
            put(UInt32(unit))
            at += 1
          }
          lead = 0
        }
      }
      return count
    }

    private mutating func note(_ offset: Int) {
      if firstUnreadable == nil { firstUnreadable = Unreadable(offset: offset) }
      unreadableCount += 1
    }
  }

  /// The text in code page 932. What it has no place for is folded where Japanese offices do so (㍿ → 株式会社, 𠮷 → 吉,
  /// — → ―, ¥ → ￥) and otherwise written as 〓 and reported: never a silent `?`.
  package static func encode(_ text: String) -> Encoded {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var replaced: [Character] = []
    if text.unicodeScalars.allSatisfy({ append($0.value, to: &bytes) }) { return Encoded(bytes: bytes, replaced: []) }
    bytes.removeAll(keepingCapacity: true)
    for character in text {
      let start = bytes.count
      for scalar in character.unicodeScalars where !append(scalar.value, to: &bytes) {
        bytes.removeSubrange(start...)
        if !appendFolded(character, to: &bytes) {
          bytes += geta
          if !replaced.contains(character) { replaced.append(character) }
        }
        break
      }
    }
    return Encoded(bytes: bytes, replaced: replaced)
  }

  private static let geta: [UInt8] = [0x81, 0xAC]

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) -> Bool {
    if scalar < 0x80 {
      bytes.append(UInt8(scalar))
      return true
    }
    guard scalar < 0x10000, let code = Table.code(UInt16(scalar)) else { return false }
    if code > 0xFF { bytes.append(UInt8(code >> 8)) }
    bytes.append(UInt8(code & 0xFF))
    return true
  }

  private static func appendFolded(_ character: Character, to bytes: inout [UInt8]) -> Bool {
    guard let substitute = Self.substitute(character) else { return false }
    return substitute.unicodeScalars.allSatisfy { append($0.value, to: &bytes) }
  }

  private static func substitute(_ character: Character) -> String? {
    if let known = substitutes[character] { return known }
    // Letters with accents stay 〓: é is not e in somebody's name. Variant selectors and decomposed kana are only form.
    let scalars = character.unicodeScalars
    guard let first = scalars.first, scalars.count > 1 else { return nil }
    if scalars.dropFirst().allSatisfy({ (0xFE00...0xFE0F).contains($0.value) || (0xE0100...0xE01EF).contains($0.value) }) {
      return String(first)
    }
    let composed = Kana.katakana(String(character)).unicodeScalars
    guard composed.count == 1, let kana = composed.first else { return nil }
    let isHiragana = (0x3041...0x3096).contains(first.value)
    return isHiragana ? Unicode.Scalar(kana.value - 0x60).map { String($0) } : String(kana)
  }

  private static let substitutes: [Character: String] = [
    "㍿": "株式会社", "㋿": "令和", "𠮷": "吉", "𡈽": "土", "𣘺": "橋", "𠮟": "叱", "—": "―", "–": "－", "¥": "￥", "〜": "～", "−": "－",
    "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢", "\u{A0}": " ", "‐": "‐", "•": "・", "·": "・", "゠": "＝", "ゔ": "ヴ", "©": "(C)",
    "®": "(R)",
    "™": "TM", "½": "1/2", "¼": "1/4", "¾": "3/4", "²": "2", "³": "3", "\u{200B}": "", "\u{FEFF}": "", "“": "“", "”": "”",
  ]
}
