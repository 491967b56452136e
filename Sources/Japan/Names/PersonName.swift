/// A person's name: taken apart when it comes in one piece, put together for screens and envelopes.
package struct PersonName: Hashable, Sendable {
  package let last: String
  package let first: String

  package init(last: String, first: String) {
    self.last = last
    self.first = first
  }

  /// Reads 山田 太郎, 山田　太郎 様, Taro Yamada stays in the order it was typed. Without a space everything is the last name:
  /// where 山田太郎 splits cannot be told.
  package init(full typed: String) {
    let words = Self.withoutHonorific(typed).unicodeScalars.split(whereSeparator: Self.isSpace)
    last = words.first.map { String($0) } ?? ""
    first = words.dropFirst().map { String($0) }.joined(separator: " ")
  }

  /// 山田 太郎.
  package var display: String { [last, first].filter { !$0.isEmpty }.joined(separator: " ") }

  package var isEmpty: Bool { last.isEmpty && first.isEmpty }

  /// Equal for 髙橋　一郎 様 and 高橋一郎; 斉藤 and 斎藤 stay apart.
  package var matchKey: String { SearchKey.key(Self.withoutHonorific(last + first), variants: .strict) }

  /// Takes 様, 氏, さん, 殿, 先生 and the like from the end of a name, if something is left.
  package static func withoutHonorific(_ typed: String) -> String {
    let name = ExcelDamage.trimmed(typed)
    let bytes = name.utf8
    for honorific in honorifics
    where bytes.count > honorific.bytes.count && bytes.suffix(honorific.bytes.count).elementsEqual(honorific.bytes) {
      let rest = String(name.utf8.dropLast(honorific.bytes.count)) ?? name
      let bare = ExcelDamage.trimmed(rest)
      if bare.isEmpty || (honorific.needsSpace && bare.utf8.count == rest.utf8.count) { continue }
      return bare
    }
    return name
  }

  /// 氏, 殿 and the like also end names; they count as honorifics only after a space.
  private static let honorifics: [(bytes: [UInt8], needsSpace: Bool)] =
    ["様", "御中"].map { (Array($0.utf8), false) }
    + ["氏", "殿", "君", "さん", "くん", "さま", "ちゃん", "先生"].map { (Array($0.utf8), true) }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\u{3000}" || scalar == "\t" }
}

/// How somebody is addressed on paper and in mail (宛名). Never 御中 and 様 together; a person without a name is ご担当者様.
package struct Addressee: Hashable, Sendable {
  package enum Honorific: String, Sendable, CaseIterable {
    case 様, 先生, 殿
  }

  package var company: String
  package var department: String
  /// Stands before the name: 営業部長 山田様.
  package var title: String
  package var person: PersonName?
  package var honorific: Honorific

  package init(
    company: String = "", department: String = "", title: String = "", person: PersonName? = nil, honorific: Honorific = .様
  ) {
    self.company = company
    self.department = department
    self.title = title
    self.person = person
    self.honorific = honorific
  }

  /// On one line: 株式会社山田商店 御中 · 株式会社山田商店 営業部 山田 太郎 様.
  package var line: String { lines.joined(separator: " ") }

  /// Organisation, then person, for the block at the top of a letter.
  package var lines: [String] {
    let organisation = [company, department].filter { !$0.isEmpty }.joined(separator: " ")
    if let person, !person.isEmpty {
      let name = [title, person.display].filter { !$0.isEmpty }.joined(separator: " ")
      return [organisation, "\(name) \(honorific.rawValue)"].filter { !$0.isEmpty }
    }
    return organisation.isEmpty ? [Self.unknownPerson] : ["\(organisation) 御中"]
  }

  /// What stands for the name in a mail's first line.
  package var salutation: String {
    guard let person, !person.isEmpty else { return Self.unknownPerson }
    return (person.last.isEmpty ? person.first : person.last) + honorific.rawValue
  }

  package static let unknownPerson = "ご担当者様"
}
