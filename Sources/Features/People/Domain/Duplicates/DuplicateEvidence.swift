package import Kernel

/// Why two records may be one, what speaks against it, and how much it weighs together: 0…99. The same on entry, in scans and on the
/// pages, because it comes of one comparison (`PersonTraits.compared`, `AccountTraits.compared`).
package struct DuplicateEvidence: Sendable, Hashable {
  package enum Strength: Int, Comparable, Sendable, CaseIterable {
    case weak, likely, strong
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// From which score on.
    package var floor: Int {
      switch self {
      case .weak: 0
      case .likely: 60
      case .strong: 90
      }
    }
  }

  /// From here on somebody is asked; below, two records only have something in common, such as a switchboard.
  package static let worthAsking = 50

  package let signs: [DuplicateSign]
  package let doubts: [DuplicateDoubt]
  package let score: Int

  package init(signs: [DuplicateSign], doubts: [DuplicateDoubt] = [], score: Int) {
    self.signs = signs
    self.doubts = doubts
    self.score = min(99, max(0, score))
  }

  package var isWorthAsking: Bool { score >= Self.worthAsking }

  package var strength: Strength { Strength.allCases.last { score >= $0.floor } ?? .weak }

  /// The same mail address and the same name, and nothing that speaks against it: what may be merged many at a time.
  package var isSure: Bool { signs.contains(.email) && !signs.isDisjoint(with: [.name, .nameAndCompany]) && doubts.isEmpty }

  /// Whether there is more to say for it than when somebody judged these two to be two: a new reason, or a doubt that fell away.
  package func outweighs(_ judged: DuplicateEvidence) -> Bool {
    !Set(signs).isSubset(of: judged.signs) || !Set(judged.doubts).isSubset(of: doubts)
  }

  // MARK: As it is kept

  package var json: JSON {
    [
      "for": .array(signs.map { .string($0.rawValue) }), "against": .array(doubts.map { .string($0.rawValue) }),
      "score": .integer(Int64(score)),
    ]
  }

  /// Words that this version does not know any more are left out.
  package init(json: JSON) {
    self.init(
      signs: (json["for"]?.array ?? []).compactMap { $0.string.flatMap(DuplicateSign.init(rawValue:)) },
      doubts: (json["against"]?.array ?? []).compactMap { $0.string.flatMap(DuplicateDoubt.init(rawValue:)) },
      score: Int(json["score"]?.integer ?? 0))
  }
}

extension [DuplicateSign] {
  fileprivate func isDisjoint(with others: Set<DuplicateSign>) -> Bool { !contains(where: others.contains) }
}

/// Something on which two records agree.
package enum DuplicateSign: String, Sendable, Hashable, CaseIterable {
  case corporateNumber = "corporate_number"
  case companySame = "company_same"
  case companyBranch = "company_branch"
  case companyPosition = "company_position"
  case companyFormMissing = "company_form_missing"
  case companyForm = "company_form"
  case companyAlike = "company_alike"
  case email, phone
  case nameAndCompany = "name_company"
  case name
  case nameAlike = "name_alike"
  case reading
  case lastName = "last_name"
  case company
  case mailDomain = "mail_domain"
  case address

  package var label: Label {
    switch self {
    case .corporateNumber: Label("法人番号が同じ", "Same corporate number")
    case .companySame: Label("会社名が同じ", "Same company name")
    case .companyBranch: Label("会社名が同じで支店が異なる", "Same company, another branch")
    case .companyPosition: Label("会社名が同じで法人格の位置が異なる", "Same name, legal form at the other end")
    case .companyFormMissing: Label("会社名が同じで片方に法人格がない", "Same name, one without its legal form")
    case .companyForm: Label("会社名が同じで法人格が異なる", "Same name, another legal form")
    case .companyAlike: Label("会社名が似ている", "Similar company name")
    case .email: Label("メールアドレスが同じ", "Same e-mail address")
    case .phone: Label("電話番号が同じ", "Same phone number")
    case .nameAndCompany: Label("氏名と会社名が同じ", "Same name and company")
    case .name: Label("氏名が同じ", "Same name")
    case .nameAlike: Label("氏名の異体字", "Same name in variant kanji")
    case .reading: Label("氏名の読みが同じ", "Same reading of the name")
    case .lastName: Label("姓が同じ", "Same last name")
    case .company: Label("会社が同じ", "Same company")
    case .mailDomain: Label("メールドメインが同じ", "Same mail domain")
    case .address: Label("住所が同じ", "Same address")
    }
  }

  /// The fields it is read from: whoever may not see one of them is not told.
  package var fields: [String] {
    switch self {
    case .corporateNumber: ["corporate_number"]
    case .companySame, .companyBranch, .companyPosition, .companyFormMissing, .companyForm, .companyAlike: ["name"]
    case .email: ["email"]
    case .phone: ["phone"]
    case .nameAndCompany: ["last_name", "company_name"]
    case .name, .nameAlike, .lastName: ["last_name"]
    case .reading: ["last_kana"]
    case .company: ["company_name"]
    case .mailDomain: ["email", "email_domain"]
    case .address: ["street"]
    }
  }
}

/// Something in which two records contradict each other.
package enum DuplicateDoubt: String, Sendable, Hashable, CaseIterable {
  case name = "name_differs"
  case kanji = "kanji_differs"
  case email = "email_differs"
  case company = "company_differs"
  case birthday = "birthday_differs"
  case phoneNear = "phone_one_digit"
  case address = "address_differs"

  package var label: Label {
    switch self {
    case .name: Label("氏名が異なる", "Different names")
    case .kanji: Label("漢字が異なる", "Different kanji")
    case .email: Label("メールアドレスが異なる", "Different mail addresses")
    case .company: Label("会社が異なる", "Different companies")
    case .birthday: Label("生年月日が異なる", "Different birthdays")
    case .phoneNear: Label("電話が1字ちがい", "Phone numbers one digit apart")
    case .address: Label("住所が異なる", "Different addresses")
    }
  }

  package var fields: [String] {
    switch self {
    case .name: ["last_name", "name"]
    case .kanji: ["last_name"]
    case .email: ["email"]
    case .company: ["company_name"]
    case .birthday: ["birthday"]
    case .phoneNear: ["phone"]
    case .address: ["street"]
    }
  }

  /// Only worth knowing: it takes nothing away.
  package var isHint: Bool { self == .phoneNear }
}
