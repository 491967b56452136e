/// An address in one line taken apart into the fields of a record. What is in the parts is exactly what was typed.
package struct AddressParts: Hashable, Sendable {
  package var prefecture = ""
  package var city = ""
  package var street = ""
  package var building = ""

  package init(prefecture: String = "", city: String = "", street: String = "", building: String = "") {
    self.prefecture = prefecture
    self.city = city
    self.street = street
    self.building = building
  }

  /// With a directory the municipality is certain; without one it is told by 市, 区, 町 and 村, which is nearly always right.
  package init(_ typed: String, directory: PostalDirectory? = nil) {
    let line = AddressLine(typed)
    var at = line.skipPostalCode()
    if let length = line.prefectureLength(from: at) {
      prefecture = line.text(at..<at + length)
      at += length
    }
    at = line.skipSpaces(from: at)
    if let length = line.cityLength(from: at, prefecture: prefecture, directory: directory) {
      city = line.text(at..<at + length)
      at += length
    }
    at = line.skipSpaces(from: at)
    let end = line.streetEnd(from: at)
    street = line.text(at..<end)
    building = line.text(end..<line.count)
  }
}

/// A typed address, scalar by scalar, beside its folded form.
struct AddressLine {
  private let typed: [UInt32]
  /// As long as `typed`.
  private let folded: [UInt32]

  init(_ text: String) {
    typed = text.unicodeScalars.map(\.value)
    folded = FoldingMap.strict.oneToOne(text)
  }

  var count: Int { folded.count }

  func text(_ range: Range<Int>) -> String {
    ExcelDamage.trimmed(typed[range].withUnsafeBufferPointer { $0.text })
  }

  func skipSpaces(from start: Int) -> Int {
    var at = start
    while at < count, ParsedCompanyName.isSpace(folded[at]) { at += 1 }
    return at
  }

  /// 〒100-0001 in front of an address is not part of it.
  func skipPostalCode() -> Int {
    var at = skipSpaces(from: 0)
    let start = at
    if at < count, folded[at] == 0x3012 { at = skipSpaces(from: at + 1) }
    var digits = 0
    while at < count, Self.isDigit(folded[at]) || (digits == 3 && Self.isDash(folded[at])) {
      if Self.isDigit(folded[at]) { digits += 1 }
      at += 1
    }
    return digits == 7 ? skipSpaces(from: at) : digits == 0 ? at : start
  }

  func prefectureLength(from start: Int) -> Int? {
    guard start < count else { return nil }
    return Self.prefectures.first { $0[0] == folded[start] && folded[start...].starts(with: $0) }?.count
  }

  func cityLength(from start: Int, prefecture: String, directory: PostalDirectory?) -> Int? {
    let rest = folded[start...]
    if let directory {
      let length = prefecture.isEmpty ? directory.cityLength(rest) : directory.cityLength(rest, prefecture: prefecture)
      if let length { return length }
    }
    return Self.guessCity(Array(rest.prefix(14)))
  }

  /// 郡…町/村, then …市 with …区, then …区, then …町/村. 市川市 and 四日市市 have more than one 市; 郡山市 has 郡 without a district.
  private static func guessCity(_ name: [UInt32]) -> Int? {
    func first(_ wanted: UInt32..., from start: Int = 1) -> Int? {
      guard start < name.count else { return nil }
      return name[start...].firstIndex { wanted.contains($0) }
    }
    var city = first(0x5E02)  // 市
    if let at = city, at + 1 < name.count {
      if name[at + 1] == 0x5E02 { city = at + 1 }
      if name[at + 1] == 0x90E1 { city = nil }  // 高市郡, 余市郡
    }
    if let district = first(0x90E1), district <= 4, city.map({ $0 > district + 2 }) ?? true {  // 郡
      if let town = first(0x753A, 0x6751, from: district + 2) { return town + 1 }
    }
    if let city {
      if let ward = first(0x533A, from: city + 2), ward <= city + 5 { return ward + 1 }  // 区
      return city + 1
    }
    if let ward = first(0x533A), ward <= 4 { return ward + 1 }
    if let town = first(0x753A, 0x6751), town <= 5, !name[..<town].contains(where: isDigit) { return town + 1 }
    return nil
  }

  /// The end of the numbers: 西新宿2-8-1|都庁第一本庁舎28F, 北3条西6丁目1番地|丸ビル.
  func streetEnd(from start: Int) -> Int {
    var at = start
    while at < count {
      guard let end = numberEnd(from: at) else {
        at += 1
        continue
      }
      var last = end
      while let next = nextNumber(after: last) { last = next }
      return last
    }
    return count
  }

  /// The number that goes on after `at`: after a dash, の, or 西, 甲, イ and the like.
  private func nextNumber(after at: Int) -> Int? {
    var next = at
    var joined = 0
    while next < count, joined < 3, Self.isJoint(folded[next]) {
      next += 1
      joined += 1
    }
    return numberEnd(from: next)
  }

  /// The end of the digits at `start` and their counter. `nil` for a name such as 一番町, 八丁堀, 六本木, 十条仲原.
  private func numberEnd(from start: Int) -> Int? {
    var at = start
    while at < count, Self.isDigit(folded[at]) { at += 1 }
    let isArabic = at > start
    if !isArabic {
      while at < count, KanjiNumeral.isNumeral(folded[at]) { at += 1 }
    }
    guard at > start else { return nil }
    let counter = AddressCounter.length(folded, at)
    if counter == 0 { return isArabic && !isName(at) ? at : nil }
    at += counter
    if counter == 1, folded[at - 1] == 0x6761 || folded[at - 1] == 0x7DDA {
      // 条 and 線 count only before another number: 北3条西6丁目, not 十条仲原 or 西七条東石ケ坪町.
      return isNumber(at) || (at < count && Self.isDirection(folded[at]) && isNumber(at + 1)) ? at : nil
    }
    // 魚島二番耕地 is a name.
    if !isArabic, counter == 1, at < count, (0x3400...0x9FFF).contains(folded[at]), !isNumber(at) { return nil }
    return at
  }

  private func isNumber(_ at: Int) -> Bool {
    at < count && (Self.isDigit(folded[at]) || KanjiNumeral.isNumeral(folded[at]))
  }

  private static func isDirection(_ scalar: UInt32) -> Bool {
    scalar == 0x6771 || scalar == 0x897F || scalar == 0x5357 || scalar == 0x5317
  }

  /// The number before `at` belongs to a name: 28F, 28階 of a building, 6番町, 3区, 2町 of a town.
  private func isName(_ at: Int) -> Bool {
    guard at < count else { return false }
    switch folded[at] {
    case 0x968E, 0x756A, 0x753A, 0x533A: return true
    case 0x66: return at + 1 == count || !(0x61...0x7A).contains(folded[at + 1])
    default: return false
    }
  }

  static func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }
  static func isDash(_ scalar: UInt32) -> Bool { scalar == 0x2D || scalar == 0x30FC || scalar == 0x7E }

  /// - の 甲乙丙丁 (and 堺's 丁) 東西南北 イロハニ
  private static func isJoint(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x30FC, 0x30CE, 0x7532, 0x4E59, 0x4E19, 0x4E01, 0x6771, 0x897F, 0x5357, 0x5317, 0x30A4, 0x30ED, 0x30CF, 0x30CB:
      true
    default: false
    }
  }

  static let prefectures: [[UInt32]] =
    """
    北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 \
    滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
    """.split(separator: " ").map { FoldingMap.strict.oneToOne(String($0)) }
}

/// The words that count blocks in an address: 丁目, 番地, 番, 号, 条, 線, 地割.
enum AddressCounter {
  /// How many scalars of a counter stand at `at`; 0 when none does. 番町 and 番丁 are names.
  static func length(_ scalars: some RandomAccessCollection<UInt32>, _ at: Int) -> Int {
    func scalar(_ offset: Int) -> UInt32 {
      let index = scalars.index(scalars.startIndex, offsetBy: offset, limitedBy: scalars.endIndex)
      return index.flatMap { $0 < scalars.endIndex ? scalars[$0] : nil } ?? 0
    }
    switch scalar(at) {
    case 0x4E01: return scalar(at + 1) == 0x76EE ? 2 : 0
    case 0x756A:
      if scalar(at + 1) == 0x5730 { return 2 }
      return scalar(at + 1) == 0x753A || scalar(at + 1) == 0x4E01 ? 0 : 1
    case 0x53F7: return scalar(at + 1) == 0x5BA4 || scalar(at + 1) == 0x9928 ? 0 : 1
    case 0x6761, 0x7DDA: return 1
    case 0x5730: return scalar(at + 1) == 0x5272 ? 2 : 0
    default: return 0
    }
  }
}

/// 〇一二…十百 in addresses.
enum KanjiNumeral {
  static func isNumeral(_ scalar: UInt32) -> Bool { digit(scalar) != nil || scalar == 0x5341 || scalar == 0x767E }

  /// 二十三 → 23, 一二 → 12; `nil` beyond 9,999.
  static func value(_ scalars: some Sequence<UInt32>) -> Int? {
    var total = 0
    var current: Int?
    for scalar in scalars {
      if let digit = digit(scalar) {
        current = (current ?? 0) * 10 + digit
      } else {
        total += (current ?? 1) * (scalar == 0x5341 ? 10 : 100)
        current = nil
      }
      guard total + (current ?? 0) < 10_000 else { return nil }
    }
    return total + (current ?? 0)
  }

  private static func digit(_ scalar: UInt32) -> Int? {
    switch scalar {
    case 0x3007: 0
    case 0x4E00: 1
    case 0x4E8C: 2
    case 0x4E09: 3
    case 0x56DB: 4
    case 0x4E94: 5
    case 0x516D: 6
    case 0x4E03: 7
    case 0x516B: 8
    case 0x4E5D: 9
    default: nil
    }
  }
}
