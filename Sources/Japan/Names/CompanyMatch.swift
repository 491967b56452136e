/// How much two company names have in common, from the same to nothing.
package enum CompanyNameMatch: Sendable, Hashable {
  /// The same registered name: key, form, position and branch.
  case same
  /// The same company, another branch.
  case branchDiffers
  /// 株式会社山田商店 and 山田商店株式会社: two registered names.
  case positionDiffers
  /// Only one of them says its form.
  case formMissing
  /// 株式会社 and 有限会社.
  case formDiffers
  /// Alike at level 2: コンピューター and コンピュータ.
  case looseSame
  /// Alike at level 3: what OCR mixes up.
  case confusable
  case different
}

extension CompanyName {
  package static func compare(_ a: CompanyName, _ b: CompanyName) -> CompanyNameMatch {
    guard !a.key.isEmpty, !b.key.isEmpty else { return .different }
    if a.key == b.key {
      switch (a.form, b.form) {
      case (nil, nil): break
      case (nil, _), (_, nil): return .formMissing
      case (let one?, let other?) where one != other: return .formDiffers
      default: if a.position != b.position { return .positionDiffers }
      }
      return a.branch == b.branch ? .same : .branchDiffers
    }
    if a.looseKey == b.looseKey { return .looseSame }
    return a.confusableKey == b.confusableKey ? .confusable : .different
  }

  package static func compare(_ a: String, _ b: String) -> CompanyNameMatch {
    compare(CompanyName(a), CompanyName(b))
  }
}

/// What to do about two companies that may be one. Nothing is ever merged without somebody saying so, except when both carry
/// the same corporate number; and never when the numbers differ.
package enum CompanyVerdict: Sendable, Hashable {
  package enum Strength: Int, Comparable, Sendable {
    case weak, likely, strong
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// The corporate numbers are equal.
  case same
  /// Ask a person.
  case propose(Strength)
  /// Unrelated.
  case different
  /// The corporate numbers differ: not the same company, whatever the name says.
  case never

  /// Something besides the name on which two companies agree.
  package enum Agreement: Sendable, Hashable, CaseIterable {
    case phone, mailDomain, address
  }

  package static func of(
    _ match: CompanyNameMatch, numbers: (CorporateNumber?, CorporateNumber?) = (nil, nil), agreeing: Set<Agreement> = []
  ) -> CompanyVerdict {
    if let a = numbers.0, let b = numbers.1 { return a == b ? .same : .never }
    let strength: Strength? =
      switch match {
      case .same: .strong
      case .branchDiffers, .positionDiffers, .formMissing: .likely
      case .formDiffers, .looseSame, .confusable: .weak
      case .different: nil
      }
    guard let strength else { return .different }
    return .propose(agreeing.isEmpty ? strength : Strength(rawValue: strength.rawValue + 1) ?? .strong)
  }
}

/// Mail domains that belong to nobody's company, so two people who share one do not share an employer.
package enum FreeMailDomain {
  package static func contains(_ domain: String) -> Bool {
    domains.contains(domain) || carriers.contains { domain.hasSuffix($0) }
  }

  private static let domains: Set<String> = [
    "gmail.com", "googlemail.com", "yahoo.co.jp", "ymail.ne.jp", "yahoo.com", "outlook.com", "outlook.jp", "hotmail.com",
    "hotmail.co.jp", "live.jp", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com", "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com", "softbank.ne.jp", "i.softbank.jp", "vodafone.ne.jp", "ymobile.ne.jp", "willcom.com", "rakuten.jp", "nifty.com",
    "biglobe.ne.jp", "so-net.ne.jp", "excite.co.jp", "goo.jp", "infoseek.jp", "proton.me", "protonmail.com", "gmx.com",
    "plala.or.jp", "ocn.ne.jp", "dion.ne.jp", "hi-ho.ne.jp", "asahi-net.or.jp", "jcom.home.ne.jp", "jcom.zaq.ne.jp",
    "eonet.ne.jp",
  ]
  private static let carriers = [
    ".ocn.ne.jp", ".plala.or.jp", ".so-net.ne.jp", ".dion.ne.jp", ".vodafone.ne.jp", ".zaq.ne.jp", ".nifty.com",
  ]
}
