/// What tells whether two addresses are the same place: numbers in one form, without 大字, spaces and variant characters.
///
/// It only proposes. 金沢市イ38-4, 無番地 and towns of one name in one ward break every rule, so a typed address is never
/// overwritten with anything made from a key.
package struct AddressKey: Hashable, Sendable {
  /// Prefecture, municipality, town and numbers.
  package let site: String
  /// Building and floor, which may differ within one place.
  package let building: String
  private let hasPrefecture: Bool

  package init(_ parts: AddressParts) {
    hasPrefecture = !parts.prefecture.isEmpty
    site = Self.key(parts.prefecture + parts.city + parts.street)
    building = SearchKey.key(parts.building, variants: .strict)
  }

  /// An address in one line; `prefecture` is what its postal code says, for lines that leave it out.
  package init(_ typed: String, prefecture: String = "", directory: PostalDirectory? = nil) {
    var parts = AddressParts(typed, directory: directory)
    if parts.prefecture.isEmpty { parts.prefecture = prefecture }
    self.init(parts)
  }

  /// The same site, whatever the floor. A line without its prefecture is compared without it.
  package func isSameSite(as other: AddressKey) -> Bool {
    guard !site.isEmpty, !other.site.isEmpty else { return false }
    if hasPrefecture == other.hasPrefecture { return site == other.site }
    return hasPrefecture ? withoutPrefecture == other.site : site == other.withoutPrefecture
  }

  private var withoutPrefecture: String {
    let scalars = Array(site.unicodeScalars)
    let length = AddressLine.prefectures.first { prefix in
      scalars.count > prefix.count && zip(scalars, prefix).allSatisfy { $0.value == $1 }
    }?.count
    return length.map { String(String.UnicodeScalarView(scalars.dropFirst($0))) } ?? site
  }

  /// The key of prefecture, municipality, town and numbers written together.
  package static func key(_ typed: String) -> String {
    FoldingMap.strict.withScalars(of: typed) { scalars in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: scalars.count * 2 + 8) { out in
        out.text(0..<write(scalars, into: out))
      }
    }
  }

  private static func write(_ scalars: UnsafeMutableBufferPointer<UInt32>, into out: UnsafeMutableBufferPointer<UInt32>) -> Int {
    var count = 0
    var at = 0
    func put(_ scalar: UInt32) {
      out[count] = scalar
      count += 1
    }
    func scalar(_ index: Int) -> UInt32 { index >= 0 && index < scalars.count ? scalars[index] : 0 }
    var endsInNumber: Bool { count > 0 && AddressLine.isDigit(out[count - 1]) }
    while at < scalars.count {
      let here = scalars[at]
      if ParsedCompanyName.isSpace(here) {
        at += 1
      } else if KanjiNumeral.isNumeral(here), let number = numeral(scalars, at) {
        for digit in String(number.value).utf8 { put(UInt32(digit)) }
        at = number.end
      } else if endsInNumber, case let length = AddressCounter.length(scalars, at), length > 0 {
        if here == 0x6761 || here == 0x7DDA || here == 0x5730 {
          for offset in 0..<length { put(scalars[at + offset]) }  // 条 線 地割 stay: they are names
        } else {
          put(0x2D)
        }
        at += length
      } else if AddressLine.isDash(here) || here == 0x30CE, count > 0, endsInNumber || out[count - 1] == 0x2D,
        AddressLine.isDigit(scalar(at + 1))
      {
        if endsInNumber { put(0x2D) }
        at += 1
      } else if here == 0x5927, scalar(at + 1) == 0x5B57 {
        at += 2  // 大字
      } else if here == 0x5B57, scalar(at - 1) != 0x6587 {
        at += 1  // 字, but not of 文字
      } else if here == 0x30AC, isKanji(scalar(at - 1)), isKanji(scalar(at + 1)) {
        put(0x30B1)  // 霞が関 = 霞ヶ関
        at += 1
      } else {
        put(here)
        at += 1
      }
    }
    while count > 0, out[count - 1] == 0x2D { count -= 1 }
    return count
  }

  /// Kanji numerals are numbers only before a counter: 六丁目, not 六本木.
  private static func numeral(_ scalars: UnsafeMutableBufferPointer<UInt32>, _ start: Int) -> (value: Int, end: Int)? {
    var end = start
    while end < scalars.count, KanjiNumeral.isNumeral(scalars[end]) { end += 1 }
    guard end - start <= 6, AddressCounter.length(scalars, end) > 0, let value = KanjiNumeral.value(scalars[start..<end]) else {
      return nil
    }
    return (value, end)
  }

  private static func isKanji(_ scalar: UInt32) -> Bool { (0x3400...0x9FFF).contains(scalar) }
}
