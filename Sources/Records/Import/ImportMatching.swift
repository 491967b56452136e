import Japan
import Kernel
import Metadata

/// Tells whether a row and a record are the same person or company. When in doubt they are not: a wrong merge cannot be told apart
/// again, a duplicate can be merged later.
///
/// Persons: one mail address is one person. The same address under another name is refused. Without an address on one of
/// both sides, the same name and the same phone number, or the same name, company and place. Two different addresses: two persons.
///
/// Companies: one corporate number is one company, two numbers are two. Without one, the same registered name (with its legal form) and
/// the same phone number or place.
struct ImportMatching: Sendable {
  enum Verdict: Sendable {
    case same(strength: Int)
    case different
    /// The row must not be taken: it contradicts the record that owns its identity.
    case contradiction(Problem)
  }

  private enum Kind: Sendable {
    case person, company, none
  }
  private let kind: Kind

  init(_ object: ObjectDefinition) {
    if object.field("last_name") != nil, object.field("email") != nil {
      kind = .person
    } else if object.field("corporate_number") != nil, object.field("name") != nil {
      kind = .company
    } else {
      kind = .none
    }
  }

  func compare(_ row: ImportFace, with record: ImportFace) -> Verdict {
    switch kind {
    case .person: person(row, record)
    case .company: company(row, record)
    case .none: .different
    }
  }

  private func person(_ row: ImportFace, _ record: ImportFace) -> Verdict {
    if let mail = row.mail, let other = record.mail {
      guard mail == other else { return .different }
      let (name, other) = (row.name, record.name)
      if name.isEmpty || other.isEmpty || name == other { return .same(strength: 10) }
      return .contradiction(
        Problem(
          field: "email", "other_person",
          ja: "このメールアドレスは別の人（\(record.shownName)）のものです。アドレスか氏名を直して取り込み直してください。",
          en: "This mail address belongs to somebody else (\(record.shownName)). Correct the address or the name and import again."))
    }
    let name = row.name
    guard !name.isEmpty, name == record.name, !differ(row.birthday, record.birthday) else { return .different }
    let samePhone = !row.phones.isDisjoint(with: record.phones)
    let sameCompany = isSame(row.company, record.company)
    let samePlace = row.isAtSamePlace(as: record)
    guard samePhone || (sameCompany && samePlace) else { return .different }
    return .same(strength: (samePhone ? 4 : 0) + (sameCompany ? 2 : 0) + (samePlace ? 1 : 0))
  }

  private func company(_ row: ImportFace, _ record: ImportFace) -> Verdict {
    if let number = row.corporateNumber, let other = record.corporateNumber {
      return number == other ? .same(strength: 10) : .different
    }
    guard let name = row.companyName, let other = record.companyName, CompanyName.compare(name, other) == .same else {
      return .different
    }
    let samePhone = !row.phones.isDisjoint(with: record.phones)
    let samePlace = row.isAtSamePlace(as: record)
    return samePhone || samePlace ? .same(strength: (samePhone ? 4 : 0) + (samePlace ? 1 : 0)) : .different
  }

  private func isSame(_ a: CompanyName?, _ b: CompanyName?) -> Bool {
    if let a, let b { CompanyName.compare(a, b) == .same } else { false }
  }

  private func differ<Thing: Equatable>(_ a: Thing?, _ b: Thing?) -> Bool {
    if let a, let b { a != b } else { false }
  }
}

/// What of a record tells who it is, in the forms that compare; each is made when it is asked for.
struct ImportFace: Sendable {
  private let values: [String: Value]
  let mail: String?
  let corporateNumber: String?

  init(_ values: [String: Value]) {
    self.values = values
    mail = Self.text("email", values)?.lowercased()
    corporateNumber = Self.text("corporate_number", values)
  }

  var name: String { person.matchKey }
  var shownName: String { person.display }
  var phones: Set<String> {
    Set(["phone", "mobile"].compactMap { text($0).map(PhoneNumber.key) }.filter { $0.utf8.count >= 9 })
  }
  /// Where a person works.
  var company: CompanyName? { text("company_name").map { CompanyName($0) } }
  /// What a company is called.
  var companyName: CompanyName? { text("name").map { CompanyName($0) } }
  var birthday: Value? { values["birthday"].flatMap { $0.isNull ? nil : $0 } }

  func isAtSamePlace(as other: ImportFace) -> Bool {
    guard let place, let there = other.place else { return false }
    return place.isSameSite(as: there)
  }

  private var person: PersonName { PersonName(last: text("last_name") ?? "", first: text("first_name") ?? "") }

  private var place: AddressKey? {
    guard let street = text("street") else { return nil }
    return AddressKey(
      AddressParts(
        prefecture: text("prefecture") ?? "", city: text("city") ?? "", street: street, building: text("building") ?? ""))
  }

  private func text(_ field: String) -> String? { Self.text(field, values) }

  private static func text(_ field: String, _ values: [String: Value]) -> String? {
    if case .text(let text)? = values[field] { text } else { nil }
  }
}

/// Whether two values say the same in other words: ㈱ and 株式会社, 03-1234-5678 and 0312345678, 7丁目26番3号 and 7-26-3.
enum ImportEquivalence {
  static func isSame(_ a: Value, _ b: Value, in field: FieldDefinition) -> Bool {
    if a == b { return true }
    guard case .text(let a) = a, case .text(let b) = b else { return false }
    switch field.type {
    case is EmailType: return a.lowercased() == b.lowercased()
    case is PhoneType: return PhoneNumber.key(a) == PhoneNumber.key(b)
    case is PicklistType: return false
    case is LongTextType: return a.split(whereSeparator: \.isWhitespace) == b.split(whereSeparator: \.isWhitespace)
    default:
      if SearchKey.key(a, variants: .strict) == SearchKey.key(b, variants: .strict) { return true }
      switch field.name {
      case "company_name": return CompanyName.compare(a, b) == .same
      case "street": return AddressKey.key(a) == AddressKey.key(b)
      default: return false
      }
    }
  }
}
