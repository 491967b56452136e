import Database
import Kernel
import Metadata

extension RecordTransaction {
  /// What every write leaves behind besides the row: audit, events, identities, search entries, roll-ups of parents, and what
  /// features do about it.
  func record(_ mutations: [Mutation], of object: ObjectDefinition) throws {
    guard !mutations.isEmpty else { return }
    let rules = store.rules[object.name]
    let plan = try plan(for: object)
    for mutation in mutations { audit(mutation, object, plan) }
    let happenings = try mutations.map { Happening(mutation: $0, events: try events(of: $0, object, rules)) }
    try append(happenings.flatMap(\.events))
    try refreshIdentities(mutations, rules)
    try refreshSearch(mutations, plan, rules)
    try refreshRollUps(mutations, object)
    guard case .configuration = object.visibility else {
      for reaction in store.reactions { try reaction.react(to: happenings, of: object, in: self) }
      return
    }
    try configurationChanged(object)
  }

  private func audit(_ mutation: Mutation, _ object: ObjectDefinition, _ plan: WritePlan) {
    let image: (before: String?, after: String?)
    var fields = mutation.changed
    switch mutation.kind {
    case .create:
      image = (nil, mutation.form?.image ?? plan.image(of: mutation.record.values))
      fields = []
    case .update:
      image = (
        mutation.old.map { RecordImage.text($0, fields, object) }, RecordImage.text(mutation.record, fields, object)
      )
    case .delete, .restore: image = (nil, nil)
    }
    trail.add(
      kind: mutation.kind.rawValue, object: object.name, record: mutation.record.id, version: mutation.record.version,
      fields: fields, before: image.before, after: image.after)
  }

  private func events(
    of mutation: Mutation, _ object: ObjectDefinition, _ rules: (any RecordRules)?
  ) throws -> [EventDraft] {
    guard case .configuration = object.visibility else {
      let links = try rules?.timeline(of: mutation.record, in: self) ?? TimelineLinks()
      let verb =
        switch mutation.kind {
        case .create: "created"
        case .update: "updated"
        case .delete: "deleted"
        case .restore: "restored"
        }
      var payload: [JSON.Member] = []
      if mutation.kind == .update { payload.append(JSON.Member("fields", .array(mutation.changed.map(JSON.string)))) }
      if mutation.kind == .create { payload += rules?.told(of: mutation.record) ?? [] }
      let own = EventDraft(
        "\(object.name).\(verb)", object: object.name, record: mutation.record.id, links: links, payload: .object(payload),
        at: mutation.kind == .create ? rules?.happened(mutation.record) : nil)
      return [own] + (try rules?.events(of: mutation, in: self) ?? [])
    }
    return []
  }

  /// Others in this and other processes must not go on with old users, roles or stages.
  func configurationChanged(_ object: ObjectDefinition) throws {
    forgetConfiguration(object.name)
    guard ["user", "team", "role"].contains(object.name) else { return }
    try keepAnAdministrator()
    try raise("rights_version")
  }

  /// Tells every process that what it keeps in memory is old. A version is never given twice, not even after the transaction
  /// that gave it has failed.
  func raise(_ version: Identifier) throws {
    let fresh = SQL.value(store.ids.next(Schema.self))
    try transaction.execute(
      "UPDATE schema_state SET \(version) = \(dialect.greatest("\(version) + 1", "CAST(\(fresh) AS BIGINT)")) WHERE id = 1")
  }
}
