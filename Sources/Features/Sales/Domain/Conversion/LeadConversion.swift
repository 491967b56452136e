package import Kernel
package import Metadata
package import People
package import Records

/// 見込み客の変換: what will happen to one lead: its account, its deal, what is carried where and what is not.
///
/// - The person stays the same row: its record type becomes contact, so its timeline, consent and scores cannot be lost.
/// - The account is an existing one, a new one, or none; the deal is new, an existing one (several leads may join one), or none.
/// - Mapped values fill empty fields of an existing account or deal and never overwrite what is there.
/// - Fields that are filled, not mapped and not on a contact's page are named.
/// - Everything happens in one transaction with one undo.
package struct LeadConversion: Sendable {
  /// What the person converting decides.
  package struct Choices: Sendable, Hashable {
    package enum AccountChoice: Sendable, Hashable {
      case existing(ID<Account>)
      /// Named, or after the lead's company.
      case new(name: String?)
      case none
    }
    package enum DealChoice: Sendable, Hashable {
      case existing(ID<Deal>)
      case new(name: String?)
      case none
    }
    package var account: AccountChoice?
    package var deal: DealChoice
    package var owner: ID<User>?
    /// What the new deal gets besides its name: amount, day, stage, an owner of its own. Goes before what is carried.
    package var dealValues = Draft()

    /// No account chosen: the only strong candidate, or else a new one.
    package init(account: AccountChoice? = nil, deal: DealChoice = .new(name: nil), owner: ID<User>? = nil) {
      self.account = account
      self.deal = deal
      self.owner = owner
    }
  }

  /// One value on its way.
  package struct Carried: Sendable, Hashable {
    package let source: String
    package let target: ConversionTarget
    package let field: String
    package let value: Value
    package let fate: Fate
    /// The target has another value already, which stays.
    package var isKept: Bool { fate == .kept }

    package enum Fate: Sendable, Hashable {
      /// Into something new.
      case copied
      /// Into an empty field of something that exists.
      case fills
      /// Nowhere: the target has this very value.
      case same
      /// Nowhere: the target has another value.
      case kept
      /// Nowhere: whoever converts may use the target, but not change it.
      case locked
    }
  }

  package let lead: Record
  package let choices: Choices
  package let accountChoice: Choices.AccountChoice
  package let account: Draft
  package let deal: Draft
  package let contact: Draft
  package let carried: [Carried]
  /// Filled fields that go nowhere and that a contact's page does not show.
  package let uncarried: [String]
  package let accountCandidates: [DuplicateCandidate]
  /// Other persons who may be the same.
  package let personCandidates: [DuplicateCandidate]
  /// Open deals of the account, which the lead may join.
  package let openDeals: [Record]
  package let proposals: [StandardMapping.Proposal]
  /// Why it cannot be done as chosen.
  package let problems: [Problem]
}

/// What a conversion made.
package struct LeadConversionOutcome: Sendable {
  package let person: Record
  package let account: RecordID?
  package let deal: RecordID?
}
