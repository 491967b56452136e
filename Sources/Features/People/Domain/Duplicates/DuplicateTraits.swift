import Japan
package import Kernel
package import Metadata
package import Records

/// What of a record tells who it is, in the forms that compare. Two kinds: persons and accounts.
package protocol DuplicateTraits: Sendable {
  static var object: ObjectDefinition { get }
  /// What comparing reads; a change of other fields makes nobody a duplicate.
  static var fields: [String] { get }
  /// The kinds of identity whose owners are compared with each other.
  static var identities: [String] { get }

  /// - Parameter taken: identities that came to the record with others merged into it.
  init(_ record: Record, taken: [Identity])

  var id: RecordID { get }

  /// Besides identities: what two records share that may be one, however written. Wide, because each pair is compared afterwards.
  var keys: [DuplicateKey] { get }

  /// `nil`: nothing in common, or two that can never be one. Same whichever is asked.
  func compared(with other: Self) -> DuplicateEvidence?
}

/// A key of 64 bits under which records are put side by side. Two different texts may meet under one key; comparing tells them apart.
package struct DuplicateKey: Hashable, Sendable {
  package let raw: Int64

  /// FNV-1a.
  init(_ parts: String...) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    }
    raw = Int64(bitPattern: hash)
  }
}

/// Parts of traits that persons and accounts have in common.
enum TraitParts {
  static func phones(_ typed: [String?], _ taken: [Identity]) -> Set<String> {
    let own = typed.compactMap { $0.map(PhoneNumber.key) }.filter { $0.utf8.count >= 9 }
    return Set(own + taken.filter { $0.kind == "phone" }.map(\.key))
  }

  static func place(_ record: Record) -> AddressParts? {
    func text(_ field: String) -> String { if case .text(let text) = record[field] { text } else { "" } }
    guard !text("street").isEmpty else { return nil }
    return AddressParts(
      prefecture: text("prefecture"), city: text("city"), street: text("street"), building: text("building"))
  }

  /// `nil` when one of them has no address.
  static func isSamePlace(_ a: AddressParts?, _ b: AddressParts?) -> Bool? {
    guard let a, let b else { return nil }
    return AddressKey(a).isSameSite(as: AddressKey(b))
  }

  /// Two numbers of one length with one digit that is not the same, and none in common.
  static func areNear(_ a: Set<String>, _ b: Set<String>) -> Bool {
    guard a.isDisjoint(with: b) else { return false }
    return a.contains { one in
      b.contains { other in
        one.utf8.count == other.utf8.count && zip(one.utf8, other.utf8).count { $0 != $1 } == 1
      }
    }
  }
}
