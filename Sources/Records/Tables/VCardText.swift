import Foundation
import Japan
import Kernel

/// The text of a contact card's property: its transfer encoding, its character encoding and its marks for special characters undone.
enum VCardText {
  /// Whole files in UTF-16 become UTF-8; in others each property says what it is in.
  static func utf8(_ source: @escaping ChunkSource) -> ChunkSource {
    var decoder: TextDecoder?
    var isFirst = true
    return {
      guard var chunk = try source() else { return nil }
      if isFirst {
        isFirst = false
        while chunk.count < 3, let more = try source() { chunk += more }
        decoder = wide(chunk).map { TextDecoder($0) }
        if decoder == nil { return Array(withoutMark(chunk)) }
      }
      guard decoder != nil else { return chunk }
      var text: [UInt8] = []
      decoder?.decode(chunk, into: &text)
      return text
    }
  }

  /// A beginning in UTF-8, without byte order mark.
  static func beginning(_ head: [UInt8]) -> ArraySlice<UInt8> {
    guard let encoding = wide(head) else { return withoutMark(head) }
    var decoder = TextDecoder(encoding)
    var text: [UInt8] = []
    decoder.decode(Array(head.prefix(64)), into: &text)
    return text[...]
  }

  private static func withoutMark(_ head: [UInt8]) -> ArraySlice<UInt8> {
    head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
  }

  private static func wide(_ head: [UInt8]) -> TextEncoding? {
    if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    return head.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : nil
  }

  /// The text as one value.
  static func value(of line: VCardLine) throws(Problem) -> String { unescaped(try text(of: line)[...]).trimmed }

  /// The components between semicolons, each with the members of its list joined by a space.
  static func components(of line: VCardLine) throws(Problem) -> [String] {
    split(try text(of: line)[...], at: ";").map { component in
      split(component, at: ",").map { unescaped($0).trimmed }.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private static func text(of line: VCardLine) throws(Problem) -> String {
    if line.isCut { throw VCardFault.tooLong.problem }
    var bytes = Array(line.value)
    if line.isQuotedPrintable { bytes = quotedPrintable(bytes) }
    if line.isBase64 { bytes = Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters).map { [UInt8]($0) } ?? [] }
    if bytes.contains(0) { throw VCardFault.encoding(property: line.name).problem }
    let text: String?
    switch line["CHARSET"]?.uppercased().replacing("_", with: "-") {
    case nil, "", "US-ASCII", "ASCII": text = String(validating: bytes, as: UTF8.self) ?? CP932.decode(bytes)
    case "UTF-8", "UTF8": text = String(validating: bytes, as: UTF8.self)
    case "SHIFT-JIS", "SHIFTJIS", "SJIS", "X-SJIS", "CP932", "WINDOWS-31J", "MS932", "MS-KANJI": text = CP932.decode(bytes)
    case "ISO-8859-1", "WINDOWS-1252": text = String(bytes: bytes, encoding: .windowsCP1252)
    case "ISO-2022-JP": text = String(bytes: bytes, encoding: .iso2022JP)
    case "EUC-JP": text = String(bytes: bytes, encoding: .japaneseEUC)
    case let name?: throw VCardFault.charset(name).problem
    }
    guard let text else { throw VCardFault.encoding(property: line.name).problem }
    return text.replacing("\r\n", with: "\n")
  }

  /// RFC 2045 §6.7; what is no code stands for itself.
  static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
    func digit(_ byte: UInt8) -> UInt8? { Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == UInt8(ascii: "="), at + 2 < bytes.count, let high = digit(bytes[at + 1]), let low = digit(bytes[at + 2]) {
        out.append(high << 4 | low)
        at += 3
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  /// Splits where the separator stands without `\` before it.
  private static func split(_ text: Substring, at separator: Character) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isMarked = false
    for at in text.indices {
      if isMarked {
        isMarked = false
      } else if text[at] == "\\" {
        isMarked = true
      } else if text[at] == separator {
        parts.append(text[start..<at])
        start = text.index(after: at)
      }
    }
    return parts + [text[start...]]
  }

  private static func unescaped(_ text: Substring) -> String {
    var out = ""
    var isMarked = false
    for character in text {
      if isMarked {
        switch character {
        case "n", "N": out += "\n"
        case ",", ";", ":", "\\": out.append(character)
        default: out += "\\\(character)"
        }
        isMarked = false
      } else if character == "\\" {
        isMarked = true
      } else {
        out.append(character)
      }
    }
    return isMarked ? out + "\\" : out
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
