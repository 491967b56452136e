import Japan
package import Kernel
package import Metadata
package import Records

/// Somebody or some company that may be the same, and why. Found on entry, in imports and in conversions; a person decides.
package struct DuplicateCandidate: Sendable {
  package enum Strength: Int, Comparable, Sendable {
    case weak, likely, strong
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  package let record: Record
  package let strength: Strength
  package let reasons: [Label]
}

/// Finds duplicates by the rules of 名寄せ: identities propose, names alone never do, different corporate numbers exclude.
/// Only records that the actor may see.
package enum Duplicates {
  package static func ofPerson(_ draft: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    try candidates(of: draft, PersonRules(), in: tx) { other, shared in
      let name = name(of: draft).matchKey
      let sameName = !name.isEmpty && name == self.name(of: other).matchKey
      var reasons: [Label] = []
      if shared.contains("email") { reasons.append(Label("メールアドレスが同じ", "Same e-mail address")) }
      if shared.contains("phone") { reasons.append(Label("電話番号が同じ", "Same phone number")) }
      if shared.contains("name_company") { reasons.append(Label("氏名と会社名が同じ", "Same name and company")) }
      if sameName, !shared.contains("name_company") { reasons.append(Label("氏名が同じ", "Same name")) }
      let strength: DuplicateCandidate.Strength =
        if sameName, shared.contains("email") { .strong } else if sameName || shared.contains("email") { .likely } else { .weak }
      return (strength, reasons)
    }
  }

  package static func ofAccount(_ draft: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    try candidates(of: draft, AccountRules(), in: tx) { other, shared in
      let numbers = (corporateNumber(of: draft), corporateNumber(of: other))
      var agreeing: Set<CompanyVerdict.Agreement> = []
      var reasons: [Label] = []
      if shared.contains("phone") {
        agreeing.insert(.phone)
        reasons.append(Label("電話番号が同じ", "Same phone number"))
      }
      if shared.contains("email_domain") {
        agreeing.insert(.mailDomain)
        reasons.append(Label("メールドメインが同じ", "Same mail domain"))
      }
      let match = CompanyName.compare(draft[Account.name] ?? "", other[Account.name] ?? "")
      if let reason = reason(match) { reasons.insert(reason, at: 0) }
      switch CompanyVerdict.of(match, numbers: numbers, agreeing: agreeing) {
      case .same: return (.strong, [Label("法人番号が同じ", "Same corporate number")] + reasons)
      case .never: return nil
      case .different: return agreeing.isEmpty ? nil : (.weak, reasons)
      case .propose(.strong): return (.strong, reasons)
      case .propose(.likely): return (.likely, reasons)
      case .propose(.weak): return (.weak, reasons)
      }
    }
  }

  private static func candidates(
    of draft: Record, _ rules: some RecordRules, in tx: RecordTransaction,
    judge: (_ other: Record, _ shared: Set<String>) throws -> (DuplicateCandidate.Strength, [Label])?
  ) throws -> [DuplicateCandidate] {
    var shared: [RecordID: Set<String>] = [:]
    for (identity, ids) in try tx.owners(of: rules.identities(of: draft), object: rules.object, most: 50) {
      for id in ids where id != draft.id { shared[id, default: []].insert(identity.kind) }
    }
    let object = try tx.object(rules.object)
    return try tx.fetch(object, shared.keys.sorted()).compactMap { other in
      var kinds = shared[other.id] ?? []
      // What the actor may not see is no reason that may be named.
      if tx.access.hidesFields(of: object) { kinds.formIntersection(rules.identities(of: other).map(\.kind)) }
      guard !kinds.isEmpty, let (strength, reasons) = try judge(other, kinds) else { return nil }
      return DuplicateCandidate(record: other, strength: strength, reasons: reasons)
    }.sorted { ($1.strength, $0.record.id) < ($0.strength, $1.record.id) }
  }

  private static func name(of record: Record) -> PersonName {
    PersonName(last: record[Person.lastName] ?? "", first: record[Person.firstName] ?? "")
  }

  private static func corporateNumber(of record: Record) -> CorporateNumber? {
    record[Account.corporateNumber].flatMap { try? CorporateNumber($0) }
  }

  private static func reason(_ match: CompanyNameMatch) -> Label? {
    switch match {
    case .same: Label("会社名が同じ", "Same company name")
    case .branchDiffers: Label("会社名が同じで支店が異なる", "Same company, another branch")
    case .positionDiffers: Label("会社名が同じで法人格の位置が異なる", "Same name, legal form at the other end")
    case .formMissing: Label("会社名が同じで片方に法人格がない", "Same name, one without its legal form")
    case .formDiffers: Label("会社名が同じで法人格が異なる", "Same name, another legal form")
    case .looseSame, .confusable: Label("会社名が似ている", "Similar company name")
    case .different: nil
    }
  }
}
