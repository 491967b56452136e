import Kernel

/// A piece of a sentence: how it ends, and how it goes on into the next piece.
///
/// 「業界が製造」 goes on as 「業界が製造で」, 「商談がある」 as 「商談があり」. English needs no second form.
struct Phrase: Hashable {
  let end: String
  let joint: String

  init(_ end: String, joint: String) {
    self.end = end
    self.joint = joint
  }

  /// Ends in a noun: …で.
  static func noun(_ text: String) -> Phrase { Phrase(text, joint: text.followed(by: "で")) }
  static func english(_ text: String) -> Phrase { Phrase(text, joint: text) }

  /// All of them: 「業界が製造で、ランクが A」, "industry is 製造, and rank is A".
  static func all(_ phrases: [Phrase], _ language: Language) -> Phrase {
    joined(phrases, none: Label("すべて", "everything"), language) { parts, last in
      language == .ja
        ? Phrase(
          (parts.map(\.joint) + [last.end]).joined(separator: "、"), joint: (parts + [last]).map(\.joint).joined(separator: "、"))
        : .english((parts + [last]).map(\.end).joined(separator: ", and "))
    }
  }

  /// One of them at least: 「（業界が製造、またはランクが A）」, "(industry is 製造, or rank is A)".
  static func any(_ phrases: [Phrase], _ language: Language) -> Phrase {
    joined(phrases, none: Label("該当なし", "nothing"), language) { parts, last in
      let texts = (parts + [last]).map(\.end)
      return language == .ja ? .noun("（\(texts.joined(separator: "、または"))）") : .english("(\(texts.joined(separator: ", or ")))")
    }
  }

  private static func joined(
    _ phrases: [Phrase], none: Label, _ language: Language, _ join: ([Phrase], Phrase) -> Phrase
  ) -> Phrase {
    guard let last = phrases.last else { return language == .ja ? .noun(none.ja) : .english(none.en) }
    return phrases.count == 1 ? last : join(Array(phrases.dropLast()), last)
  }

  func negated(_ language: Language) -> Phrase {
    language == .ja ? Phrase("「\(end)」ではない", joint: "「\(end)」ではなく") : .english("not \(end)")
  }
}

extension String {
  /// Japanese with a space where a Latin letter or digit meets kana or kanji: 「ランクが A なら」.
  func followed(by next: String) -> String {
    guard let last = unicodeScalars.last, let first = next.unicodeScalars.first else { return self + next }
    let meets = last.isLatin && first.isJapanese || last.isJapanese && first.isLatin
    return meets ? "\(self) \(next)" : self + next
  }
}

extension Unicode.Scalar {
  fileprivate var isLatin: Bool { isASCII && properties.isAlphabetic || (48...57).contains(value) }
  fileprivate var isJapanese: Bool { (0x3041...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value) }
}
