/// The parameters behind the `?` of an address: names and values, decoded, in their order.
package struct QueryString: Sendable, Hashable {
  package struct Item: Sendable, Hashable {
    package let name: String
    package let value: String
  }
  package let items: [Item]

  package static let empty = QueryString(items: [])

  private init(items: [Item]) { self.items = items }

  /// `nil` when a percent sign is followed by no two hexadecimal digits, or the bytes are no UTF-8 or hold NUL.
  package init?(_ text: String) {
    var items: [Item] = []
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
      let cut = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
      let rest = cut == part.endIndex ? part[cut...] : part[part.index(after: cut)...]
      guard let name = PercentEncoding.decode(part[..<cut], plusIsSpace: true),
        let value = PercentEncoding.decode(rest, plusIsSpace: true)
      else { return nil }
      items.append(Item(name: name, value: value))
    }
    self.items = items
  }
}

/// RFC 3986 §2.1, and the `+` of HTML forms.
package enum PercentEncoding {
  package static func decode(_ bytes: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
    var out: [UInt8] = []
    var rest = bytes.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit), high | low != 0 else { return nil }
        out.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: out.append(UInt8(ascii: " "))
      case 0: return nil
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }

  package static func encode(_ text: String) -> String {
    var out: [UInt8] = []
    let hex = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        out.append(byte)
      default: out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
