import Japan
package import Kernel
package import Metadata
package import Records

/// What is known of persons beyond their fields.
package struct PersonRules: RecordRules {
  package init() {}

  package var object: String { Person.object.name }

  /// Somebody must be recognisable: by a name, a company, a mail address or a phone number.
  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    let any = ["last_name", "company_name", "email", "phone", "mobile"]
    guard any.allSatisfy({ record[$0].isNull }) else { return [] }
    return [
      Problem(
        field: "last_name", "required", ja: "姓、会社名、メールアドレス、電話番号のどれかを入力してください。",
        en: "Enter a last name, a company, an e-mail address or a phone number.")
    ]
  }

  /// Mail, phone digits, and name with company; never the name alone.
  package func identities(of record: Record) -> [Identity] {
    var identities: [Identity] = []
    if let email = record[Person.email] { identities.append(Identity(kind: "email", key: email.key)) }
    for field in [Person.phone, Person.mobile] {
      guard let typed = record[field] else { continue }
      let key = PhoneNumber.key(typed)
      if key.utf8.count >= 9 { identities.append(Identity(kind: "phone", key: key)) }
    }
    if let key = Self.nameAndCompany(record) { identities.append(Identity(kind: "name_company", key: key)) }
    return identities
  }

  package func searchWords(of record: Record) -> [String] {
    let name = PersonName(last: record[Person.lastName] ?? "", first: record[Person.firstName] ?? "").display
    let kana = [record[Person.lastKana], record[Person.firstKana]].compactMap { $0 }.joined(separator: " ")
    let phones = [record[Person.phone], record[Person.mobile]].compactMap { $0 }.map(PhoneNumber.key)
    return ([name, kana] + phones).filter { !$0.isEmpty }
  }

  /// A contact is further than a lead: of the two the contact stays.
  package func obstacles(toMerging loser: Record, into winner: Record) -> [Problem] {
    guard winner.recordType == "lead", loser.recordType == "contact" else { return [] }
    return [
      Problem(
        field: "record_type", "contact_into_lead", ja: "連絡先を見込み客に統合することはできません。連絡先のほうを残してください。",
        en: "A contact cannot be merged into a lead. Keep the contact.")
    ]
  }

  /// Whoever refused mail once has refused it.
  package func sideThatStays(of field: String, winner: Value, loser: Value) -> RecordMerge.Side? {
    guard field == Person.doNotMail.name else { return nil }
    return winner == .boolean(true) ? .winner : loser == .boolean(true) ? .loser : nil
  }

  package func timeline(of record: Record) -> TimelineLinks {
    TimelineLinks(person: record.id, account: record[Person.account]?.as(AnyRecord.self))
  }

  package func events(of mutation: Mutation, in tx: RecordTransaction) throws -> [EventDraft] {
    guard mutation.kind == .update, mutation.changed.contains(Person.leadStatus.name) else { return [] }
    return [
      EventDraft(
        "lead.status_changed", object: object, record: mutation.record.id, links: timeline(of: mutation.record),
        payload: [
          "from": mutation.old?[Person.leadStatus].map { .string($0.rawValue) } ?? .null,
          "to": mutation.record[Person.leadStatus].map { .string($0.rawValue) } ?? .null,
        ])
    ]
  }

  /// Folded name and company key: what two records of one person share when neither mail nor phone was given.
  static func nameAndCompany(_ record: Record) -> String? {
    guard let last = record[Person.lastName], let company = record[Person.companyName] else { return nil }
    let name = PersonName(last: last, first: record[Person.firstName] ?? "").matchKey
    let key = CompanyName.key(company)
    return name.isEmpty || key.isEmpty ? nil : "\(name)|\(key)"
  }
}
