/// One lookup per scalar that takes away the differences a purpose does not care about: width, case, kana, variant kanji.
///
/// NFKC of the Unicode standard in meaning, a table in form: importing a million rows folds six million fields. The original
/// text is never replaced by the result (japan.md §1); it makes keys, and it makes typed numbers readable.
struct FoldingMap: Sendable {
  /// Full-width and half-width, circled and squared characters, case, dashes: ７→7, ㈱→(株), ｶﾞ→ガ, Ａ→a, －→-.
  static let width = FoldingMap(kana: .kept, kanji: [])
  /// As `width`, and hiragana becomes katakana: what a reading is stored as.
  static let katakana = FoldingMap(kana: .katakana, kanji: [])
  /// As `katakana`, and small kana becomes large, ヂヅヰヱ become ジズイエ, and variant kanji of the strict group are one.
  static let strict = FoldingMap(kana: .soundless, kanji: VariantKanji.strict)
  /// As `strict`, with the kanji people mix up as well: 斎 and 斉.
  static let loose = FoldingMap(kana: .soundless, kanji: VariantKanji.strict + VariantKanji.loose)

  enum KanaRule { case kept, katakana, soundless }

  /// For each scalar of the basic plane: itself, its one substitute, `dropped`, or 0xE000 + the number of an expansion.
  private let entries: [UInt16]
  private let expansionStarts: [UInt16]
  private let expansionUnits: [UInt16]
  /// The few characters outside the basic plane that have a substitute.
  private let astral: [UInt32: UInt32]

  private static let dropped: UInt16 = 0xFFFF
  private static let firstExpansion: UInt16 = 0xE000
  private static let geta: UInt16 = 0x3013

  private init(kana: KanaRule, kanji: [VariantKanji.Group]) {
    var single = (0...UInt16.max).map { $0 }
    var astral: [UInt32: UInt32] = [:]
    for group in kanji {
      for variant in group.variants {
        if variant < 0x10000 { single[Int(variant)] = group.standard } else { astral[variant] = UInt32(group.standard) }
      }
    }
    switch kana {
    case .kept: break
    case .katakana, .soundless:
      for code in 0x3041...0x3096 { single[code] = UInt16(code + 0x60) }
      for code in 0x309D...0x309E { single[code] = UInt16(code + 0x60) }
    }
    if kana == .soundless {
      for (from, to) in zip("ァィゥェォッャュョヮヵヶヂヅヰヱ".unicodeScalars, "アイウエオツヤユヨワカケジズイエ".unicodeScalars) {
        single[Int(from.value)] = UInt16(to.value)
        if from.value < 0x30F5 { single[Int(from.value) - 0x60] = UInt16(to.value) }
      }
    }
    for code in 0xE000...0xF8FF { single[code] = Self.geta }
    for code in 0...0x1F where code != 9 && code != 10 && code != 13 { single[code] = Self.dropped }
    for code in 0x41...0x5A { single[code] = UInt16(code + 32) }

    var entries = single
    var starts: [UInt16] = [0]
    var units: [UInt16] = []
    let table = Base64Table.bytes(FoldingTable.base64, count: FoldingTable.byteCount)
    var at = 0
    while at + 3 <= table.count {
      let from = Int(table[at]) | Int(table[at + 1]) << 8
      let count = Int(table[at + 2])
      at += 3
      let to = (0..<count).map { single[Int(table[at + $0 * 2]) | Int(table[at + $0 * 2 + 1]) << 8] }
      at += count * 2
      switch to.count {
      case 0: entries[from] = Self.dropped
      case 1: entries[from] = to[0]
      default:
        entries[from] = Self.firstExpansion + UInt16(starts.count - 1)
        units += to
        starts.append(UInt16(units.count))
      }
    }
    self.entries = entries
    expansionStarts = starts
    expansionUnits = units
    self.astral = astral
  }

  /// Calls `body` with the folded scalars of `text`; they may be changed in place and are gone afterwards.
  @inline(__always)
  func withScalars<Result, Failure: Error>(
    of text: String, _ body: (UnsafeMutableBufferPointer<UInt32>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var text = text
    let outcome: Swift.Result<Result, Failure> = text.withUTF8 { bytes in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: bytes.count * 2 + 2) { scalars in
        let count = fold(bytes, into: scalars)
        let folded = UnsafeMutableBufferPointer(rebasing: scalars[..<count])
        do throws(Failure) { return .success(try body(folded)) } catch { return .failure(error) }
      }
    }
    return try outcome.get()
  }

  /// The folded scalars, one for one, where positions in the typed text matter. What would become several stays as it is.
  func oneToOne(_ text: String) -> [UInt32] {
    text.unicodeScalars.map { scalar in
      guard scalar.value < 0x10000 else { return astral[scalar.value] ?? scalar.value }
      let entry = entries[Int(scalar.value)]
      return entry >= Self.firstExpansion ? scalar.value : UInt32(entry)
    }
  }

  private func fold(_ bytes: UnsafeBufferPointer<UInt8>, into out: UnsafeMutableBufferPointer<UInt32>) -> Int {
    entries.withUnsafeBufferPointer { entries in
      var at = 0
      var count = 0
      let end = bytes.count
      while at < end {
        let byte = bytes[at]
        let scalar: UInt32
        if byte < 0x80 {
          scalar = UInt32(byte)
          at += 1
        } else if byte < 0xE0, at + 1 < end {
          scalar = UInt32(byte & 0x1F) << 6 | UInt32(bytes[at + 1] & 0x3F)
          at += 2
        } else if byte < 0xF0, at + 2 < end {
          scalar = UInt32(byte & 0x0F) << 12 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
          at += 3
        } else if at + 3 < end {
          scalar =
            UInt32(byte & 0x07) << 18 | UInt32(bytes[at + 1] & 0x3F) << 12 | UInt32(bytes[at + 2] & 0x3F) << 6
            | UInt32(bytes[at + 3] & 0x3F)
          at += 4
          out[count] = astral[scalar] ?? scalar
          count += 1
          continue
        } else {
          break
        }
        let entry = entries[Int(scalar)]
        if entry &- Self.firstExpansion < 0x1900 {
          let number = Int(entry - Self.firstExpansion)
          for unit in expansionUnits[Int(expansionStarts[number])..<Int(expansionStarts[number + 1])] {
            out[count] = UInt32(unit)
            count += 1
          }
        } else if entry == 0x3099 || entry == 0x309A {
          if count > 0, let voiced = Self.voiced(out[count - 1], half: entry == 0x309A) { out[count - 1] = voiced }
        } else if entry != Self.dropped {
          out[count] = UInt32(entry)
          count += 1
        }
      }
      return count
    }
  }

  /// カ + ゛ → ガ, ハ + ゜ → パ, in either kana.
  private static func voiced(_ kana: UInt32, half: Bool) -> UInt32? {
    let isHiragana = (0x3041...0x3096).contains(kana)
    let katakana = isHiragana ? kana + 0x60 : kana
    let shift: UInt32 = isHiragana ? 0x60 : 0
    switch katakana {
    case 0x30CF, 0x30D2, 0x30D5, 0x30D8, 0x30DB: return kana + (half ? 2 : 1)
    case _ where half: return nil
    case 0x30A6: return 0x30F4 - shift
    case 0x30AB...0x30C1 where katakana % 2 == 1: return kana + 1
    case 0x30C4, 0x30C6, 0x30C8: return kana + 1
    default: return nil
    }
  }
}

extension UnsafeMutableBufferPointer<UInt32> {
  /// The scalars as text.
  var text: String { UnsafeBufferPointer(self).text }

  func text(_ range: Range<Int>) -> String { UnsafeBufferPointer(rebasing: self[range]).text }
}

extension UnsafeBufferPointer<UInt32> {
  /// The scalars as text; what is no scalar is passed over.
  var text: String {
    String(unsafeUninitializedCapacity: count * 4) { out in
      var at = 0
      for scalar in self {
        switch scalar {
        case ..<0x80:
          out[at] = UInt8(scalar)
          at += 1
        case ..<0x800:
          out[at] = UInt8(0xC0 | scalar >> 6)
          out[at + 1] = UInt8(0x80 | scalar & 0x3F)
          at += 2
        case 0xD800..<0xE000: break
        case ..<0x10000:
          out[at] = UInt8(0xE0 | scalar >> 12)
          out[at + 1] = UInt8(0x80 | scalar >> 6 & 0x3F)
          out[at + 2] = UInt8(0x80 | scalar & 0x3F)
          at += 3
        case ..<0x110000:
          out[at] = UInt8(0xF0 | scalar >> 18)
          out[at + 1] = UInt8(0x80 | scalar >> 12 & 0x3F)
          out[at + 2] = UInt8(0x80 | scalar >> 6 & 0x3F)
          out[at + 3] = UInt8(0x80 | scalar & 0x3F)
          at += 4
        default: break
        }
      }
      return at
    }
  }
}
