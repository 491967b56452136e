import Database
import Kernel
import Metadata
import Query

/// Looks up, for a whole step at once, the records that its rows may mean and the names they mention.
struct ImportLookup {
  let tx: RecordTransaction
  let object: ObjectDefinition
  let plan: ImportPlan

  /// A value of a matching field among the identities of a step. Mail and corporate number go by the identities of
  /// the records, the others by their column.
  static func identity(_ field: String, _ value: Value) -> Identity {
    let text = value.plainText
    return field == "email" ? Identity(kind: "email", key: text.lowercased()) : Identity(kind: "field:\(field)", key: text)
  }

  /// Who may be meant by which identity.
  func owners(of rows: [ImportRow], _ keys: IdentityKeys) throws -> [Identity: [RecordID]] {
    guard case .field(let name) = plan.match else { return try tx.owners(of: keys, object: object.name) }
    let values = Set(rows.compactMap { $0.values[name] })
    if name == "id" { return [:] }
    if name == "email" { return try tx.owners(of: values.map { Self.identity(name, $0) }, object: object.name) }
    guard let field = object.field(name) else { return [:] }
    let column = try TableDDL.identifier(name)
    var owners: [Identity: [RecordID]] = [:]
    for part in Array(values).parts(of: 500) {
      let rows = try tx.transaction.query(
        """
        SELECT \(column), id FROM \(try TableDDL.identifier(object.table))
        WHERE \(column) IN (\(list: part.map { field.sqlValue($0) })) AND deleted_at IS NULL
        """)
      for row in rows { owners[Self.identity(name, try field.value(in: row, at: 0)), default: []].append(try row.id(1)) }
    }
    return owners
  }

  /// The records that rows may mean, as far as the actor sees them.
  ///
  /// A row with a mail address or a corporate number is never a record with another one, so of the many that share its phone
  /// number or its company only those without any are looked at.
  func records(_ owners: [Identity: [RecordID]], _ rows: [ImportRow]) throws -> [RecordID: Record] {
    var ids: Set<RecordID> = []
    var weak: Set<RecordID> = []
    for row in rows {
      if case .reference(let id)? = row.values["id"] { ids.insert(id) }
      let isKnown = row.identities.contains { $0.isCertain }
      for identity in row.identities {
        guard let found = owners[identity], found.count <= ImportBatch.mostOwners else { continue }
        if isKnown, !identity.isCertain { weak.formUnion(found) } else { ids.formUnion(found) }
      }
    }
    if case .field = plan.match { for found in owners.values { ids.formUnion(found) } }
    weak.subtract(ids)
    ids.formUnion(try withoutCertainIdentity(weak))
    return Dictionary(try tx.fetch(object, ids.sorted()).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
  }

  private func withoutCertainIdentity(_ ids: Set<RecordID>) throws -> Set<RecordID> {
    let empty = Identity.certainKinds.sorted().filter { object.field($0) != nil }.compactMap { Identifier($0) }.map {
      SQL("\($0) IS NULL")
    }
    guard !empty.isEmpty else { return ids }
    var left: Set<RecordID> = []
    for part in ids.sorted().parts(of: 500) {
      let rows = try tx.transaction.query(
        "SELECT id FROM \(try TableDDL.identifier(object.table)) WHERE id IN (\(list: part.padded)) AND \(empty.joined(" AND "))")
      for row in rows { left.insert(try row.id(0)) }
    }
    return left
  }

  /// Replaces the names in `rows` by the records they mean, or says that there is none.
  func resolveNames(_ rows: inout [ImportRow]) throws {
    var wanted: [String: Set<String>] = [:]
    for row in rows { for name in row.names { wanted[name.field, default: []].insert(name.typed) } }
    for (fieldName, typed) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let field = object.field(fieldName), let type = field.type as? any ReferenceType else { continue }
      let found = try references(typed, to: type.target)
      for at in rows.indices {
        for name in rows[at].names where name.field == fieldName {
          switch found[name.typed] {
          case .success(let id)?: rows[at].values[fieldName] = .reference(id)
          case .failure(let problem)?:
            var problem = problem
            problem.field = fieldName
            rows[at].problems.append(problem)
          case nil: break
          }
        }
      }
    }
  }

  private func references(_ typed: Set<String>, to target: String) throws -> [String: Result<RecordID, Problem>] {
    let definition = try tx.object(target)
    var found: [String: Result<RecordID, Problem>] = [:]
    let ids = typed.compactMap { RecordID(text: $0) }
    let present = Set(try tx.fetch(definition, ids).map(\.id))
    let titles = try byTitle(typed.filter { RecordID(text: $0).map { !present.contains($0) } ?? true }, definition)
    for text in typed {
      if let id = RecordID(text: text), present.contains(id) {
        found[text] = .success(id)
        continue
      }
      switch titles[text]?.count ?? 0 {
      case 1: found[text] = titles[text]?.first.map { .success($0) }
      case 0:
        found[text] = .failure(
          Problem(
            "unknown_reference", ja: "\(definition.label.ja)「\(text)」が見つかりません。名前か ID を確かめてください。",
            en: "There is no \(definition.label.en) “\(text)”. Check the name or the id."))
      default:
        found[text] = .failure(
          Problem(
            "ambiguous_reference", ja: "\(definition.label.ja)「\(text)」が複数あります。ID で指定してください。",
            en: "There are several \(definition.label.en) records called “\(text)”. Give the id."))
      }
    }
    return found
  }

  /// By the very title; users by their mail address too.
  private func byTitle(_ typed: Set<String>, _ definition: ObjectDefinition) throws -> [String: [RecordID]] {
    guard !typed.isEmpty else { return [:] }
    var candidates: [Record] = []
    if case .configuration = definition.visibility {
      candidates = try tx.configuration(definition.name)
    } else {
      candidates = try tx.fetch(definition, try candidateIDs(typed, definition))
    }
    var found: [String: [RecordID]] = [:]
    for record in candidates {
      var names = [tx.title(of: record, definition)]
      if definition.name == "user", case .text(let mail) = record["email"] { names.append(mail) }
      for name in names where typed.contains(name) { found[name, default: []].append(record.id) }
    }
    return found
  }

  private func candidateIDs(_ typed: Set<String>, _ definition: ObjectDefinition) throws -> [RecordID] {
    guard definition.titleFields.count == 1, let title = definition.titleFields.first else {
      return try typed.flatMap { try tx.search($0, objects: [definition.name], limit: 20).map(\.record.id) }
    }
    if let rules = tx.store.rules[definition.name] {
      // The identities of a record that has only this title find it by index.
      let identities = typed.flatMap { text in
        rules.identities(of: Record(object: definition.name, id: RecordID(0), values: [title: .text(text)]))
      }
      if !identities.isEmpty { return try tx.owners(of: identities, object: definition.name).values.flatMap { $0 } }
    }
    let column = try TableDDL.identifier(title)
    var ids: [RecordID] = []
    for part in Array(typed).parts(of: 500) {
      let rows = try tx.transaction.query(
        "SELECT id FROM \(try TableDDL.identifier(definition.table)) WHERE \(column) IN (\(list: Array(part))) AND deleted_at IS NULL")
      for row in rows { ids.append(try row.id(0)) }
    }
    return ids
  }
}

extension Array {
  func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}

extension BidirectionalCollection {
  /// Filled up with the last element to one of few lengths, so that a list of values makes a statement that is known already.
  var padded: [Element] {
    guard let last else { return [] }
    var length = 8
    while length < count { length *= 2 }
    return self + Array(repeating: last, count: length - count)
  }
}

extension Identity {
  /// Of which nobody has that of somebody else. Named like the fields they come from.
  static let certainKinds: Set<String> = ["email", "corporate_number"]

  var isCertain: Bool { Self.certainKinds.contains(kind) }
}
