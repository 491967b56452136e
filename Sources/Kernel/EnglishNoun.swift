/// English nouns beside numbers.
package enum EnglishNoun {
  /// What one of many is called: people → person, companies → company, leads → lead.
  package static func one(of many: String) -> String {
    if many == "people" { return "person" }
    if many.hasSuffix("ies") { return many.dropLast(3) + "y" }
    return many.hasSuffix("s") ? String(many.dropLast()) : many
  }
}

extension BinaryInteger {
  /// A number and its English noun: 1 lead, 12,000 leads.
  ///
  /// - Parameter one: where it does not follow from the noun: `counted("values are", one: "value is")`.
  package func counted(_ many: String, one: String? = nil) -> String {
    "\(grouped) \(self == 1 ? one ?? EnglishNoun.one(of: many) : many)"
  }
}
