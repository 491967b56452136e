import Japan
package import Kernel
package import Metadata
package import Records

/// An account as others are compared with it (research CO-01…CO-31).
///
/// - The same corporate number is the same company, two numbers are two, whatever the names say.
/// - A name proposes by how alike it is; phone number, mail domain and place raise it by one step.
/// - Without a name in common a phone number or a domain alone says nothing; both together may be a company that changed its name.
/// - A company and its parent are two.
package struct AccountTraits: DuplicateTraits {
  package static var object: ObjectDefinition { Account.object }
  package static let fields = [
    "name", "corporate_number", "phone", "email_domain", "parent_id", "prefecture", "city", "street", "building",
  ]
  package static let identities = ["corporate_number", "phone", "email_domain"]

  package let id: RecordID
  private let name: CompanyName
  private let number: CorporateNumber?
  private let phones: Set<String>
  private let domains: Set<String>
  private let parent: RecordID?
  private let place: AddressParts?

  package init(_ record: Record, taken: [Identity] = []) {
    id = record.id
    name = CompanyName(record[Account.name] ?? "")
    number = record[Account.corporateNumber].flatMap { try? CorporateNumber($0) }
    phones = TraitParts.phones([record[Account.phone]], taken)
    let own = record[Account.emailDomain].map { $0.lowercased() }.flatMap { FreeMailDomain.contains($0) ? nil : $0 }
    domains = Set([own].compactMap { $0 } + taken.filter { $0.kind == "email_domain" }.map(\.key))
    parent = record[Account.parent]?.as(AnyRecord.self)
    place = TraitParts.place(record)
  }

  /// Level 3 of the research on top of level 2: under one key lies whatever `CompanyName.compare` finds alike.
  package var keys: [DuplicateKey] {
    guard !name.key.isEmpty else { return [] }
    return Array(Set([DuplicateKey("company", name.looseKey), DuplicateKey("company", name.confusableKey)]))
  }

  package func compared(with other: AccountTraits) -> DuplicateEvidence? {
    guard parent != other.id, other.parent != id else { return nil }
    var agreeing: Set<CompanyVerdict.Agreement> = []
    var signs: [DuplicateSign] = []
    if !phones.isDisjoint(with: other.phones) {
      agreeing.insert(.phone)
      signs.append(.phone)
    }
    if !domains.isDisjoint(with: other.domains) {
      agreeing.insert(.mailDomain)
      signs.append(.mailDomain)
    }
    var doubts: [DuplicateDoubt] = []
    switch TraitParts.isSamePlace(place, other.place) {
    case true:
      agreeing.insert(.address)
      signs.append(.address)
    case false: doubts.append(.address)
    default: break
    }
    if TraitParts.areNear(phones, other.phones) { doubts.append(.phoneNear) }
    let match = CompanyName.compare(name, other.name)
    if let sign = Self.sign(match) { signs.insert(sign, at: 0) } else { doubts.insert(.name, at: 0) }
    switch CompanyVerdict.of(match, numbers: (number, other.number), agreeing: agreeing) {
    case .never: return nil
    case .same: return DuplicateEvidence(signs: [.corporateNumber] + signs, doubts: doubts, score: 98)
    case .different:
      guard !agreeing.isEmpty else { return nil }
      // A place alone is an office building.
      return agreeing == [.address] ? nil : DuplicateEvidence(signs: signs, doubts: doubts, score: agreeing.count > 1 ? 55 : 30)
    case .propose(let strength):
      let base =
        switch strength {
        case .strong: 90
        case .likely: 72
        case .weak: 52
        }
      return DuplicateEvidence(signs: signs, doubts: doubts, score: base + 3 * agreeing.count)
    }
  }

  private static func sign(_ match: CompanyNameMatch) -> DuplicateSign? {
    switch match {
    case .same: .companySame
    case .branchDiffers: .companyBranch
    case .positionDiffers: .companyPosition
    case .formMissing: .companyFormMissing
    case .formDiffers: .companyForm
    case .looseSame, .confusable: .companyAlike
    case .different: nil
    }
  }
}
