import Database
import Kernel

/// Rows in the text form of COPY: columns end in a tab, rows in a newline, `\N` is NULL.
enum PostgresCopyText {
  static func append(_ row: [SQLValue], to buffer: inout [UInt8]) throws {
    for (at, value) in row.enumerated() {
      if at > 0 { buffer.append(UInt8(ascii: "\t")) }
      try append(value, to: &buffer)
    }
    buffer.append(UInt8(ascii: "\n"))
  }

  private static func append(_ value: SQLValue, to buffer: inout [UInt8]) throws {
    switch value {
    case .null: buffer.append(contentsOf: "\\N".utf8)
    case .integer(let value): buffer.append(contentsOf: String(value).utf8)
    case .double(let value): buffer.append(contentsOf: number(value).utf8)
    case .boolean(let value): buffer.append(UInt8(ascii: value ? "t" : "f"))
    case .text(let value): try append(value, to: &buffer)
    case .instant(let value): buffer.append(contentsOf: try moment(value).utf8)
    case .day(let value):
      guard (1...9999).contains(value.year) else { throw DatabaseError.notStorable("a day outside the years 1 to 9999") }
      buffer.append(contentsOf: value.text.utf8)
    case .blob(let bytes):
      buffer.append(contentsOf: "\\\\x".utf8)
      for byte in bytes {
        buffer.append(hex(byte >> 4))
        buffer.append(hex(byte & 15))
      }
    }
  }

  private static func append(_ text: String, to buffer: inout [UInt8]) throws {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): buffer.append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\t"): buffer.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\n"): buffer.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\r"): buffer.append(contentsOf: "\\r".utf8)
      case 0: throw DatabaseError.notStorable("text with a NUL character")
      default: buffer.append(byte)
      }
    }
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return String(value)
  }

  /// Moments outside the years 1 to 9999 as the server writes them: more digits, or `BC`.
  private static func moment(_ instant: Instant) throws -> String {
    _ = try PostgresParameters.microseconds(instant)
    let day = instant.day(offset: 0)
    if (1...9999).contains(day.year) { return instant.text }
    let year = day.year < 1 ? 1 - day.year : day.year
    let milliseconds = instant.milliseconds - day.start(offset: 0).milliseconds
    let (seconds, fraction) = (milliseconds / 1000, String(1000 + milliseconds % 1000).dropFirst())
    let padding = String(repeating: "0", count: max(0, 4 - String(year).count))
    return "\(padding)\(year)-\(day.month)-\(day.day) \(seconds / 3600):\(seconds / 60 % 60):\(seconds % 60).\(fraction)+00"
      + (day.year < 1 ? " BC" : "")
  }

  private static func hex(_ digit: UInt8) -> UInt8 { digit < 10 ? 48 + digit : 87 + digit }
}
