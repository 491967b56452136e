/// The name of one row: 64 bits, ordered by time, made by the application, typed by what it names.
///
/// Bits from the top: 1 unused, 41 milliseconds since 2024-01-01T00:00:00Z, 10 node, 12 sequence.
/// People and the API see it as 13 characters of Crockford base32 (`text`).
package struct ID<Of>: Hashable, Comparable, Sendable {
  package let raw: Int64

  package init(_ raw: Int64) { self.raw = raw }

  /// Reads the 13-character form, upper or lower case; `nil` when it is not one.
  package init?(text: some StringProtocol) {
    guard let raw = Base32.decode(text) else { return nil }
    self.raw = raw
  }

  /// The form shown in URLs, the API and files: 13 characters, sorts like the number.
  package var text: String { Base32.encode(raw) }

  /// The same row under another type, where metadata rather than the compiler knows what it names.
  package func `as`<Other>(_: Other.Type) -> ID<Other> { ID<Other>(raw) }

  package static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}

extension ID: CustomStringConvertible {
  package var description: String { text }
}

/// A record whose object is known only at run time.
package enum AnyRecord {}
package typealias RecordID = ID<AnyRecord>

/// Crockford's base32 (no I, L, O, U) over 63 bits, big-endian, zero-padded to 13 characters.
enum Base32 {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let values: [Int8] = {
    var values = [Int8](repeating: -1, count: 256)
    for (value, letter) in alphabet.enumerated() {
      values[Int(letter)] = Int8(value)
      values[Int(letter | 0x20)] = Int8(value)
    }
    return values
  }()

  static func encode(_ raw: Int64) -> String {
    String(unsafeUninitializedCapacity: 13) { buffer in
      var rest = UInt64(bitPattern: raw)
      for place in stride(from: 12, through: 0, by: -1) {
        buffer[place] = alphabet[Int(rest & 31)]
        rest >>= 5
      }
      return 13
    }
  }

  static func decode(_ text: some StringProtocol) -> Int64? {
    var raw: UInt64 = 0
    var count = 0
    for letter in text.utf8 {
      let value = values[Int(letter)]
      guard value >= 0, count < 13 else { return nil }
      if count == 0, value > 7 { return nil }
      raw = raw << 5 | UInt64(value)
      count += 1
    }
    return count == 13 ? Int64(bitPattern: raw) : nil
  }
}
