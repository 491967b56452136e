extension JSON {
  /// Compact text. Safe inside HTML as well: `<`, `>`, `&` and U+2028/2029 are never written bare.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package var bytes: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256)
    write(to: &out)
    return out
  }

  package func write(to out: inout [UInt8]) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .boolean(let flag): out.append(contentsOf: flag ? "true".utf8 : "false".utf8)
    case .integer(let number): out.append(contentsOf: String(number).utf8)
    case .number(let text): out.append(contentsOf: text.utf8)
    case .string(let text): Self.write(text, to: &out)
    case .array(let items):
      out.append(UInt8(ascii: "["))
      for (at, item) in items.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        item.write(to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (at, member) in members.enumerated() {
        if at > 0 { out.append(UInt8(ascii: ",")) }
        Self.write(member.name, to: &out)
        out.append(UInt8(ascii: ":"))
        member.value.write(to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  package static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { bytes in
      var start = 0
      for (at, byte) in bytes.enumerated() {
        // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
        let isLineSeparator = byte == 0xE2 && at + 2 < bytes.count && bytes[at + 1] == 0x80 && (bytes[at + 2] & 0xFE) == 0xA8
        guard isLineSeparator || needsEscape(byte) else { continue }
        out.append(contentsOf: bytes[start..<at])
        if isLineSeparator {
          out.append(contentsOf: (bytes[at + 2] == 0xA8 ? "\\u2028" : "\\u2029").utf8)
          start = at + 3
        } else {
          out.append(contentsOf: escape(byte))
          start = at + 1
        }
      }
      if start < bytes.count { out.append(contentsOf: bytes[start...]) }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C || byte == 0x3C || byte == 0x3E || byte == 0x26
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0x22: return Array("\\\"".utf8)
    case 0x5C: return Array("\\\\".utf8)
    case 0x0A: return Array("\\n".utf8)
    case 0x0D: return Array("\\r".utf8)
    case 0x09: return Array("\\t".utf8)
    default:
      let hex = Array("0123456789abcdef".utf8)
      return Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
    }
  }
}
