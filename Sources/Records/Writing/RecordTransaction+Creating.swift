import Database
package import Kernel
package import Metadata
import Query

extension RecordTransaction {
  /// Creates one record; throws all `Problems` at once.
  @discardableResult
  package func create(_ object: String, recordType: String? = nil, _ draft: Draft) throws -> Record {
    switch try createEach(object, [NewRecord(recordType: recordType, draft: draft)])[0] {
    case .success(let record): return record
    case .failure(let problems): throw problems
    }
  }

  @discardableResult
  package func create<Object: ObjectType>(_: Object.Type, recordType: String? = nil, _ draft: Draft) throws -> Record {
    try create(Object.object.name, recordType: recordType, draft)
  }

  /// Creates what is right and says for each of the others what is wrong; one statement per table, not per record.
  package func createEach(_ name: String, _ drafts: [NewRecord]) throws -> [Result<Record, Problems>] {
    let object = try self.object(name)
    try require(.create, on: object)
    let plan = WritePlan(object)
    var verdicts: [String: Problem?] = [:]
    var candidates = drafts.map { draft in
      var candidate = Candidate(record: newRecord(draft, object, plan), old: nil, given: Set(draft.draft.values.keys))
      candidate.problems = unwritable(draft.draft, object, &verdicts)
      if let type = draft.recordType, object.recordType(type) == nil { candidate.problems.append(unknownRecordType(type, object)) }
      return candidate
    }
    try numberAutomatically(&candidates, object)
    try settle(&candidates, object)
    let good = candidates.compactMap { $0.problems.isEmpty ? $0.record : nil }
    try insert(good, object)
    try record(good.map { Mutation(kind: .create, record: $0, old: nil, changed: []) }, of: object)
    return candidates.map { candidate in
      candidate.problems.isEmpty ? .success(access.visible(candidate.record, of: object)) : .failure(Problems(candidate.problems))
    }
  }

  private func newRecord(_ new: NewRecord, _ object: ObjectDefinition, _ plan: WritePlan) -> Record {
    var values: [String: Value] = [:]
    values.reserveCapacity(plan.names.count)
    for (name, value) in new.draft.values where plan.names.contains(name) { values[name] = value }
    let id: RecordID = new.id ?? store.ids.next()
    let by: Value = author.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
    values["id"] = .reference(id)
    let type = new.recordType ?? object.recordTypes.first?.name
    if let type { values["record_type"] = .text(type) }
    for standard in plan.defaults where values[standard.name] == nil {
      if let types = standard.recordTypes, !types.contains(type ?? "") { continue }
      values[standard.name] = standard.value
    }
    if values["owner_id"] == nil { values["owner_id"] = by }
    values["created_at"] = .instant(now)
    values["created_by"] = by
    values["updated_at"] = .instant(now)
    values["updated_by"] = by
    values["version"] = .integer(1)
    return Record(object: object.name, id: id, values: values)
  }

  private func unknownRecordType(_ type: String, _ object: ObjectDefinition) -> Problem {
    guard !object.recordTypes.isEmpty else {
      return Problem(
        field: "record_type", "unknown_record_type", ja: "\(object.label.ja)にレコードタイプはありません。指定しないでください。",
        en: "\(object.label.en) has no record types. Leave it out.")
    }
    let known = object.recordTypes.map(\.name).joined(separator: ", ")
    return Problem(
      field: "record_type", "unknown_record_type", ja: "レコードタイプ「\(type)」はありません。\(known) から選んでください。",
      en: "There is no record type “\(type)”. Choose one of \(known).")
  }
}

/// A record that is to be created.
package struct NewRecord: Sendable {
  package let recordType: String?
  package let draft: Draft
  /// Set when the id was promised before, by an import that resumes or a conversion that was planned.
  package let id: RecordID?

  package init(recordType: String? = nil, draft: Draft, id: RecordID? = nil) {
    self.recordType = recordType
    self.draft = draft
    self.id = id
  }
}
