import Foundation
package import Kernel

/// Guesses which field each column of somebody's file means, from its Japanese or English heading.
///
/// - A heading that is a field's label or API name is that field, so an own export always maps back.
/// - Otherwise widths, kana, brackets, "（必須）" and the like are put aside and synonyms are looked up; then a heading that
///   contains a synonym ("ご担当者様メールアドレス") counts, with less confidence.
/// - Each field is given to one column only, the most certain first.
/// - Three targets are no fields of their own and are split by the import: `full_name` (姓 and 名), `full_kana`, and `address`
///   (one line). They are offered when the object has the parts, and left out when each part has a column already.
package struct HeadingGuess: Sendable {
  /// A field that a column can go to.
  package struct Candidate: Sendable, Hashable {
    package let name: String
    package let label: Label
    /// What people of this organisation also call it, besides the usual words.
    package let synonyms: [String]

    package init(_ name: String, _ label: Label, synonyms: [String] = []) {
      self.name = name
      self.label = label
      self.synonyms = synonyms
    }
  }

  /// The field a column seems to mean. `confidence`: 1 its own name, 0.9 and more a known word, 0.5 to 0.8 worth a look.
  package struct Match: Sendable, Hashable {
    package let field: String
    package let confidence: Double

    package init(field: String, confidence: Double) {
      self.field = field
      self.confidence = confidence
    }
  }

  /// Targets that the import splits, and the fields they are split into.
  package static let composites: [(name: String, parts: [String])] = [
    ("full_name", ["last_name", "first_name"]),
    ("full_kana", ["last_kana", "first_kana"]),
    ("address", ["prefecture", "city", "street"]),
  ]

  private let targets: [Target]

  /// `object`: the API name of the object, `person`, `account`, `deal` or any other: 会社名 is a person's `company_name`, but an
  /// account's `name`.
  package init(object: String, candidates: [Candidate]) {
    let names = Set(candidates.map(\.name))
    var targets = candidates.map { candidate in
      Target(
        name: candidate.name, exact: [candidate.label.ja, candidate.label.en, candidate.name],
        words: candidate.synonyms + HeadingSynonyms.of(candidate.name, in: object))
    }
    for (name, parts) in Self.composites where !names.contains(name) && parts.allSatisfy(names.contains) {
      targets.append(Target(name: name, exact: [name], words: HeadingSynonyms.of(name, in: object)))
    }
    self.targets = targets
  }

  /// For each heading the field it means, or `nil`.
  package func match(_ headings: [String]) -> [Match?] {
    var found: [(column: Int, match: Match)] = []
    for (column, heading) in headings.enumerated() {
      let key = HeadingKey(heading)
      if key.text.isEmpty { continue }
      for target in targets {
        let confidence = target.confidence(heading: heading, key: key)
        if confidence >= 0.5 { found.append((column, Match(field: target.name, confidence: confidence))) }
      }
    }
    // Sorted is stable: among equals the first column and the first field win.
    var result = [Match?](repeating: nil, count: headings.count)
    var given: Set<String> = []
    for (column, match) in found.sorted(by: { $0.match.confidence > $1.match.confidence })
    where result[column] == nil && !given.contains(match.field) {
      result[column] = match
      given.insert(match.field)
    }
    for (name, parts) in Self.composites where parts.allSatisfy(given.contains) {
      for column in result.indices where result[column]?.field == name { result[column] = nil }
    }
    return result
  }

  private struct Target: Sendable {
    let name: String
    let exact: [String]
    let exactKeys: Set<String>
    let words: Set<String>

    init(name: String, exact: [String], words: [String]) {
      self.name = name
      self.exact = exact
      exactKeys = Set(exact.map { HeadingKey($0).text })
      self.words = Set(words.map { HeadingKey($0).text })
    }

    func confidence(heading: String, key: HeadingKey) -> Double {
      if exact.contains(heading) { return 1 }
      if exactKeys.contains(key.text) { return 0.95 }
      if words.contains(key.text) { return 0.9 }
      return exactKeys.union(words).map { key.share(of: $0) }.max().map { $0 > 0 ? 0.5 + 0.3 * $0 : 0 } ?? 0
    }
  }
}

/// A heading without what does not matter: width, case, hiragana or katakana, spaces and brackets, politeness, hints.
struct HeadingKey {
  let text: String

  init(_ heading: String) {
    var text = heading.precomposedStringWithCompatibilityMapping.lowercased()
    for hint in Self.hints { text = text.replacingOccurrences(of: hint, with: "") }
    let folded = text.unicodeScalars.compactMap { scalar -> Unicode.Scalar? in
      if Self.noise.contains(scalar) { return nil }
      return (0x3041...0x3096).contains(scalar.value) ? Unicode.Scalar(scalar.value + 0x60) : scalar
    }
    text = String(String.UnicodeScalarView(folded))
    for polite in ["ゴ", "御", "貴"] where text.hasPrefix(polite) && text.count > 2 { text.removeFirst() }
    self.text = text.replacingOccurrences(of: "様", with: "")
  }

  /// How much of this heading `word` makes up, when the heading contains it; short words must begin or end it.
  func share(of word: String) -> Double {
    let length = word.count
    guard length >= 2, length < text.count, text.contains(word) else { return 0 }
    let isShort = word.utf8.count < 4
    guard !isShort || text.hasPrefix(word) || text.hasSuffix(word) else { return 0 }
    return Double(length) / Double(text.count)
  }

  private static let hints = [
    "(必須)", "(任意)", "(半角)", "(全角)", "(ハイフンなし)", "(ハイフンあり)", "(西暦)", "(漢字)", "(yyyy/mm/dd)", "必須", "任意", "required", "optional",
  ]
  private static let noise = CharacterSet.whitespacesAndNewlines.union(.controlCharacters)
    .union(CharacterSet(charactersIn: "()[]{}<>「」『』【】〈〉《》〔〕*※:;/・,._-'\"#?!。、\u{FEFF}‐―ｰ"))
}
