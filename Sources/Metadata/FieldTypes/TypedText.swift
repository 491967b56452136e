import Japan
import Kernel

/// Text as it arrives from people and files: what every field type cleans and refuses alike.
enum TypedText {
  /// Without spaces at the end; `nil` when it holds a control character. Tabs and line breaks (as `\n`) may stay where `multiline`.
  static func cleaned(_ text: String, multiline: Bool) -> String? {
    var text = text
    let (isClean, hasCarriageReturn, length) = text.withUTF8 { bytes in scan(bytes, multiline: multiline) }
    guard isClean else { return nil }
    if length < text.utf8.count { text = String(decoding: text.utf8.prefix(length), as: UTF8.self) }
    return hasCarriageReturn ? unixLines(text) : text
  }

  /// Full-width letters, digits, signs and the ideographic space as ASCII, without spaces around: `７` → `7`, `＠` → `@`.
  static func halfWidth(_ text: String) -> String {
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    var scalars = String.UnicodeScalarView()
    if isASCII {
      scalars = text.unicodeScalars
    } else {
      for scalar in text.unicodeScalars { scalars.append(halfWidth(scalar)) }
    }
    guard let first = scalars.firstIndex(where: { !isSpace($0.value) }),
      let last = scalars.lastIndex(where: { !isSpace($0.value) })
    else { return "" }
    return String(scalars[first...last])
  }

  private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    case 0x3000, 0xA0: " "
    case 0xFFE5: "¥"
    case 0x2212, 0x2010, 0x2011: "-"
    default: scalar
    }
  }

  private static func isSpace(_ scalar: UInt32) -> Bool { scalar == 0x20 || (9...13).contains(scalar) }

  private static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, multiline: Bool
  ) -> (isClean: Bool, hasCarriageReturn: Bool, length: Int) {
    var end = bytes.count
    while end > 0 {
      let byte = bytes[end - 1]
      if byte == 0x20 || (9...13).contains(byte) {
        end -= 1
      } else if end >= 3, bytes[end - 3] == 0xE3, bytes[end - 2] == 0x80, byte == 0x80 {
        end -= 3  // ideographic space
      } else if end >= 2, bytes[end - 2] == 0xC2, byte == 0xA0 {
        end -= 2  // no-break space
      } else {
        break
      }
    }
    var hasCarriageReturn = false
    for at in 0..<end {
      let byte = bytes[at]
      if byte < 0x20 {
        guard multiline, byte == 9 || byte == 10 || byte == 13 else { return (false, false, 0) }
        if byte == 13 { hasCarriageReturn = true }
      } else if byte == 0x7F || (byte == 0xC2 && at + 1 < end && bytes[at + 1] < 0xA0) {
        return (false, false, 0)
      }
    }
    return (true, hasCarriageReturn, end)
  }

  /// CRLF and a lone CR become LF.
  private static func unixLines(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == 13 || (byte == 10 && previous != 13) { bytes.append(10) } else if byte != 10 { bytes.append(byte) }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Parsed {
  /// Cleans one line, puts right what Excel does to such a column, and hands on what is left with what was done.
  static func repairedLine(
    _ text: String, as column: ExcelDamage.Column, then read: (_ typed: String, _ repairs: [Label]) -> Parsed
  ) -> Parsed {
    line(text) { line in
      do throws(Problem) {
        let cell = try ExcelDamage.repair(line, as: column)
        return cell.value.isEmpty ? .ok(.null) : read(cell.value, cell.repairs.map(\.message))
      } catch {
        return .wrong(error)
      }
    }
  }

  /// Cleans one line and hands it on when something is left of it.
  static func line(_ text: String, then read: (String) -> Parsed) -> Parsed {
    guard let line = TypedText.cleaned(text, multiline: false) else {
      return .wrong(
        "control_character", ja: "改行や制御文字は使えません。取り除いて 1 行にしてください。",
        en: "Line breaks and control characters cannot be used here. Remove them.")
    }
    return line.isEmpty ? .ok(.null) : read(line)
  }

  /// As `line`, with full-width letters and digits as ASCII and without spaces around.
  static func halfWidthLine(_ text: String, then read: (String) -> Parsed) -> Parsed {
    line(text) { line in
      let narrow = TypedText.halfWidth(line)
      return narrow.isEmpty ? .ok(.null) : read(narrow)
    }
  }
}
