import Japan
package import Kernel
package import Metadata
package import Records

/// What is known of accounts beyond their fields.
package struct AccountRules: RecordRules {
  package init() {}

  package var object: String { Account.object.name }

  package func problems(of record: Record, from old: Record?, in tx: RecordTransaction) throws -> [Problem] {
    var problems: [Problem] = []
    for field in [Account.closingDay, Account.paymentDay] {
      if let day = record[field], !(1...31).contains(day) {
        problems.append(
          Problem(
            field: field.name, "range", ja: "「\(field.definition.label.ja)」は 1〜31 で入力してください（末日は 31）。",
            en: "“\(field.definition.label.en)” must be 1 to 31 (31 for the end of the month)."))
      }
    }
    if try isOwnAncestor(record, from: old, in: tx) {
      problems.append(
        Problem(
          field: Account.parent.name, "cycle", ja: "親会社をたどると自分に戻ります。別の親会社を選んでください。",
          en: "The parent accounts lead back to this account. Choose another parent."))
    }
    return problems
  }

  package func identities(of record: Record) -> [Identity] {
    var identities: [Identity] = []
    if let number = record[Account.corporateNumber] { identities.append(Identity(kind: "corporate_number", key: number)) }
    if let name = record[Account.name] {
      let key = CompanyName.key(name)
      if !key.isEmpty { identities.append(Identity(kind: "company", key: key)) }
    }
    if let phone = record[Account.phone].map(PhoneNumber.key), phone.utf8.count >= 9 {
      identities.append(Identity(kind: "phone", key: phone))
    }
    if let domain = record[Account.emailDomain]?.lowercased(), !FreeMailDomain.contains(domain) {
      identities.append(Identity(kind: "email_domain", key: domain))
    }
    return identities
  }

  package func searchWords(of record: Record) -> [String] {
    record[Account.phone].map { [PhoneNumber.key($0)] } ?? []
  }

  /// Two different corporate numbers are two companies.
  package func obstacles(toMerging loser: Record, into winner: Record) -> [Problem] {
    guard let a = winner[Account.corporateNumber], let b = loser[Account.corporateNumber], a != b else { return [] }
    return [
      Problem(
        field: Account.corporateNumber.name, "different_corporate_numbers",
        ja: "法人番号が異なる取引先は別の会社です。統合できません。",
        en: "These accounts have different corporate numbers: they are different companies and cannot be merged.")
    ]
  }

  package func timeline(of record: Record) -> TimelineLinks { TimelineLinks(account: record.id) }

  private func isOwnAncestor(_ record: Record, from old: Record?, in tx: RecordTransaction) throws -> Bool {
    guard var parent = record[Account.parent], parent != old?[Account.parent] else { return false }
    let system = tx.asSystem("account tree")
    for _ in 0..<100 {
      if parent.raw == record.id.raw { return true }
      guard let above = try system.fetch(Account.object, [parent.as(AnyRecord.self)]).first?[Account.parent] else { return false }
      parent = above
    }
    return true
  }
}
