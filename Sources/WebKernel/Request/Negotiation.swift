package import Kernel

/// What a client says it understands: RFC 9110 §12.5.
package enum Negotiation {
  /// The language of somebody who has not signed in or not chosen one: what was picked on the sign-in page, or else what the
  /// browser asks for.
  package static func language(_ header: String?, chosen cookie: String?) -> Language {
    cookie.flatMap(Language.init(rawValue:)) ?? language(header)
  }

  /// The language of answers: the first of Japanese and English in the order of preference; Japanese when neither is named.
  package static func language(_ header: String?) -> Language {
    for range in ranges(header) where range.quality > 0 {
      let primary = range.name.prefix { $0 != "-" }
      if let language = Language(rawValue: String(primary)) { return language }
    }
    return .ja
  }

  /// Whether one of these media types would be taken.
  package static func accepts(_ header: String?, _ types: [String]) -> Bool {
    let ranges = ranges(header)
    guard !ranges.isEmpty else { return true }
    return types.contains { type in
      let group = "\(type.prefix { $0 != "/" })/*"
      // The most specific range decides.
      let range = [type, group, "*/*"].lazy.compactMap { name in ranges.first { $0.name == name } }.first
      return (range?.quality ?? 0) > 0
    }
  }

  private static func ranges(_ header: String?) -> [(name: String, quality: Double)] {
    guard let header else { return [] }
    let ranges = header.split(separator: ",").prefix(32).compactMap { part -> (name: String, quality: Double)? in
      let pieces = part.split(separator: ";").map { $0.trimming { $0 == " " || $0 == "\t" } }
      guard let name = pieces.first, !name.isEmpty else { return nil }
      let weight = pieces.dropFirst().first { $0.hasPrefix("q=") || $0.hasPrefix("Q=") }
      return (name.lowercased(), weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1)
    }
    // A stable sort: equal weights stay in the order given.
    return ranges.enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }.map(\.element)
  }
}
