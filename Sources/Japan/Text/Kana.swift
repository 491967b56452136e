package import Kernel

/// Readings of names (フリガナ): typed in any kana, kept in full-width katakana.
package enum Kana {
  /// やまだ, ﾔﾏﾀﾞ and ヤマダ all become ヤマダ; ゔ becomes ヴ. What is not kana stays, in half-width form.
  package static func katakana(_ text: String) -> String {
    if isKatakana(text, spaces: false) { return text }
    return FoldingMap.katakana.withScalars(of: text) { scalars in
      for at in scalars.indices where isLongMark(scalars[at]) && at > 0 && isKatakanaScalar(scalars[at - 1]) {
        scalars[at] = 0x30FC
      }
      var range = 0..<scalars.count
      while let first = range.first, SearchKey.isSpace(scalars[first]) { range.removeFirst() }
      while let last = range.last, SearchKey.isSpace(scalars[last]) { range.removeLast() }
      return scalars.text(range)
    }
  }

  /// The reading as it is stored. Throws when something else than kana was typed.
  package static func reading(_ text: String, field: String? = nil) throws(Problem) -> String {
    let reading = katakana(text)
    guard isKatakana(reading) else {
      throw Problem(
        field: field, "kana", ja: "カタカナで入力してください（例：ヤマダ）。",
        en: "Enter the reading in katakana, for example ヤマダ.")
    }
    return reading
  }

  /// Only ァ–ヶ, ー, ・ and spaces.
  package static func isKatakana(_ text: String) -> Bool { isKatakana(text, spaces: true) }

  private static func isKatakana(_ text: String, spaces: Bool) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      var at = 0
      while at < bytes.count {
        if spaces, bytes[at] == 0x20 {
          at += 1
        } else if at + 2 < bytes.count, bytes[at] == 0xE3 {
          let low = UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
          guard isKatakanaScalar(0x3000 | low) || (spaces && low == 0) else { return false }
          at += 3
        } else {
          return false
        }
      }
      return true
    }
  }

  /// How readings are put in 五十音 order by a plain comparison of bytes: without voice marks, size and ー first, then with them.
  package static func sortKey(_ reading: String) -> String {
    FoldingMap.strict.withScalars(of: reading) { scalars in
      var count = 0
      for scalar in scalars where !SearchKey.isSpace(scalar) && scalar != 0x30FB && scalar != 0x30FC {
        scalars[count] = unvoiced(scalar)
        count += 1
      }
      return scalars.text(0..<count) + "\t" + katakana(reading)
    }
  }

  private static func isKatakanaScalar(_ scalar: UInt32) -> Bool {
    (0x30A1...0x30F6).contains(scalar) || scalar == 0x30FC || scalar == 0x30FB
  }

  private static func isLongMark(_ scalar: UInt32) -> Bool { scalar == 0x2D || scalar == 0x7E }

  /// ガ → カ, パ → ハ, ヴ → ウ.
  static func unvoiced(_ kana: UInt32) -> UInt32 {
    switch kana {
    case 0x30F4: 0x30A6
    case 0x30AB...0x30C2: kana - (kana + 1) % 2
    case 0x30C3...0x30C9: kana == 0x30C5 || kana == 0x30C7 || kana == 0x30C9 ? kana - 1 : kana
    case 0x30CF...0x30DD: kana - (kana - 0x30CF) % 3
    default: kana
    }
  }
}

/// The rows of the 五十音 index beside a list of names.
package enum KanaRow: Int, Sendable, CaseIterable {
  case a, ka, sa, ta, na, ha, ma, ya, ra, wa, other

  package var label: Label {
    switch self {
    case .other: Label("他", "#")
    default: Label(Self.heads[rawValue] + "行", Self.latin[rawValue])
    }
  }

  /// The row of a reading's first character: ガ → カ行, パ → ハ行, ャ → ヤ行, ヴ → ア行 (as ウ).
  package init(of reading: String) {
    self = FoldingMap.strict.withScalars(of: reading) { scalars in
      guard let first = scalars.first(where: { !SearchKey.isSpace($0) }) else { return .other }
      return switch Kana.unvoiced(first) {
      case 0x30A1...0x30AA: .a
      case 0x30AB...0x30B4: .ka
      case 0x30B5...0x30BE: .sa
      case 0x30BF...0x30C9: .ta
      case 0x30CA...0x30CE: .na
      case 0x30CF...0x30DD: .ha
      case 0x30DE...0x30E2: .ma
      case 0x30E3...0x30E8: .ya
      case 0x30E9...0x30ED: .ra
      case 0x30EE...0x30F3: .wa
      default: .other
      }
    }
  }

  private static let heads = ["ア", "カ", "サ", "タ", "ナ", "ハ", "マ", "ヤ", "ラ", "ワ"]
  private static let latin = ["A", "K", "S", "T", "N", "H", "M", "Y", "R", "W"]
}
