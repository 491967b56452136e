import Database
import Kernel
import Metadata
import Query

/// A record on its way into the database, with what is wrong with it so far.
struct Candidate {
  var record: Record
  let old: Record?
  /// The fields somebody gave, as opposed to those that follow.
  let given: Set<String>
  var problems: [Problem] = []
  /// What was worked out before, as long as it still holds.
  var form: RecordForm?
}

extension RecordTransaction {
  /// Whether the actor may do this at all; which records is the SQL's business.
  func require(_ act: Act, on object: ObjectDefinition) throws {
    let allowed: Bool
    switch object.visibility {
    case .configuration(let permission): allowed = actor.rights.may(permission)
    case .owned, .inherited, .attached: allowed = actor.rights.scope(act, on: object.name) > .none
    }
    guard allowed else { throw Self.forbidden(object) }
  }

  static func forbidden(_ object: ObjectDefinition) -> Refusal {
    .forbidden(
      Label(
        "\(object.label.ja)に対するこの操作の権限がありません。管理者に相談してください。",
        "Your role does not allow this on \(object.label.en) records. Ask an administrator."))
  }

  /// Derives, then checks; the checks that need the database run once for all candidates.
  func settle(_ candidates: inout [Candidate], _ object: ObjectDefinition) throws {
    let rules = store.rules[object.name]
    let plan = try plan(for: object)
    let formulas = try plan.formulas.get()
    let required = plan.required
    for at in candidates.indices {
      let prepared = candidates[at].form == nil ? nil : candidates[at].record.values
      try rules?.derive(&candidates[at].record, from: candidates[at].old, in: self)
      for formula in formulas { candidates[at].record[formula.field] = formula.value(of: candidates[at].record, zoneOffset: settings.zoneOffset) }
      // Quick when nothing was touched: both are the same storage.
      if let prepared, prepared != candidates[at].record.values { candidates[at].form = nil }
      candidates[at].problems += missing(candidates[at], required, object)
      if let rules { candidates[at].problems += try rules.problems(of: candidates[at].record, from: candidates[at].old, in: self) }
    }
    try checkReferences(&candidates, plan)
    try checkOwners(&candidates, object)
    try checkLayouts(&candidates, plan)
    try checkUnique(&candidates, object)
  }

  /// Fields that do not exist, that the actor may not see (said to be unknown) or may not write. `verdicts` keeps what was
  /// found for a field, for the next record.
  func unwritable(_ draft: Draft, _ object: ObjectDefinition, _ verdicts: inout [String: Problem?]) -> [Problem] {
    var problems: [Problem] = []
    for name in draft.values.keys {
      let verdict: Problem?
      if let known = verdicts[name] {
        verdict = known
      } else {
        verdict = unwritable(name, object)
        verdicts[name] = .some(verdict)
      }
      if let verdict { problems.append(verdict) }
    }
    return problems.sorted { ($0.field ?? "") < ($1.field ?? "") }
  }

  private func unwritable(_ name: String, _ object: ObjectDefinition) -> Problem? {
    guard let field = object.field(name), access.isVisible(field, on: object) else {
      return Problem(
        field: name, "unknown_field", ja: "項目「\(name)」はありません。名前を確かめてください。",
        en: "There is no field “\(name)”. Check its name.")
    }
    if access.isEditable(field, on: object) || (actor.rights.isEverything && !field.isRetired) { return nil }
    return Problem(
      field: name, "read_only", ja: "「\(field.label.ja)」は変更できません。", en: "“\(field.label.en)” cannot be changed.")
  }

  /// Required by the object or by its record type. An old record that lacks a field nobody touches may stay as it is.
  private func missing(_ candidate: Candidate, _ required: [FieldDefinition], _ object: ObjectDefinition) -> [Problem] {
    guard !required.isEmpty else { return [] }
    let type = candidate.record.recordType.flatMap(object.recordType)
    let typeChanged = candidate.old.map { $0.recordType != candidate.record.recordType } ?? true
    return required.compactMap { field in
      guard field.isRequired || type?.requiredFields.contains(field.name) == true,
        candidate.record[field.name].isNull, typeChanged || candidate.given.contains(field.name),
        field.recordTypes.map({ $0.contains(type?.name ?? "") }) ?? true
      else { return nil }
      return Self.required(field)
    }
  }

  static func required(_ field: FieldDefinition) -> Problem {
    Problem(field: field.name, "required", ja: "「\(field.label.ja)」を入力してください。", en: "Enter “\(field.label.en)”.")
  }

  /// Lookups must lead to records the actor may see: others "do not exist".
  private func checkReferences(_ candidates: inout [Candidate], _ plan: WritePlan) throws {
    for reference in plan.references {
      let (field, definition) = (reference.field, reference.target)
      var wanted: Set<RecordID> = []
      for candidate in candidates where candidate.record[field.name] != candidate.old?[field.name] ?? .null {
        if case .reference(let id) = candidate.record[field.name] { wanted.insert(id) }
      }
      guard !wanted.isEmpty else { continue }
      let known = try existing(definition, wanted)
      for at in candidates.indices {
        guard case .reference(let id) = candidates[at].record[field.name], wanted.contains(id), !known.contains(id) else { continue }
        candidates[at].problems.append(
          Problem(
            field: field.name, "unknown_reference",
            ja: "「\(field.label.ja)」に指定された\(definition.label.ja)が見つかりません。一覧から選び直してください。",
            en: "The \(definition.label.en) given for “\(field.label.en)” was not found. Choose it again from the list."))
      }
    }
  }

  private func existing(_ object: ObjectDefinition, _ ids: Set<RecordID>) throws -> Set<RecordID> {
    if object.name == "user", let me = actor.userID, ids == [me.as(AnyRecord.self)] { return ids }
    let table = try TableDDL.identifier(object.table)
    var known: Set<RecordID> = []
    let sorted = ids.sorted()
    for start in stride(from: 0, to: sorted.count, by: 1000) {
      let part = Array(sorted[start..<min(start + 1000, sorted.count)])
      let rows = try transaction.query(
        "SELECT r.id FROM \(table) r WHERE r.id IN (\(list: part)) AND \(access.predicate(on: object, alias: "r"))")
      for row in rows { known.insert(try row.id(0)) }
    }
    return known
  }

  /// Who may create for others: `team` for the own team and below, `all` for everybody.
  private func checkOwners(_ candidates: inout [Candidate], _ object: ObjectDefinition) throws {
    guard case .owned = object.visibility, let me = actor.userID else { return }
    let scope = actor.rights.scope(.create, on: object.name)
    guard scope < .all else { return }
    var allowed: Set<RecordID> = [me.as(AnyRecord.self)]
    if scope == .team, candidates.contains(where: { $0.old == nil && $0.record.ownerID != me.as(AnyRecord.self) }) {
      let rows = try transaction.query("SELECT id FROM app_user WHERE team_id IN (\(list: actor.rights.teams))")
      for row in rows { allowed.insert(try row.id(0)) }
    }
    for at in candidates.indices where candidates[at].old == nil {
      if let owner = candidates[at].record.ownerID, allowed.contains(owner) { continue }
      candidates[at].problems.append(
        Problem(
          field: "owner_id", "owner_out_of_reach", ja: "この担当者の\(object.label.ja)を作る権限がありません。担当者を自分にしてください。",
          en: "You may not create \(object.label.en) records for this owner. Make yourself the owner."))
    }
  }

  /// Unique fields, within the candidates and against the table.
  func checkUnique(_ candidates: inout [Candidate], _ object: ObjectDefinition) throws {
    for field in try plan(for: object).unique {
      var wanting: [Value: [Int]] = [:]
      for at in candidates.indices {
        let value = candidates[at].record[field.name]
        if !value.isNull, value != candidates[at].old?[field.name] ?? .null { wanting[value, default: []].append(at) }
      }
      guard !wanting.isEmpty else { continue }
      let holders = try holders(of: Array(wanting.keys), field, object)
      for (value, places) in wanting {
        let others = holders[value, default: []]
        var isTaken = false
        for at in places {
          // The first that is right in everything else gets the value.
          let isHeld = others.contains { $0 != candidates[at].record.id }
          if isTaken || isHeld { candidates[at].problems.append(taken(field)) }
          isTaken = isTaken || candidates[at].problems.isEmpty
        }
      }
    }
  }

  /// Who has these values now, the recycle bin apart.
  private func holders(
    of values: [Value], _ field: FieldDefinition, _ object: ObjectDefinition
  ) throws -> [Value: [RecordID]] {
    let column = try TableDDL.identifier(field.name)
    var holders: [Value: [RecordID]] = [:]
    for start in stride(from: 0, to: values.count, by: 1000) {
      let part = values[start..<min(start + 1000, values.count)].map { field.sqlValue($0) }
      let rows = try transaction.query(
        """
        SELECT \(column), id FROM \(try TableDDL.identifier(object.table))
        WHERE \(column) IN (\(list: part)) AND deleted_at IS NULL
        """)
      for row in rows { holders[try field.value(in: row, at: 0), default: []].append(try row.id(1)) }
    }
    return holders
  }

  private func taken(_ field: FieldDefinition) -> Problem {
    Problem(
      field: field.name, "duplicate", ja: "この「\(field.label.ja)」はすでに使われています。別の値にするか、既存のレコードを更新してください。",
      en: "This “\(field.label.en)” is already in use. Choose another, or update the existing record.")
  }
}
