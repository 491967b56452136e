import Kernel

/// One property of a contact card, its folded lines joined. Its value is bytes still: each property may have an encoding of its own.
struct VCardLine {
  /// In upper case, without the group before it: `TEL` of `item1.tel`.
  let name: String
  /// Names in upper case. What stands without a name, as version 2.1 has it (`TEL;CELL`), is a `TYPE`.
  let parameters: [(name: String, value: String)]
  let value: ArraySlice<UInt8>
  /// The rest was more than is kept.
  let isCut: Bool

  /// `nil`: the line is no property.
  init?(_ bytes: ArraySlice<UInt8>, isCut: Bool) {
    guard let colon = Self.headEnd(of: bytes) else { return nil }
    let head = String(decoding: bytes[..<colon], as: UTF8.self)
    var parts = Self.split(head)
    let full = parts.removeFirst()
    name = (full.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? full).uppercased()
    guard !name.isEmpty, name.utf8.allSatisfy({ Self.isOfName($0) }) else { return nil }
    parameters = parts.map { part in
      guard let equals = part.firstIndex(of: "=") else { return (Self.encodings.contains(part.uppercased()) ? "ENCODING" : "TYPE", part) }
      return (part[..<equals].uppercased(), part[part.index(after: equals)...].filter { $0 != "\"" })
    }
    value = bytes[(colon + 1)...]
    self.isCut = isCut
  }

  subscript(_ parameter: String) -> String? { parameters.first { $0.name == parameter }?.value }

  /// What the property is for: `WORK`, `CELL`, `PREF` …
  var types: Set<String> {
    var types: Set<String> = []
    for parameter in parameters where parameter.name == "TYPE" {
      for type in parameter.value.split(separator: ",") { types.insert(type.uppercased()) }
    }
    if self["PREF"] != nil { types.insert("PREF") }
    return types
  }

  var isQuotedPrintable: Bool { self["ENCODING"]?.uppercased() == "QUOTED-PRINTABLE" }
  var isBase64: Bool { ["B", "BASE64"].contains(self["ENCODING"]?.uppercased()) }

  private static let encodings: Set<String> = ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"]

  /// The first colon that stands in no quotation marks.
  private static func headEnd(of bytes: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    for at in bytes.indices {
      if bytes[at] == .quote { isQuoted.toggle() }
      if bytes[at] == UInt8(ascii: ":"), !isQuoted { return at }
    }
    return nil
  }

  private static func split(_ head: String) -> [String] {
    var isQuoted = false
    return head.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ";" && !isQuoted
    }.map(String.init)
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}

/// The lines of a file of contact cards, with what was folded joined again. A line longer than `limit`, such as a photograph, is cut.
struct VCardLines {
  enum Line {
    case property(VCardLine)
    case blank
    case unreadable
  }

  /// Version 2.1 keeps the space by which a line is folded.
  var keepsFold = false
  private let limit: Int
  private let source: ChunkSource
  private var chunk: ArraySlice<UInt8> = []
  private var isAtEnd = false
  private var ahead: (bytes: [UInt8], isCut: Bool)?

  init(limit: Int, source: @escaping ChunkSource) {
    self.limit = limit
    self.source = source
  }

  mutating func next() throws -> Line? {
    guard var (bytes, isCut) = try ahead ?? physical() else { return nil }
    ahead = nil
    let head = VCardLine(bytes[...], isCut: isCut)
    var isWhole = true
    while let following = try physical() {
      guard let more = continuation(of: bytes, head, following.bytes) else {
        ahead = following
        break
      }
      if head?.isQuotedPrintable == true, bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
      isCut = isCut || following.isCut || bytes.count + more.count > limit
      bytes += more.prefix(max(0, limit - bytes.count))
      isWhole = false
    }
    if bytes.allSatisfy({ $0 <= .space }) { return .blank }
    return (isWhole ? head : VCardLine(bytes[...], isCut: isCut)).map(Line.property) ?? .unreadable
  }

  /// What the following line adds to this one; `nil`: it is a line of its own.
  private func continuation(of bytes: [UInt8], _ head: VCardLine?, _ following: [UInt8]) -> ArraySlice<UInt8>? {
    if head?.isQuotedPrintable == true, bytes.last == UInt8(ascii: "=") { return following[...] }
    if let first = following.first, first == .space || first == .tab, !bytes.isEmpty {
      return keepsFold ? following[...] : following.dropFirst()
    }
    // Some phones forget to fold what they write as Base64, in which there is no colon.
    return head?.isBase64 == true && !following.isEmpty && !following.contains(UInt8(ascii: ":")) ? following[...] : nil
  }

  /// One line of the file without its end.
  private mutating func physical() throws -> (bytes: [UInt8], isCut: Bool)? {
    var line: [UInt8] = []
    var isCut = false
    while true {
      if chunk.isEmpty {
        guard !isAtEnd, let more = try source() else {
          isAtEnd = true
          return line.isEmpty && !isCut ? nil : (Self.trimmed(line), isCut)
        }
        chunk = more[...]
        continue
      }
      let end = chunk.firstIndex(of: .lineFeed)
      let piece = chunk[..<(end ?? chunk.endIndex)]
      isCut = isCut || line.count + piece.count > limit
      line += piece.prefix(max(0, limit - line.count))
      chunk = end.map { chunk[($0 + 1)...] } ?? []
      if end != nil { return (Self.trimmed(line), isCut) }
    }
  }

  private static func trimmed(_ line: [UInt8]) -> [UInt8] { line.last == .carriageReturn ? line.dropLast() : line }
}
