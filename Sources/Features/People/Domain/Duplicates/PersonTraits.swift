import Japan
package import Kernel
package import Metadata
package import Records

/// A person as others are compared with it.
///
/// - A name alone is nobody. A phone number alone is a switchboard, a company alone a colleague.
/// - The same mail address is strong, with the same name nearly certain; under two names it may be a shared mailbox.
/// - The same name at the same company is likely, less so with two mail addresses or two birthdays.
/// - Whoever changed the company keeps name and mobile number.
package struct PersonTraits: DuplicateTraits {
  package static var object: ObjectDefinition { Person.object }
  package static let fields = [
    "last_name", "first_name", "last_kana", "first_kana", "email", "phone", "mobile", "company_name", "account_id", "birthday", "prefecture",
    "city", "street", "building",
  ]
  package static let identities = ["email", "phone"]

  package let id: RecordID
  private let name: String
  private let looseName: String
  private let lastName: String
  private let hasFirstName: Bool
  private let reading: String
  private let mails: Set<String>
  private let phones: Set<String>
  private let domain: String?
  private let company: String
  private let account: RecordID?
  private let birthday: Day?
  private let place: AddressParts?

  package init(_ record: Record, taken: [Identity] = []) {
    id = record.id
    let (last, first) = (record[Person.lastName] ?? "", record[Person.firstName] ?? "")
    name = PersonName(last: last, first: first).matchKey
    looseName = SearchKey.key(PersonName.withoutHonorific(last + first), variants: .loose)
    lastName = PersonName(last: last, first: "").matchKey
    hasFirstName = !first.isEmpty
    let kana = (record[Person.lastKana] ?? "") + (record[Person.firstKana] ?? "")
    let spoken = Kana.katakana(kana.isEmpty ? last + first : kana).filter { $0 != " " && $0 != "　" }
    reading = Kana.isKatakana(spoken) ? spoken : ""
    let own = record[Person.email]
    mails = Set([own?.key].compactMap { $0 } + taken.filter { $0.kind == "email" }.map(\.key))
    domain = own.map { $0.domain.lowercased() }.flatMap { FreeMailDomain.contains($0) ? nil : $0 }
    phones = TraitParts.phones([record[Person.phone], record[Person.mobile]], taken)
    company = record[Person.companyName].map { CompanyName.key($0) } ?? ""
    account = record[Person.account]?.as(AnyRecord.self)
    birthday = record[Person.birthday]
    place = TraitParts.place(record)
  }

  /// The name or its reading, together with the company, the account or the mail domain.
  package var keys: [DuplicateKey] {
    let names = [("name", looseName), ("reading", reading)].filter { !$0.1.isEmpty }
    let places = [("company", company), ("account", account?.text ?? ""), ("domain", domain ?? "")].filter { !$0.1.isEmpty }
    return names.flatMap { name in places.map { DuplicateKey(name.0, name.1, $0.0, $0.1) } }
  }

  package func compared(with other: PersonTraits) -> DuplicateEvidence? {
    let likeness = likeness(to: other)
    let shared = (
      mail: !mails.isDisjoint(with: other.mails), phone: !phones.isDisjoint(with: other.phones), company: isColleague(of: other),
      domain: domain != nil && domain == other.domain
    )
    let signs = signs(likeness, shared.mail, shared.phone, shared.company, shared.domain, other)
    let doubts = doubts(likeness, shared.mail, shared.company, other)
    if !shared.mail, likeness == .different || likeness == .unknown {
      // Colleagues at one switchboard, or records that say too little.
      return shared.phone ? DuplicateEvidence(signs: signs, doubts: doubts, score: 30) : nil
    }
    // 山田 at the company of 山田 太郎 may be another 山田.
    if likeness == .lastName, !shared.mail, !shared.phone { return nil }
    let contacts = [shared.mail ? 60 : 0, shared.phone ? 45 : 0, shared.company ? 45 : 0, shared.domain && !shared.company ? 30 : 0]
    guard let best = contacts.max(), best > 0 else { return nil }
    let further = contacts.count { $0 > 0 } - 1 - (shared.domain && shared.mail && !shared.company ? 1 : 0)
    var score = likeness.weight + best + 8 * further + (signs.contains(.address) ? 8 : 0)
    for doubt in doubts {
      switch doubt {
      case .email, .kanji: score -= 10
      case .birthday: score -= 30
      case .company: score -= 5
      case .name, .phoneNear, .address: break
      }
    }
    return DuplicateEvidence(signs: signs, doubts: doubts, score: likeness == .different ? min(score, 68) : score)
  }

  // MARK: Names

  private enum Likeness {
    case same, variant, reading, lastName, unknown, different

    var weight: Int {
      switch self {
      case .same: 35
      case .variant, .reading: 28
      case .lastName: 20
      case .unknown: 10
      case .different: 0
      }
    }

    var sign: DuplicateSign? {
      switch self {
      case .same: .name
      case .variant: .nameAlike
      case .reading: .reading
      case .lastName: .lastName
      case .unknown, .different: nil
      }
    }
  }

  private func likeness(to other: PersonTraits) -> Likeness {
    guard !name.isEmpty, !other.name.isEmpty else { return .unknown }
    if name == other.name { return .same }
    if looseName == other.looseName { return .variant }
    if !reading.isEmpty, reading == other.reading { return .reading }
    // 山田 and 山田 太郎 may be one; 山田 太郎 and 山田 花子 are not.
    if hasFirstName != other.hasFirstName, lastName == other.lastName { return .lastName }
    return .different
  }

  private func isColleague(of other: PersonTraits) -> Bool {
    if let account, account == other.account { return true }
    return !company.isEmpty && company == other.company
  }

  private func signs(
    _ likeness: Likeness, _ mail: Bool, _ phone: Bool, _ company: Bool, _ domain: Bool, _ other: PersonTraits
  ) -> [DuplicateSign] {
    var signs: [DuplicateSign] = []
    if mail { signs.append(.email) }
    if phone { signs.append(.phone) }
    if likeness == .same, company {
      signs.append(.nameAndCompany)
    } else {
      if let sign = likeness.sign { signs.append(sign) }
      if company { signs.append(.company) }
    }
    if domain, !mail, !company { signs.append(.mailDomain) }
    if likeness != .different, TraitParts.isSamePlace(place, other.place) == true { signs.append(.address) }
    return signs
  }

  private func doubts(_ likeness: Likeness, _ mail: Bool, _ company: Bool, _ other: PersonTraits) -> [DuplicateDoubt] {
    var doubts: [DuplicateDoubt] = []
    if likeness == .different { doubts.append(.name) }
    // クボタ マイコ beside 久保田 麻衣子 contradicts nothing; 伊藤 and 伊東 do.
    if likeness == .reading, !Kana.isKatakana(name), !Kana.isKatakana(other.name) { doubts.append(.kanji) }
    if !mail, !mails.isEmpty, !other.mails.isEmpty { doubts.append(.email) }
    if !company, !self.company.isEmpty, !other.company.isEmpty { doubts.append(.company) }
    if let birthday, let theirs = other.birthday, birthday != theirs { doubts.append(.birthday) }
    if TraitParts.areNear(phones, other.phones) { doubts.append(.phoneNear) }
    return doubts
  }
}
