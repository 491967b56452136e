import Database
package import Kernel
package import Metadata
package import Records

/// Somebody or some company that may be the same as what somebody has before them, and why. Found on entry, in imports and in
/// conversions; a person decides.
package struct DuplicateCandidate: Sendable {
  package typealias Strength = DuplicateEvidence.Strength

  package let record: Record
  package let evidence: DuplicateEvidence

  package var strength: Strength { evidence.strength }
  package var reasons: [Label] { evidence.signs.map(\.label) }
}

/// Finds duplicates by the rules of 名寄せ: identities propose, names alone never do, different corporate numbers exclude.
/// Only records that the actor may see.
package enum Duplicates {
  package static func ofPerson(_ draft: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    try candidates(PersonTraits.self, of: draft, PersonRules(), in: tx)
  }

  package static func ofAccount(_ draft: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    try candidates(AccountTraits.self, of: draft, AccountRules(), in: tx)
  }

  /// By the rules of its object; nothing for objects without.
  package static func of(_ record: Record, in tx: RecordTransaction) throws -> [DuplicateCandidate] {
    switch record.object {
    case Person.object.name: try ofPerson(record, in: tx)
    case Account.object.name: try ofAccount(record, in: tx)
    default: []
    }
  }

  /// What speaks for and against these two being one, as far as the actor may see them.
  package static func evidence(_ a: Record, _ b: Record, in tx: RecordTransaction) throws -> DuplicateEvidence? {
    switch a.object {
    case Person.object.name: try compare(PersonTraits.self, a, b, PersonRules(), in: tx)
    case Account.object.name: try compare(AccountTraits.self, a, b, AccountRules(), in: tx)
    default: nil
    }
  }

  private static func compare<Traits: DuplicateTraits>(
    _: Traits.Type, _ a: Record, _ b: Record, _ rules: some RecordRules, in tx: RecordTransaction
  ) throws -> DuplicateEvidence? {
    let object = try tx.object(rules.object)
    let taken = try DuplicateNet<Traits>(in: tx).taken([a.id, b.id])
    func traits(_ record: Record) -> Traits { Traits(record, taken: visible(taken[record.id] ?? [], of: record, rules, object, tx)) }
    return traits(a).compared(with: traits(b))
  }

  private static func candidates<Traits: DuplicateTraits>(
    _: Traits.Type, of draft: Record, _ rules: some RecordRules, in tx: RecordTransaction
  ) throws -> [DuplicateCandidate] {
    let object = try tx.object(rules.object)
    let net = try DuplicateNet<Traits>(in: tx)
    var ids: Set<RecordID> = []
    let owners = try tx.owners(of: rules.identities(of: draft), object: rules.object, most: DuplicateNet<Traits>.most)
    let holders = try net.holders(of: Traits(draft, taken: []).keys)
    // A key that fifty records share tells nothing.
    for group in Array(owners.values) + holders where group.count <= DuplicateNet<Traits>.most { ids.formUnion(group) }
    ids.remove(draft.id)
    let others = try tx.fetch(object, ids.sorted())
    guard !others.isEmpty else { return [] }
    let taken = try net.taken(others.map(\.id) + [draft.id])
    // What the actor may not see is no reason that may be named.
    func traits(_ record: Record) -> Traits { Traits(record, taken: visible(taken[record.id] ?? [], of: record, rules, object, tx)) }
    let own = traits(draft)
    return others.compactMap { other in
      own.compared(with: traits(other)).map { DuplicateCandidate(record: other, evidence: $0) }
    }.sorted { ($1.evidence.score, $0.record.id) < ($0.evidence.score, $1.record.id) }
  }

  private static func visible(
    _ taken: [Identity], of record: Record, _ rules: some RecordRules, _ object: ObjectDefinition, _ tx: RecordTransaction
  ) -> [Identity] {
    guard !taken.isEmpty, tx.access.hidesFields(of: object) else { return taken }
    let kinds = Set(rules.identities(of: record).map(\.kind))
    return taken.filter { kinds.contains($0.kind) }
  }
}
