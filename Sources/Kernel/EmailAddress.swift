/// A mail address as it can stand in an SMTP envelope, kept as typed; `key` is what tells whether two are the same mailbox.
///
/// Accepts the dot-atom form of RFC 5321 §4.1.2 (quoted local parts and address literals are refused), and, because
/// Japanese mobile carriers issued them, consecutive dots and a dot before the `@`. At most 254 octets, local part 64.
package struct EmailAddress: Hashable, Sendable {
  package let text: String
  /// Lower case; the identity of the mailbox.
  package let key: String

  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count <= 254, let at = bytes.lastIndex(of: UInt8(ascii: "@")), (1...64).contains(at),
      bytes[..<at].allSatisfy(Self.isLocal), bytes[0] != UInt8(ascii: "."), Self.isDomain(bytes[(at + 1)...])
    else { return nil }
    self.text = String(text)
    key = self.text.lowercased()
  }

  package var domain: String { String(key[key.index(after: key.lastIndex(of: "@") ?? key.startIndex)...]) }

  private static func isLocal(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: Self.specials.contains(byte)
    }
  }
  private static let specials = Set("!#$%&'*+-/=?^_`{|}~.".utf8)

  private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
    let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, let last = labels.last, !last.allSatisfy({ (48...57).contains($0) }) else { return false }
    return labels.allSatisfy { label in
      (1...63).contains(label.count) && label.first != 45 && label.last != 45
        && label.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 }
    }
  }
}
