import Foundation

/// What of a style sheet or a module goes over the wire.
///
/// Comments that have lines to themselves are for who reads the sources; left out they spare every first visit an eighth of its bytes.
/// Blank lines in their place keep the numbers of all other lines.
package enum AssetText {
  /// - Parameter lineComments: whether `//` begins a comment, as in scripts.
  package static func withoutComments(_ text: String, lineComments: Bool) -> String {
    var isInside = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
      let start = line.drop { $0 == " " }
      if isInside || start.hasPrefix("/*") {
        guard let end = start.range(of: "*/") else {
          isInside = true
          return ""
        }
        isInside = false
        return start[end.upperBound...]
      }
      return lineComments && start.hasPrefix("//") ? "" : line
    }.joined(separator: "\n")
  }
}
