/// How text is written down so that it is found however people type it: 高橋 finds 髙橋, さとう finds ｻﾄｳ and サトウ.
///
/// The same functions prepare what is stored and what is asked, for both engines:
///
/// - `key` is one word for equality and "begins with": folded, lower case, without spaces and middle dots.
/// - `indexText` is for full-text search. SQLite keeps it in FTS5 with the `unicode61` tokenizer, PostgreSQL in
///   `to_tsvector('simple', …)`; both only have to split at spaces. Kanji and kana runs become overlapping pairs and, at the
///   end of the run, the last character alone: 高橋一郎 → `高橋 橋一 一郎 郎`. So every character begins some token, which is
///   how a single character is found (as a prefix), and a longer word is a phrase of pairs. Letters and digits become
///   words: `ABC商事` → `abc 商事 事`. Everything else separates. One space between two Japanese characters does not
///   (山田 太郎 is found by 山田太郎).
///
/// What is asked is read by `SearchQuery`.
package enum SearchKey {
  /// Which variant kanji count as one.
  package enum Variants: Sendable {
    /// Written forms of the same character: 斉 and 齊. For telling duplicates.
    case strict
    /// Also what people mix up: 斉 and 斎. For finding.
    case loose

    var map: FoldingMap { self == .strict ? .strict : .loose }
  }

  /// Folded, lower case, without spaces and middle dots.
  package static func key(_ text: String, variants: Variants = .loose) -> String {
    variants.map.withScalars(of: text) { scalars in
      var count = 0
      for scalar in scalars where !isLeftOut(scalar) {
        scalars[count] = scalar
        count += 1
      }
      return scalars.text(0..<count)
    }
  }

  /// The tokens of a stored text, joined by spaces, in the form the full-text index takes.
  package static func indexText(_ text: String) -> String {
    FoldingMap.loose.withScalars(of: text) { scalars in
      // A pair and a space for each character is the most there can be.
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: scalars.count * 3 + 8) { out in
        var count = 0
        func put(_ scalar: UInt32) {
          out[count] = scalar
          count += 1
        }
        forEachRun(scalars) { run, isWord in
          if isWord {
            for at in run { put(scalars[at]) }
            put(0x20)
          } else {
            for at in run {
              put(scalars[at])
              if at + 1 < run.upperBound { put(scalars[at + 1]) }
              put(0x20)
            }
          }
        }
        return out.text(0..<max(0, count - 1))
      }
    }
  }

  /// The tokens of a stored text.
  package static func tokens(_ text: String) -> [String] {
    indexText(text).split(separator: " ").map(String.init)
  }

  /// A run of letters and digits, or of Japanese characters.
  typealias Run = Range<Int>

  /// Cuts folded text into runs. One space between two Japanese characters is closed up in place, so indices of runs hold
  /// for the changed `scalars` only while `body` runs.
  @inline(__always)
  static func forEachRun(_ scalars: UnsafeMutableBufferPointer<UInt32>, _ body: (Run, _ isWord: Bool) -> Void) {
    var at = 0
    while at < scalars.count {
      let first = kind(scalars[at])
      guard first != .separator else {
        at += 1
        continue
      }
      let start = at
      var end = at
      while at < scalars.count {
        let next = kind(scalars[at])
        if next == first, first == .japanese || at - start < longestWord {
          scalars[end] = scalars[at]
          end += 1
          at += 1
        } else if first == .japanese, isSpace(scalars[at]), at + 1 < scalars.count, kind(scalars[at + 1]) == .japanese {
          at += 1
        } else {
          break
        }
      }
      body(start..<end, first == .word)
    }
  }

  enum Kind { case word, japanese, separator }

  /// PostgreSQL does not index words of more than 2,046 bytes; nobody searches for one of more than 60 letters.
  static let longestWord = 60

  @inline(__always)
  static func kind(_ scalar: UInt32) -> Kind {
    switch scalar {
    case 0x30...0x39, 0x61...0x7A: .word
    case ..<0xAA: .separator
    case 0x4E00...0x9FFF, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x3400...0x4DBF, 0x3005...0x3007, 0x3041...0x309F: .japanese
    case 0x20000...0x3FFFF: .japanese
    case 0xAC00...0xD7A3: .japanese
    case 0xD7, 0xF7: .separator
    case 0xAA, 0xB5, 0xBA, 0xC0...0x2FF: .word
    case 0x370...0x1FFF: .word
    default: .separator
    }
  }

  @inline(__always)
  static func isSpace(_ scalar: UInt32) -> Bool { scalar == 0x20 || scalar == 0x3000 }

  @inline(__always)
  private static func isLeftOut(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 9, 10, 13, 0x3000, 0x30FB: true
    default: false
    }
  }
}
