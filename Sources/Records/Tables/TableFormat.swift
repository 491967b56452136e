package import Japan
import Kernel

/// What a file that somebody hands over is, told by its content and not by its name.
package enum TableFormat: Sendable, Hashable {
  case text(TextEncoding, delimiter: UInt8)
  /// An Excel workbook, or an old or protected one: its reader says which.
  case workbook
  /// Contact cards (vCard).
  case cards

  /// Looks at the whole file: only then UTF-8 and CP932 can be told apart for sure. `open` starts the file from its beginning and
  /// may be called twice. `encoding`: what the person said it is, when they said so.
  package static func detect(encoding stated: TextEncoding? = nil, open: () throws -> ChunkSource) throws -> TableFormat {
    try look(encoding: stated, open: open).format
  }

  /// The format, and how many places could not be read in the encoding that comes next in question.
  static func look(
    encoding stated: TextEncoding?, open: () throws -> ChunkSource
  ) throws -> (format: TableFormat, unreadable: (encoding: TextEncoding, places: Int)?) {
    let source = try open()
    var detector = EncodingDetector()
    var head: [UInt8] = []
    while let chunk = try source() {
      if head.count < headBytes {
        head += chunk.prefix(headBytes - head.count)
        if isWorkbook(head) { return (.workbook, nil) }
        if VCardReader.isCards(head) { return (.cards, nil) }
      }
      detector.read(chunk)
    }
    try Problems.check(strangers(head))
    let encoding = try stated ?? verdict(detector, open)
    if stated == .utf8 || stated == .utf8WithBOM {
      let seen = try? detector.verdict()
      if seen != .utf8, seen != .utf8WithBOM { throw Problems([wrong(.utf8, rather: seen)]) }
    }
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    decoder.decode(head, into: &text)
    return (.text(encoding, delimiter: Delimiter.guess(text)), detector.unreadable(besides: encoding))
  }

  private static func verdict(_ detector: EncodingDetector, _ open: () throws -> ChunkSource) throws -> TextEncoding {
    do {
      return try detector.verdict()
    } catch {
      throw Problems([try mixed(open()) ?? error])
    }
  }

  private static func isWorkbook(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) || head.starts(with: [0xD0, 0xCF, 0x11, 0xE0])
  }

  /// Files that are certainly no table.
  private static func strangers(_ head: [UInt8]) -> [Problem] {
    if head.isEmpty {
      return [Problem("empty_file", ja: "ファイルが空です。内容のあるファイルを選んでください。", en: "The file is empty. Choose a file with contents.")]
    }
    let start = String(decoding: head.prefix(64), as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let isKnown =
      marks.contains { head.starts(with: $0) } || ["<html", "<!doctype", "<table", "<?xml"].contains { start.hasPrefix($0) }
    if !isKnown { return [] }
    return [
      Problem(
        "no_table", ja: "このファイルは表ではありません (PDF、画像、Webページなど)。CSV、Excelブック (.xlsx)、連絡先カード (.vcf) のどれかを選んでください。",
        en: "This file is no table (a PDF, picture, web page or the like). Choose a CSV file, an Excel workbook (.xlsx) or contact cards (.vcf).")
    ]
  }

  /// PDF, PNG, JPEG, GIF, gzip, RAR, 7z.
  private static let marks: [[UInt8]] = [
    Array("%PDF-".utf8), [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), [0x1F, 0x8B, 8], Array("Rar!".utf8),
    [0x37, 0x7A, 0xBC, 0xAF],
  ]
  private static let headBytes = 64 << 10
}

// MARK: - Encodings that are not what they seem

extension TableFormat {
  static func wrong(_ encoding: TextEncoding, rather seen: TextEncoding? = nil) -> Problem {
    Problem(
      "encoding",
      ja: "\(encoding.label.ja)として読めない文字があります。\(seen.map { "\($0.label.ja)のようです。" } ?? "")文字コードの指定を外すか、"
        + "Excelで「CSV UTF-8（コンマ区切り）」またはXLSX形式で保存し直してください。",
      en: "The file holds characters that are no \(encoding.label.en). \(seen.map { "It looks like \($0.label.en). " } ?? "")"
        + "Leave the encoding to us, or save the file in Excel as \"CSV UTF-8\" or as XLSX.")
  }

  /// For a file in no single encoding: the line that breaks the one it begins in, usually pasted from elsewhere.
  private static func mixed(_ source: ChunkSource) throws -> Problem? {
    var line: [UInt8] = []
    var number = 1
    var (isUTF8, isCP932) = (true, true)
    var last: TextEncoding?
    func broken(_ line: [UInt8]) -> Problem? {
      isUTF8 = isUTF8 && String(validating: line, as: UTF8.self) != nil
      isCP932 = isCP932 && CP932.decode(line) != nil
      if isUTF8 || isCP932 {
        last = isUTF8 == isCP932 ? nil : isUTF8 ? .utf8 : .cp932
        return nil
      }
      guard let last else { return nil }
      return Problem(
        "encoding",
        ja: "\(number)行目に\(last.label.ja)ではない文字が混ざっています (それより前は\(last.label.ja))。その行を直すか、"
          + "Excelで開いてXLSX形式で保存し直してください。",
        en:
          "Line \(number) holds characters that are no \(last.label.en), as the lines before it are. Mend that line, "
          + "or open the file in Excel and save it as XLSX.")
    }
    while isUTF8 || isCP932, let chunk = try source() {
      for piece in chunk.split(separator: .lineFeed, omittingEmptySubsequences: false).enumerated() {
        if piece.offset > 0 {
          if let problem = broken(line) { return problem }
          line.removeAll(keepingCapacity: true)
          number += 1
        }
        guard line.count < 1 << 20 else { return nil }
        line += piece.element
      }
    }
    return isUTF8 || isCP932 ? broken(line) : nil
  }
}
