package import Kernel
package import Metadata
package import People

/// 関係者: what part a person plays in a deal.
package enum DealPerson: ObjectType {
  package static let deal = Field<ID<Deal>>("deal_id", "商談", "Deal", LookupType(target: "deal"), .required, .indexed)
  package static let person = Field<ID<Person>>("person_id", "人", "Person", LookupType(target: "person"), .required, .indexed)
  package static let role = Field<BuyingRole>("role", "役割", "Role")

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "deal_person", Label("関係者", "Deal person"), collection: "deal-persons", title: ["role"],
      fields: [deal.definition, person.definition, role.definition])
    object.visibility = .inherited(from: ["deal_id", "person_id"])
    return object
  }()
}

/// The part somebody plays in a purchase.
package enum BuyingRole: String, PicklistValue, CaseIterable {
  case decider, champion, initiator, influencer, user, buyer, contact

  package var label: Label {
    switch self {
    case .decider: Label("決裁者", "Decision maker")
    case .champion: Label("推進者", "Champion")
    case .initiator: Label("起案者", "Initiator")
    case .influencer: Label("影響者", "Influencer")
    case .user: Label("利用者", "User")
    case .buyer: Label("購買担当", "Buyer")
    case .contact: Label("窓口", "Contact point")
    }
  }
}
