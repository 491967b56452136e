import Kernel
import Metadata
import People
import Records

/// People and companies that the demo company has written down twice, as it happens: from a business card beside an old entry, in other
/// kanji, with another mail address, with one digit mistyped.
enum DemoDuplicates {
  /// - Parameters:
  ///   - known: persons and their accounts of which some are written down once more.
  ///   - owners: who gets them, in turn.
  ///   - day: none came later than the day before.
  static func create(like known: [(person: RecordID, account: RecordID)], owners: [ID<User>], before day: Day, in tx: RecordTransaction) throws {
    func owner(_ at: Int) -> Value { .reference(owners[at % owners.count].as(AnyRecord.self)) }
    let persons = try tx.fetch(try tx.object(Person.object.name), known.map(\.person))
    for (at, person) in persons.prefix(18).enumerated() {
      var draft = Draft()
      draft[Person.lastName] = person[Person.lastName]
      draft[Person.firstName] = person[Person.firstName]
      draft[Person.companyName] = person[Person.companyName]
      draft[Person.leadSource] = at.isMultiple(of: 2) ? "名刺" : "フォーム"
      draft[Person.acquiredOn] = day - 1 - at * 3
      draft["owner_id"] = owner(at)
      vary(&draft, like: person, at % 6)
      try tx.create(Person.self, recordType: "lead", draft)
    }
    let accounts = try tx.fetch(try tx.object(Account.object.name), known.suffix(6).map(\.account))
    for (at, account) in accounts.enumerated() {
      var draft = Draft()
      draft[Account.name] = account[Account.name].map {
        at.isMultiple(of: 2) ? short($0) : $0.replacing("株式会社", with: "").replacing("有限会社", with: "")
      }
      draft[Account.phone] = at.isMultiple(of: 3) ? account[Account.phone] : nil
      draft["owner_id"] = owner(at)
      try tx.create(Account.self, draft)
    }
  }

  private static func vary(_ draft: inout Draft, like person: Record, _ way: Int) {
    switch way {
    case 0:
      draft[Person.email] = person[Person.email]
      draft[Person.phone] = person[Person.phone].map(mistyped)
    case 1:
      draft[Person.companyName] = person[Person.companyName].map(short)
      draft[Person.title] = "課長代理"
      draft[Person.phone] = person[Person.phone]
    case 2:
      draft[Person.lastName] = person[Person.lastKana]
      draft[Person.firstName] = person[Person.firstKana]
      draft[Person.email] = person[Person.email]
    case 3:
      draft[Person.email] = person[Person.email].flatMap { EmailAddress("info@\($0.domain)") }
    case 4:
      draft[Person.email] = person[Person.email]
      draft[Person.doNotMail] = true
    default:
      draft[Person.companyName] = "転職先調査中"
      draft[Person.mobile] = person[Person.mobile]
      draft[Person.email] = person[Person.mobile] == nil ? person[Person.email] : nil
    }
  }

  private static func short(_ company: String) -> String { company.replacing("株式会社", with: "㈱").replacing("有限会社", with: "㈲") }

  /// The last digit one higher.
  private static func mistyped(_ phone: String) -> String {
    guard let last = phone.last?.wholeNumberValue else { return phone }
    return phone.dropLast() + String((last + 1) % 10)
  }
}
