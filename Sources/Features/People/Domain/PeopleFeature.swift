package import Records

extension Feature {
  /// Persons, accounts, affiliations, notes and tags.
  package static let people = Feature(
    "people", objects: [Person.object, Account.object, Affiliation.object, Note.object, Tag.object],
    rules: [PersonRules(), AccountRules(), AffiliationRules(), NoteRules()])
}
