package import Kernel
package import Metadata

/// 所属: that a person belongs to an account, with what title, from when to when. Several at once are normal (兼務).
package enum Affiliation: ObjectType {
  package static let person = Field<ID<Person>>("person_id", "人", "Person", LookupType(target: "person"), .required, .indexed)
  package static let account = Field<ID<Account>>("account_id", "取引先", "Account", LookupType(target: "account"), .required, .indexed)
  package static let department = Field<String>("department", "部署", "Department")
  package static let title = Field<String>("title", "役職", "Title")
  package static let from = Field<Day>("from_on", "開始日", "From")
  package static let to = Field<Day>("to_on", "終了日", "To")

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "affiliation", Label("所属", "Affiliation"), collection: "affiliations", title: ["department", "title"],
      fields: [person.definition, account.definition, department.definition, title.definition, from.definition, to.definition])
    object.visibility = .inherited(from: ["person_id", "account_id"])
    return object
  }()
}
