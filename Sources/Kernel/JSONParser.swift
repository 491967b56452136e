extension JSON {
  /// Reads one JSON value. Throws a `Problem` that names the line and column; at most 64 levels deep; of members with the
  /// same name the last counts; no lone surrogates, no NUL.
  package init(parsing bytes: [UInt8]) throws(Problem) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }

  package init(parsing text: String) throws(Problem) { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONParser {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(Problem) -> JSON {
    let value = try value(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw problem() }
    return value
  }

  private mutating func value(depth: Int) throws(Problem) -> JSON {
    guard depth < 64 else {
      throw Problem("json_depth", ja: "JSON の入れ子が深すぎます（64 段まで）。", en: "The JSON is nested too deeply (64 levels at most).")
    }
    skipSpace()
    guard at < bytes.count else { throw problem() }
    switch bytes[at] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(Problem) -> JSON {
    at += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw problem() }
      let name = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw problem() }
      let value = try value(depth: depth + 1)
      if let same = members.firstIndex(where: { $0.name == name }) { members.remove(at: same) }
      members.append(JSON.Member(name, value))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw problem() }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Problem) -> JSON {
    at += 1
    var items: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw problem() }
    return .array(items)
  }

  private mutating func string() throws(Problem) -> String {
    at += 1
    var out: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        guard let text = String(validating: out, as: UTF8.self) else { throw problem() }
        return text
      case UInt8(ascii: "\\"): try escape(into: &out)
      case 0..<0x20: throw problem()
      default:
        out.append(byte)
        at += 1
      }
    }
    throw problem()
  }

  private mutating func escape(into out: inout [UInt8]) throws(Problem) {
    guard at + 1 < bytes.count else { throw problem() }
    let letter = bytes[at + 1]
    at += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
    case UInt8(ascii: "b"): out.append(8)
    case UInt8(ascii: "f"): out.append(12)
    case UInt8(ascii: "n"): out.append(10)
    case UInt8(ascii: "r"): out.append(13)
    case UInt8(ascii: "t"): out.append(9)
    case UInt8(ascii: "u"):
      var code = try hex4()
      if (0xD800..<0xDC00).contains(code), at + 1 < bytes.count, bytes[at] == 0x5C, bytes[at + 1] == 0x75 {
        at += 2
        let low = try hex4()
        guard (0xDC00..<0xE000).contains(low) else { throw problem() }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard code != 0, let scalar = Unicode.Scalar(code) else { throw problem() }
      out.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw problem()
    }
  }

  private mutating func hex4() throws(Problem) -> UInt32 {
    guard at + 4 <= bytes.count else { throw problem() }
    var code: UInt32 = 0
    for byte in bytes[at..<(at + 4)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw problem() }
      code = code << 4 | UInt32(digit)
    }
    at += 4
    return code
  }

  private mutating func number() throws(Problem) -> JSON {
    let start = at
    _ = take(UInt8(ascii: "-"))
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[at - whole] != UInt8(ascii: "0") else { throw problem() }
    var isInteger = true
    if take(UInt8(ascii: ".")) {
      isInteger = false
      guard digits() > 0 else { throw problem() }
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      at += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw problem() }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    if isInteger, let number = Int64(text) { return .integer(number) }
    return .number(text)
  }

  private mutating func digits() -> Int {
    let start = at
    while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
    return at - start
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(Problem) -> JSON {
    for byte in word.description.utf8 {
      guard take(byte) else { throw problem() }
    }
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private func problem() -> Problem {
    let before = bytes[..<min(at, bytes.count)]
    let line = before.count { $0 == 10 } + 1
    let column = before.count - (before.lastIndex(of: 10) ?? -1)
    return Problem(
      "json", ja: "JSON として読めません（\(line) 行 \(column) 文字目）。", en: "This is not JSON (line \(line), column \(column)).")
  }
}
