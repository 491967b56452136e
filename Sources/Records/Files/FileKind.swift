/// What a file is, told by its first bytes and never by its name: what a browser might run is plain text to us.
package enum FileKind: String, Sendable, CaseIterable {
  case pdf, png, jpeg, gif, webp, zip, text, unknown

  package init(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(4096))
    func begins(_ signature: [UInt8], at start: Int = 0) -> Bool {
      head.count >= start + signature.count && Array(head[start..<start + signature.count]) == signature
    }
    if begins(Array("%PDF-".utf8)) {
      self = .pdf
    } else if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins(Array("GIF8".utf8)) {
      self = .gif
    } else if begins(Array("RIFF".utf8)), begins(Array("WEBP".utf8), at: 8) {
      self = .webp
    } else if begins([0x50, 0x4B, 3, 4]) || begins([0x50, 0x4B, 5, 6]) {
      self = .zip  // spreadsheets and documents, too
    } else if !head.contains(where: { $0 < 0x20 && ![9, 10, 12, 13, 27].contains($0) }) {
      self = .text
    } else {
      self = .unknown
    }
  }

  package var contentType: String {
    switch self {
    case .pdf: "application/pdf"
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    case .gif: "image/gif"
    case .webp: "image/webp"
    case .zip: "application/zip"
    case .text: "text/plain"
    case .unknown: "application/octet-stream"
    }
  }
}
