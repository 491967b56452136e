/// A ZIP archive without compression, so that mutated parts reach the reader behind it instead of failing a checksum.
package struct StoredZip {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count: UInt16 = 0

  package init() {}

  package mutating func add(_ name: String, _ content: some Collection<UInt8>) {
    let offset = UInt32(bytes.count)
    // Version 2.0, no flags, stored, no time; then checksum, both sizes, length of the name, no extra field (APPNOTE 4.3.7).
    var header = Self.little(20 as UInt16) + Self.little(0 as UInt64)
    header += Self.little(Self.checksum(content)) + Self.little(UInt32(content.count)) + Self.little(UInt32(content.count))
    header += Self.little(UInt16(name.utf8.count)) + Self.little(0 as UInt16)
    bytes += [0x50, 0x4B, 3, 4] + header + Array(name.utf8)
    bytes += content
    // The same once more for the directory, with no comment, first disk, no attributes, and where the part begins (4.3.12).
    directory += [0x50, 0x4B, 1, 2] + Self.little(20 as UInt16) + header
    directory += [UInt8](repeating: 0, count: 10) + Self.little(offset) + Array(name.utf8)
    count += 1
  }

  package func finished() -> [UInt8] {
    var end = [0x50, 0x4B, 5, 6] + Self.little(0 as UInt32) + Self.little(count) + Self.little(count)
    end += Self.little(UInt32(directory.count)) + Self.little(UInt32(bytes.count)) + Self.little(0 as UInt16)
    return bytes + directory + end
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }
}
