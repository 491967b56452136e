import Japan
import Kernel

/// The columns of a file of contact cards, with headings that are mapped by themselves.
enum VCardColumn: Int, CaseIterable {
  case lastName, firstName, lastKana, firstKana, company, department, title, email, phone, mobile, fax
  case postalCode, prefecture, city, street, building, website, birthday, note
  /// What found no column of its own, a line each.
  case others

  var heading: String {
    switch self {
    case .lastName: "姓"
    case .firstName: "名"
    case .lastKana: "セイ"
    case .firstKana: "メイ"
    case .company: "会社名"
    case .department: "部署"
    case .title: "役職"
    case .email: "メールアドレス"
    case .phone: "電話番号"
    case .mobile: "携帯番号"
    case .fax: "FAX番号"
    case .postalCode: "郵便番号"
    case .prefecture: "都道府県"
    case .city: "市区町村"
    case .street: "番地"
    case .building: "建物名"
    case .website: "URL"
    case .birthday: "生年月日"
    case .note: "メモ"
    case .others: "ほかの連絡先"
    }
  }
}

/// What the properties of one contact card say, put into its columns.
struct VCardContact {
  private(set) var cells = Self.nothing
  static let nothing = Array(repeating: "", count: VCardColumn.allCases.count)
  private var others: [String] = []

  private static let read: Set<String> = [
    "N", "FN", "SOUND", "SORT-STRING", "X-PHONETIC-LAST-NAME", "X-PHONETIC-FIRST-NAME", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "ADR", "NOTE",
    "URL", "BDAY", "KIND", "X-ADDRESSBOOKSERVER-KIND", "AGENT",
  ]

  /// Whether a property has a part in any column; photographs and the like have none.
  static func reads(_ property: String) -> Bool { read.contains(property) }

  init(_ lines: [VCardLine]) throws(Problem) {
    for line in lines where line.name.hasSuffix("KIND") {
      if try VCardText.value(of: line).lowercased() == "group" { throw VCardFault.group.problem }
    }
    try takeNames(lines)
    try takeKana(lines)
    try takeWork(lines)
    try takePhones(lines)
    try takeMails(lines)
    try takeAddresses(lines)
    try takeRest(lines)
    self[.others] = others.joined(separator: "\n")
  }

  private subscript(_ column: VCardColumn) -> String {
    get { cells[column.rawValue] }
    set { cells[column.rawValue] = newValue }
  }

  // MARK: - Who

  private mutating func takeNames(_ lines: [VCardLine]) throws(Problem) {
    var name = PersonName(last: "", first: "")
    if let line = lines.first(where: { $0.name == "N" }) { name = try Self.name(of: line) }
    if name.isEmpty, let line = lines.first(where: { $0.name == "FN" }) { name = PersonName(full: try VCardText.value(of: line)) }
    (self[.lastName], self[.firstName]) = (name.last, name.first)
  }

  /// Some phones write the whole name where the family name belongs.
  private static func name(of line: VCardLine) throws(Problem) -> PersonName {
    let parts = try VCardText.components(of: line)
    let (last, first) = (parts[0], parts.count > 1 ? parts[1] : "")
    return first.isEmpty ? PersonName(full: last) : PersonName(last: last, first: first)
  }

  /// Said by name (`X-PHONETIC-…`), as the sound of the name (version 2.1), or as what to sort by, when that is kana.
  private mutating func takeKana(_ lines: [VCardLine]) throws(Problem) {
    for line in lines {
      switch line.name {
      case "X-PHONETIC-LAST-NAME": self[.lastKana] = try VCardText.value(of: line)
      case "X-PHONETIC-FIRST-NAME": self[.firstKana] = try VCardText.value(of: line)
      default: break
      }
    }
    guard self[.lastKana].isEmpty, self[.firstKana].isEmpty else { return }
    var kana = PersonName(last: "", first: "")
    for line in lines where kana.isEmpty {
      switch line.name {
      case "SOUND" where line.types.contains("X-IRMC-N"): kana = try Self.name(of: line)
      case "SORT-STRING": kana = Self.kana(PersonName(full: try VCardText.value(of: line)))
      case "N":
        guard let sorted = line["SORT-AS"] else { continue }
        let parts = sorted.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        kana = Self.kana(parts.count > 1 ? PersonName(last: parts[0], first: parts[1]) : PersonName(full: sorted))
      default: break
      }
    }
    (self[.lastKana], self[.firstKana]) = (kana.last, kana.first)
  }

  private static func kana(_ name: PersonName) -> PersonName {
    let isKana = (name.last + name.first).unicodeScalars.allSatisfy { (0x3041...0x30FF).contains($0.value) || (0xFF66...0xFF9F).contains($0.value) }
    return isKana ? name : PersonName(last: "", first: "")
  }

  private mutating func takeWork(_ lines: [VCardLine]) throws(Problem) {
    if let line = lines.first(where: { $0.name == "ORG" }) {
      let units = try VCardText.components(of: line)
      self[.company] = units[0]
      self[.department] = units.dropFirst().filter { !$0.isEmpty }.joined(separator: " ")
    }
    let title = lines.first { $0.name == "TITLE" } ?? lines.first { $0.name == "ROLE" }
    if let title { self[.title] = try VCardText.value(of: title) }
  }

  // MARK: - How to reach

  private mutating func takePhones(_ lines: [VCardLine]) throws(Problem) {
    for line in Self.preferred(lines, "TEL") {
      var number = try VCardText.value(of: line)
      if number.lowercased().hasPrefix("tel:") { number.removeFirst(4) }
      let types = line.types
      let column: VCardColumn =
        if types.contains("FAX") { .fax } else if types.contains("CELL") || types.contains("IPHONE") { .mobile } else { .phone }
      take(number, column, types.contains("PAGER"))
    }
  }

  private mutating func takeMails(_ lines: [VCardLine]) throws(Problem) {
    for line in Self.preferred(lines, "EMAIL") {
      var mail = try VCardText.value(of: line)
      if mail.lowercased().hasPrefix("mailto:") { mail.removeFirst(7) }
      take(mail, .email)
    }
  }

  /// Post office box, extension, street, place, region, postal code, country.
  private mutating func takeAddresses(_ lines: [VCardLine]) throws(Problem) {
    var isTaken = false
    for line in Self.preferred(lines, "ADR") {
      var parts = try VCardText.components(of: line)
      guard parts.contains(where: { !$0.isEmpty }) else { continue }
      while parts.count < 7 { parts.append("") }
      guard !isTaken else {
        others.append([parts[5], parts[4], parts[3], parts[2], parts[1]].filter { !$0.isEmpty }.joined(separator: " "))
        continue
      }
      isTaken = true
      self[.postalCode] = parts[5]
      let street = [parts[2], parts[0]].filter { !$0.isEmpty }.joined(separator: " ")
      if parts[4].isEmpty {
        // The whole address stands in the street, as many phones have it.
        let address = AddressParts([parts[3], street, parts[1]].filter { !$0.isEmpty }.joined(separator: " "))
        (self[.prefecture], self[.city], self[.street], self[.building]) = (address.prefecture, address.city, address.street, address.building)
      } else {
        (self[.prefecture], self[.city], self[.street], self[.building]) = (parts[4], parts[3], street, parts[1])
      }
    }
  }

  private mutating func takeRest(_ lines: [VCardLine]) throws(Problem) {
    var notes: [String] = []
    for line in lines {
      switch line.name {
      case "URL": take(try VCardText.value(of: line), .website)
      case "NOTE": notes.append(try VCardText.value(of: line))
      case "BDAY": takeBirthday(try VCardText.value(of: line))
      default: break
      }
    }
    self[.note] = notes.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// `19850412`, `1985-04-12`, `1985-04-12T00:00:00Z`; without a year (`--0412`) it is no date that could be kept.
  private mutating func takeBirthday(_ text: String) {
    if text.hasPrefix("--") { others.append(text) } else { take(String(text.prefix { $0 != "T" }), .birthday) }
  }

  private mutating func take(_ text: String, _ column: VCardColumn, _ isOther: Bool = false) {
    guard !text.isEmpty else { return }
    if !isOther, self[column].isEmpty { self[column] = text } else { others.append(text) }
  }

  /// What is marked as preferred first, then what belongs to the work.
  private static func preferred(_ lines: [VCardLine], _ name: String) -> [VCardLine] {
    let found = lines.filter { $0.name == name }.enumerated().map { at, line in
      (line: line, rank: (line.types.contains("PREF") ? 0 : line.types.contains("WORK") ? 1 : 2, at))
    }
    return found.sorted { $0.rank < $1.rank }.map(\.line)
  }
}
