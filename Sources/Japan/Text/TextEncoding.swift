package import Kernel

/// The character encodings in which lists are handed over in Japan.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf8WithBOM = "UTF-8 BOM"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case cp932 = "CP932"

  package var label: Label {
    switch self {
    case .utf8: Label("UTF-8", "UTF-8")
    case .utf8WithBOM: Label("UTF-8（BOM付き）", "UTF-8 with BOM")
    case .utf16LittleEndian: Label("UTF-16 LE", "UTF-16 LE")
    case .utf16BigEndian: Label("UTF-16 BE", "UTF-16 BE")
    case .cp932: Label("Shift_JIS（CP932）", "Shift_JIS (CP932)")
    }
  }

  /// Text that was read, and how.
  package struct Decoded: Sendable {
    package let text: String
    package let encoding: TextEncoding
  }

  /// BOM, then strict UTF-8, then UTF-16 by its zero bytes, then CP932; throws when it is none of them.
  package static func decode(_ bytes: [UInt8]) throws(Problem) -> Decoded {
    var detector = EncodingDetector()
    detector.read(bytes)
    let encoding = try detector.verdict()
    var reader = TextDecoder(encoding)
    var out: [UInt8] = []
    reader.decode(bytes, into: &out)
    reader.finish(into: &out)
    return Decoded(text: String(decoding: out, as: UTF8.self), encoding: encoding)
  }

  static let unknown = Problem(
    "encoding",
    ja: "文字コードを判別できません。Excelで開き「CSV UTF-8（コンマ区切り）」またはXLSX形式で保存し直してください。",
    en: "The character encoding cannot be told. Open the file in Excel and save it as “CSV UTF-8” or as XLSX.")
}

/// Finds the encoding of a file while it is read piece by piece; only the whole file tells UTF-8 from CP932 for sure.
package struct EncodingDetector: Sendable {
  private var head: [UInt8] = []
  private var utf8 = UTF8Check()
  private var cp932 = CP932Check()
  private var zeros = (even: 0, odd: 0)
  private var count = 0

  package init() {}

  package mutating func read(_ bytes: [UInt8]) {
    if head.count < 4 { head += bytes.prefix(4 - head.count) }
    bytes.withUnsafeBufferPointer { bytes in
      for (at, byte) in bytes.prefix(max(0, 4096 - count)).enumerated() where byte == 0 {
        if (count + at) % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
      }
      utf8.read(bytes)
      cp932.read(bytes)
    }
    count += bytes.count
  }

  /// How many places could not be read in the one of UTF-8 and CP932 that is mistaken for `encoding`.
  package func unreadable(besides encoding: TextEncoding) -> (encoding: TextEncoding, places: Int)? {
    let other: (TextEncoding, Int)? =
      switch encoding {
      case .utf8: (.cp932, cp932.places)
      case .cp932: (.utf8, utf8.places)
      case .utf8WithBOM, .utf16LittleEndian, .utf16BigEndian: nil
      }
    return other.flatMap { $0.1 > 0 ? $0 : nil }
  }

  package func verdict() throws(Problem) -> TextEncoding {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      guard utf8.isValid else { throw TextEncoding.unknown }
      return .utf8WithBOM
    }
    if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
    let looked = min(count, 4096)
    if looked >= 8, count % 2 == 0, zeros.even + zeros.odd > looked / 8 {
      if zeros.odd > zeros.even * 8 { return .utf16LittleEndian }
      if zeros.even > zeros.odd * 8 { return .utf16BigEndian }
    }
    if utf8.isValid { return .utf8 }
    if cp932.isValid { return .cp932 }
    throw TextEncoding.unknown
  }
}

/// Whether all bytes so far are UTF-8 (RFC 3629: no surrogates, nothing over-long, nothing above U+10FFFF).
private struct UTF8Check: Sendable {
  /// Neighbouring characters that cannot be read are one place.
  private(set) var places = 0
  private var isInPlace = false
  private var wanted = 0
  private var low: UInt8 = 0x80
  private var high: UInt8 = 0xBF

  /// A character that is cut off at the end counts as an error.
  var isValid: Bool { places == 0 && wanted == 0 }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in bytes {
      if wanted > 0 {
        let fits = low <= byte && byte <= high
        (low, high) = (0x80, 0xBF)
        wanted = fits ? wanted - 1 : 0
        if fits {
          if wanted == 0 { isInPlace = false }
          continue
        }
        fail()
      }
      switch byte {
      case ..<0x80: isInPlace = false
      case 0xC2...0xDF: wanted = 1
      case 0xE0: (wanted, low) = (2, 0xA0)
      case 0xED: (wanted, high) = (2, 0x9F)
      case 0xE1...0xEF: wanted = 2
      case 0xF0: (wanted, low) = (3, 0x90)
      case 0xF4: (wanted, high) = (3, 0x8F)
      case 0xF1...0xF3: wanted = 3
      default: fail()
      }
    }
  }

  private mutating func fail() {
    if !isInPlace { places += 1 }
    isInPlace = true
  }
}

/// Whether all bytes so far are code page 932, with every double-byte code one that exists.
private struct CP932Check: Sendable {
  private(set) var places = 0
  private var lead: UInt8 = 0

  var isValid: Bool { places == 0 && lead == 0 }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    CP932.Table.cells.withUnsafeBufferPointer { cells in
      for byte in bytes {
        if lead != 0 {
          if CP932.Table.unit(lead, byte, cells) == 0 { places += 1 }
          lead = 0
        } else if CP932.Table.isLead(byte) {
          lead = byte
        } else if byte >= 0x80, !(0xA1...0xDF).contains(byte) {
          places += 1
        }
      }
    }
  }
}

/// Turns a file of a known encoding into UTF-8 piece by piece; a byte-order mark is left out, what cannot be read becomes U+FFFD.
package struct TextDecoder: Sendable {
  package let encoding: TextEncoding
  package private(set) var unreadableCount = 0
  private var cp932 = CP932.Decoder()
  private var seen = 0
  private var utf16Byte: UInt8?
  private var utf16Lead: UInt32?
  private var utf16Started = false

  package init(_ encoding: TextEncoding) { self.encoding = encoding }

  package mutating func decode(_ bytes: [UInt8], into out: inout [UInt8]) {
    switch encoding {
    case .utf8: out += bytes
    case .utf8WithBOM:
      out += bytes.dropFirst(max(0, 3 - seen))
    case .cp932:
      cp932.decode(bytes, into: &out)
      unreadableCount = cp932.unreadableCount
    case .utf16LittleEndian, .utf16BigEndian:
      for byte in bytes {
        guard let first = utf16Byte else {
          utf16Byte = byte
          continue
        }
        utf16Byte = nil
        let unit = encoding == .utf16LittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte)
        put(unit, into: &out)
      }
    }
    seen += bytes.count
  }

  package mutating func finish(into out: inout [UInt8]) {
    cp932.finish(into: &out)
    unreadableCount = max(unreadableCount, cp932.unreadableCount)
    if utf16Byte != nil || utf16Lead != nil { unreadable(&out) }
    (utf16Byte, utf16Lead) = (nil, nil)
  }

  private mutating func put(_ unit: UInt16, into out: inout [UInt8]) {
    defer { utf16Started = true }
    switch unit {
    case 0xFEFF where !utf16Started: break
    case 0xD800..<0xDC00:
      if utf16Lead != nil { unreadable(&out) }
      utf16Lead = UInt32(unit)
    case 0xDC00..<0xE000:
      if let lead = utf16Lead, let scalar = Unicode.Scalar(0x10000 + (lead - 0xD800) << 10 + (UInt32(unit) - 0xDC00)) {
        out += UTF8.encode(scalar).map(Array.init) ?? []
      } else {
        unreadable(&out)
      }
      utf16Lead = nil
    default:
      if utf16Lead != nil { unreadable(&out) }
      utf16Lead = nil
      if let scalar = Unicode.Scalar(unit) { out += UTF8.encode(scalar).map(Array.init) ?? [] }
    }
  }

  private mutating func unreadable(_ out: inout [UInt8]) {
    unreadableCount += 1
    out += [0xEF, 0xBF, 0xBD]
  }
}
