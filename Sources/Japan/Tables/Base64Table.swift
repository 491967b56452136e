/// Reads the tables that `bin/make-text-tables` writes into the source.
enum Base64Table {
  /// The bytes of a base64 literal; anything that is not base64 is passed over.
  static func bytes(_ literal: StaticString, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var bits: UInt32 = 0
    var held = 0
    literal.withUTF8Buffer { letters in
      for letter in letters {
        let value: UInt8
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = letter - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): value = letter - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = letter + 4
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        default: continue
        }
        bits = (bits << 6 | UInt32(value)) & 0xFFFFFF
        held += 6
        if held >= 8 {
          held -= 8
          bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
        }
      }
    }
    return bytes
  }
}
