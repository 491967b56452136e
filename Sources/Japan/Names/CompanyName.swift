/// A company's name as typed, with what tells whether two names mean the same company: a key without width, variant kanji,
/// legal form and signs; the form and where it stands; the branch.
///
/// Names alone never merge anything: 703 companies are called 株式会社アシスト. They propose, a person decides.
package struct CompanyName: Hashable, Sendable {
  /// Where the legal form stands (前株, 後株). It is part of the registered name.
  package enum Position: Sendable { case front, back }

  package let typed: String
  /// Equal keys: the same name apart from form, position, branch and ways of writing. Empty when nothing but signs was typed.
  package let key: String
  package let form: LegalForm?
  package let position: Position?
  /// 大阪支店, 本社, … when it followed the name after a space.
  package let branch: String?

  package init(_ typed: String) {
    let parts = FoldingMap.strict.withScalars(of: typed) { scalars in
      var name = ParsedCompanyName(scalars)
      name.cut()
      return (name.form, name.position, name.branchText, name.key())
    }
    self.typed = typed
    (form, position, branch, key) = parts
  }

  /// Only the key, for columns and bulk import.
  package static func key(_ typed: String) -> String {
    FoldingMap.strict.withScalars(of: typed) { scalars in
      var name = ParsedCompanyName(scalars)
      name.cut()
      return name.key()
    }
  }

  /// Level 2, for suggestions only: コンピューター = コンピュータ, ヴァイオリン = バイオリン, 斎藤 = 斉藤.
  package var looseKey: String { Self.looseKey(of: key) }

  /// Level 3, for suggestions only: what OCR mixes up, such as カ and 力, 0 and O.
  package var confusableKey: String {
    var scalars = key.unicodeScalars.map { Self.confusables[$0.value] ?? $0.value }
    return Self.loosen(&scalars)
  }

  package static func looseKey(of key: String) -> String {
    FoldingMap.loose.withScalars(of: key) { folded in
      var scalars = Array(folded)
      return loosen(&scalars)
    }
  }

  private static func loosen(_ scalars: inout [UInt32]) -> String {
    var out: [UInt32] = []
    out.reserveCapacity(scalars.count)
    var at = 0
    while at < scalars.count {
      let scalar = scalars[at]
      let next = at + 1 < scalars.count ? scalars[at + 1] : 0
      at += 1
      if scalar == 0x30FC, !ParsedCompanyName.isKatakana(next) { continue }
      if scalar == 0x30F4 {
        switch next {
        case 0x30A2: out.append(0x30D0)
        case 0x30A4: out.append(0x30D3)
        case 0x30A8: out.append(0x30D9)
        case 0x30AA: out.append(0x30DC)
        default:
          out.append(0x30D6)
          continue
        }
        at += 1
        continue
      }
      out.append(scalar)
    }
    return out.withUnsafeBufferPointer { $0.text }
  }

  private static let confusables: [UInt32: UInt32] = {
    let pairs = zip("力二八口工卜夕一ol".unicodeScalars, "カニハロエトター01".unicodeScalars)
    return Dictionary(pairs.map { ($0.value, $1.value) }) { first, _ in first }
  }()
}

/// The folded scalars of a company name while its form and branch are cut off.
struct ParsedCompanyName {
  private let scalars: UnsafeMutableBufferPointer<UInt32>
  private var range: Range<Int>
  private(set) var form: LegalForm?
  private(set) var position: CompanyName.Position?
  private var branch: Range<Int>?

  init(_ scalars: UnsafeMutableBufferPointer<UInt32>) {
    self.scalars = scalars
    range = 0..<scalars.count
  }

  mutating func cut() {
    trim()
    cutForm()
    trim()
    cutBranch()
    if form == nil { cutForm() }
    trim()
  }

  var branchText: String? { branch.map { scalars.text($0) } }

  /// Takes away signs; a dash between katakana is a long vowel. Changes the scalars in place, so it comes last.
  func key() -> String {
    var count = 0
    for at in range {
      var scalar = scalars[at]
      if scalar == 0x2D || scalar == 0x30FC, count > 0, Self.isKatakana(scalars[count - 1]) {
        if scalar == 0x2D {
          guard at + 1 < range.upperBound, Self.isKatakana(scalars[at + 1]) else { continue }
          scalar = 0x30FC
        }
      } else if Self.isSign(scalar) {
        continue
      }
      scalars[count] = scalar
      count += 1
    }
    return scalars.text(0..<count)
  }

  private mutating func trim() {
    while let first = range.first, Self.isSpace(scalars[first]) { range.removeFirst() }
    while let last = range.last, Self.isSpace(scalars[last]) || scalars[last] == 0x2C { range.removeLast() }
  }

  private mutating func cutForm() {
    guard let first = range.first, let last = range.last else { return }
    for spelling in LegalForm.spellings where spelling.scalars.count < range.count {
      let length = spelling.scalars.count
      if !spelling.isLatin, spelling.scalars[0] == scalars[first], matches(spelling, at: first) {
        (form, position) = (spelling.form, .front)
        range = range.dropFirst(length)
        return
      }
      if spelling.scalars[length - 1] == scalars[last], matches(spelling, at: range.upperBound - length) {
        let before = scalars[range.upperBound - length - 1]
        if spelling.isLatin, !(Self.isSpace(before) || before == 0x2C || before == 0x2E || before > 0x2FF) { continue }
        (form, position) = (spelling.form, .back)
        range = range.dropLast(length)
        return
      }
    }
  }

  private func matches(_ spelling: LegalForm.Spelling, at start: Int) -> Bool {
    for (offset, scalar) in spelling.scalars.enumerated() where scalars[start + offset] != scalar { return false }
    return true
  }

  private mutating func cutBranch() {
    guard let space = range.last(where: { Self.isSpace(scalars[$0]) }), space > range.lowerBound else { return }
    let word = space + 1..<range.upperBound
    for ending in Self.branchEndings where ending.count <= word.count {
      if zip(ending, scalars[word].suffix(ending.count)).allSatisfy(==) {
        branch = word
        range = range.lowerBound..<space
        trim()
        return
      }
    }
  }

  /// 店 alone is not here: 山田商店 is a company, not a branch.
  private static let branchEndings: [[UInt32]] = [
    "支店", "支社", "営業所", "本社", "本店", "工場", "事業所", "事業部", "支部", "出張所",
  ].map { $0.unicodeScalars.map(\.value) }

  static func isKatakana(_ scalar: UInt32) -> Bool { (0x30A1...0x30F6).contains(scalar) || scalar == 0x30FC }

  static func isSpace(_ scalar: UInt32) -> Bool {
    scalar == 0x20 || scalar == 0x3000 || scalar == 9 || scalar == 10 || scalar == 13
  }

  private static func isSign(_ scalar: UInt32) -> Bool {
    switch scalar {
    case ..<0x30, 0x3A...0x40, 0x5B...0x60, 0x7B...0xA9, 0x2010...0x206F, 0x3000...0x3004, 0x3008...0x3020, 0x30FB: true
    default: false
    }
  }
}
