/// What somebody typed into a search box, as phrases over the tokens of `SearchKey.indexText`.
///
/// Words separated by spaces must all be found, each as one phrase. The last token of a phrase is the beginning of a word
/// when it is letters or digits, or a single Japanese character; two and more Japanese characters are found as they stand.
package struct SearchQuery: Hashable, Sendable {
  /// Tokens that must follow one another.
  package struct Phrase: Hashable, Sendable {
    package let tokens: [String]
    package let lastIsPrefix: Bool
  }

  package let phrases: [Phrase]

  /// Nothing to search for: only spaces and signs were typed.
  package var isEmpty: Bool { phrases.isEmpty }

  /// At most this many words are looked at, so that a pasted page does not become one enormous search.
  package static let mostPhrases = 12

  package init(_ text: String) {
    var phrases: [Phrase] = []
    FoldingMap.loose.withScalars(of: text) { scalars in
      var start = 0
      while start < scalars.count, phrases.count < Self.mostPhrases {
        let end = scalars[start...].firstIndex { SearchKey.isSpace($0) || $0 == 9 || $0 == 10 || $0 == 13 } ?? scalars.count
        let word = UnsafeMutableBufferPointer(rebasing: scalars[start..<end])
        if let phrase = Self.phrase(word), !phrases.contains(phrase) { phrases.append(phrase) }
        start = end + 1
      }
    }
    self.phrases = phrases
  }

  private static func phrase(_ word: UnsafeMutableBufferPointer<UInt32>) -> Phrase? {
    var tokens: [String] = []
    var single = ""  // the end of a Japanese run: a token of its own only when another run follows
    var lastIsPrefix = false
    SearchKey.forEachRun(word) { run, isWord in
      if !single.isEmpty { tokens.append(single) }
      single = ""
      if isWord {
        tokens.append(word.text(run))
        lastIsPrefix = true
      } else if run.count == 1 {
        tokens.append(word.text(run))
        lastIsPrefix = true
      } else {
        for at in run.dropLast() { tokens.append(word.text(at..<at + 2)) }
        single = word.text(run.upperBound - 1..<run.upperBound)
        lastIsPrefix = false
      }
    }
    return tokens.isEmpty ? nil : Phrase(tokens: tokens, lastIsPrefix: lastIsPrefix)
  }

  /// For SQLite: the right side of `MATCH`.
  package var fts5: String {
    phrases.map { phrase in
      "\"\(phrase.tokens.joined(separator: " "))\"\(phrase.lastIsPrefix ? " *" : "")"
    }.joined(separator: " AND ")
  }

  /// For PostgreSQL: the argument of `to_tsquery('simple', …)`.
  package var tsquery: String {
    phrases.map { phrase in
      "(" + phrase.tokens.map { "'\($0)'" }.joined(separator: " <-> ") + (phrase.lastIsPrefix ? ":*" : "") + ")"
    }.joined(separator: " & ")
  }
}
