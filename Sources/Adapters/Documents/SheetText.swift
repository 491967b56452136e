/// Puts the runs of one rich text together, leaving phonetic readings out.
struct SheetText {
  private var bytes: [UInt8] = []
  private var isInText = false
  private var isInReading = false

  mutating func receive(_ event: XMLPull.Event, _ xml: XMLPull) {
    switch event {
    case .text: if isInText, !isInReading { bytes += xml.text }
    case .start, .end:
      if xml.isAt("t") { isInText = event == .start }
      if xml.isAt("rPh") { isInReading = event == .start }
    }
  }

  mutating func append(_ more: UnsafeBufferPointer<UInt8>) { bytes += more }

  var count: Int { bytes.count }

  /// The whole, with `_x000D_` and its like resolved, ready for the next.
  mutating func taken() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    let text = String(decoding: bytes, as: UTF8.self)
    return bytes.contains(UInt8(ascii: "_")) ? Self.unescaped(text) : text
  }

  /// `_xHHHH_` stands for a character that XML cannot hold (ECMA-376 §22.9.2.19).
  private static func unescaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let units = Array(text.utf16)
    var out: [UInt16] = []
    var at = 0
    while at < units.count {
      if let unit = escape(units, at) {
        out.append(unit)
        at += 7
      } else {
        out.append(units[at])
        at += 1
      }
    }
    return String(decoding: out, as: UTF16.self)
  }

  /// For writing: text that only looks like `_xHHHH_` gets its own first `_` written so.
  static func escaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    let units = Array(text.utf16)
    var out: [UInt16] = []
    for at in units.indices {
      if escape(units, at) != nil { out += "_x005F".utf16 }
      out.append(units[at])
    }
    return String(decoding: out, as: UTF16.self)
  }

  private static func escape(_ units: [UInt16], _ at: Int) -> UInt16? {
    guard at + 7 <= units.count, units[at] == 0x5F, units[at + 1] == 0x78, units[at + 6] == 0x5F else { return nil }
    let digits = String(decoding: units[(at + 2)..<(at + 6)], as: UTF16.self)
    guard digits.utf8.count == 4, digits.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66 || (48...57).contains($0) })
    else { return nil }
    return UInt16(digits, radix: 16)
  }
}
