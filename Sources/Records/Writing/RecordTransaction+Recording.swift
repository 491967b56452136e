import Database
import Kernel
import Metadata

extension RecordTransaction {
  /// What every write leaves behind besides the row: audit, events, identities, search entries, roll-ups of parents.
  func record(_ mutations: [Mutation], of object: ObjectDefinition) throws {
    guard !mutations.isEmpty else { return }
    let rules = store.rules[object.name]
    for mutation in mutations { audit(mutation, object) }
    try append(try mutations.flatMap { try events(of: $0, object, rules) })
    try refreshIdentities(mutations, rules)
    try refreshSearch(mutations, object, rules)
    try refreshRollUps(mutations, object)
    if case .configuration = object.visibility { try configurationChanged(object) }
  }

  private func audit(_ mutation: Mutation, _ object: ObjectDefinition) {
    let image: (before: String?, after: String?)
    var fields = mutation.changed
    switch mutation.kind {
    case .create:
      fields = object.fields.compactMap { field in
        field.type.column == nil || Self.bookkeeping.contains(field.name) || mutation.record[field.name].isNull ? nil : field.name
      }
      image = (nil, RecordImage.write(mutation.record, fields, object))
      fields = []
    case .update:
      image = (
        mutation.old.map { RecordImage.write($0, fields, object) }, RecordImage.write(mutation.record, fields, object)
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
      let links = rules?.timeline(of: mutation.record) ?? TimelineLinks()
      let verb =
        switch mutation.kind {
        case .create: "created"
        case .update: "updated"
        case .delete: "deleted"
        case .restore: "restored"
        }
      var payload: [JSON.Member] = []
      if mutation.kind == .update { payload.append(JSON.Member("fields", .array(mutation.changed.map(JSON.string)))) }
      let own = EventDraft(
        "\(object.name).\(verb)", object: object.name, record: mutation.record.id, links: links, payload: .object(payload))
      return [own] + (try rules?.events(of: mutation, in: self) ?? [])
    }
    return []
  }

  /// Others in this and other processes must not go on with old users, roles or stages.
  private func configurationChanged(_ object: ObjectDefinition) throws {
    forgetConfiguration(object.name)
    guard ["user", "team", "role"].contains(object.name) else { return }
    try transaction.execute("UPDATE schema_state SET rights_version = rights_version + 1 WHERE id = 1")
  }
}

/// Fields of a record as JSON, for audit and undo; read back with the same field types.
enum RecordImage {
  static func write(_ record: Record, _ fields: [String], _ object: ObjectDefinition) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(fields.count * 32)
    out.append(UInt8(ascii: "{"))
    var isFirst = true
    for name in fields {
      guard let field = object.field(name) else { continue }
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      JSON.write(name, to: &out)
      out.append(UInt8(ascii: ":"))
      field.type.encode(record[name]).write(to: &out)
    }
    out.append(UInt8(ascii: "}"))
    return String(decoding: out, as: UTF8.self)
  }

  static func read(_ text: String?, _ object: ObjectDefinition, in context: ParseContext) throws -> [String: Value] {
    guard let text else { return [:] }
    var values: [String: Value] = [:]
    for member in try JSON(parsing: text).members ?? [] {
      guard let field = object.field(member.name) else { continue }
      let parsed = field.type.decode(member.value, in: context)
      if let problem = parsed.problem { throw problem }
      values[member.name] = parsed.value
    }
    return values
  }
}
