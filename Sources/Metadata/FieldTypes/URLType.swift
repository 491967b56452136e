package import Kernel

/// The address of a web page. Only `http` and `https`, so that a link on a page can never run a script.
package struct URLType: FieldType {
  package static let name = "url"
  package static let max = 2000

  package init() {}

  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .text }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .line(text) { line in
      var url = TypedText.halfWidth(line)
      if url.isEmpty { return .ok(.null) }
      var repairs = url == line ? [] : [Label("全角文字と空白を直しました", "Changed full-width characters and spaces")]
      if !url.contains("://"), Self.isHost(url.prefix { $0 != "/" && $0 != "?" && $0 != "#" }) {
        url = "https://" + url
        repairs.append(Label("先頭に https:// を補いました", "Added https:// in front"))
      }
      guard url.utf8.count <= Self.max, Self.isWebAddress(url) else {
        return .wrong(
          "format", ja: "https:// で始まる URL を入力してください（例：https://www.example.jp/）。",
          en: "Enter a URL that begins with https://, for example https://www.example.jp/.")
      }
      return .ok(.text(url), repaired: repairs)
    }
  }

  private static func isWebAddress(_ url: String) -> Bool {
    let lower = url.lowercased()
    guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else { return false }
    let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return isHost(authority)
      && !url.unicodeScalars.contains { $0.properties.isWhitespace || "<>\"\\^`{|}".unicodeScalars.contains($0) }
  }

  /// A domain name with at least one dot (also Japanese ones), or `localhost`, perhaps with a port; no user information.
  private static func isHost(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count == 1 || (UInt16(parts[1]) ?? 0) > 0 else { return false }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return (labels.count > 1 || host.lowercased() == "localhost")
      && labels.allSatisfy { label in
        !label.isEmpty && label.count <= 63 && label.first != "-" && label.last != "-"
          && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
      }
  }

  package var jsonSchema: JSON {
    ["type": "string", "format": "uri", "pattern": "^https?://", "maxLength": .integer(Int64(Self.max))]
  }
}

extension URLType: SimpleType {
  package static let label = Label("URL", "URL")
}
