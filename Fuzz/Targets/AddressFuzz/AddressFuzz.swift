import Fuzzing
import Japan

/// What may stand where an address, a postal code or a phone number belongs.
@main
enum AddressFuzz {
  static func main() {
    fuzz { input in
      let typed = String(decoding: input, as: UTF8.self)
      let parts = AddressParts(typed)
      let joined = parts.prefecture + parts.city + parts.street + parts.building
      hold(isWithin(joined.unicodeScalars, typed.unicodeScalars), "the parts are what was typed, in that order")

      let key = AddressKey(parts)
      hold(key.site.isEmpty || key.isSameSite(as: key), "an address is at the same site as itself")
      _ = (AddressKey(typed), AddressKey.key(typed))

      if let code = try? PostalCode(typed) {
        hold((try? PostalCode(code.text)) == code, "a postal code reads back as it was written")
      }
    }
  }

  /// Whether `part` comes from `whole` by leaving characters out.
  private static func isWithin(_ part: String.UnicodeScalarView, _ whole: String.UnicodeScalarView) -> Bool {
    var rest = whole[...]
    return part.allSatisfy { scalar in
      guard let at = rest.firstIndex(of: scalar) else { return false }
      rest = rest[rest.index(after: at)...]
      return true
    }
  }
}
