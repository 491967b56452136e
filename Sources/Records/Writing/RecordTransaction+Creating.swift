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
    return try createAll(object, drafts).map { candidate in
      candidate.problems.isEmpty ? .success(access.visible(candidate.record, of: object)) : .failure(Problems(candidate.problems))
    }
  }

  /// The records as they were written, whatever the actor may see of them, and those that were not with what is wrong.
  func createAll(_ object: ObjectDefinition, _ drafts: [NewRecord]) throws -> [Candidate] {
    try require(.create, on: object)
    let plan = try plan(for: object)
    var verdicts: [String: Problem?] = [:]
    var candidates = drafts.map { draft in
      // A form of an older version of the metadata says nothing any more.
      let form = draft.form.flatMap { $0.plan === plan ? $0 : nil }
      var candidate = Candidate(record: newRecord(draft, form, plan), old: nil, given: [], form: form)
      candidate.problems = unwritable(draft.draft, object, &verdicts)
      if let type = draft.recordType, object.recordType(type) == nil { candidate.problems.append(unknownRecordType(type, object)) }
      return candidate
    }
    try numberAutomatically(&candidates, plan)
    try settle(&candidates, object)
    let good = candidates.compactMap { candidate -> Mutation? in
      guard candidate.problems.isEmpty else { return nil }
      var mutation = Mutation(kind: .create, record: candidate.record, old: nil, changed: [])
      mutation.form = candidate.form
      return mutation
    }
    try insert(good, plan)
    try record(good, of: object)
    return candidates
  }

  private func newRecord(_ new: NewRecord, _ form: RecordForm?, _ plan: WritePlan) -> Record {
    let id: RecordID = new.id ?? store.ids.next()
    let by: Value = author.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
    var values =
      form?.values
      ?? plan.values(of: new.draft.values.filter { plan.names.contains($0.key) }, recordType: new.recordType, owner: by)
    values["id"] = .reference(id)
    values["created_at"] = .instant(now)
    values["created_by"] = by
    values["updated_at"] = .instant(now)
    values["updated_by"] = by
    values["version"] = .integer(1)
    return Record(object: plan.object.name, id: id, values: values)
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
  /// What follows from the draft, when it was worked out before.
  var form: RecordForm?

  package init(recordType: String? = nil, draft: Draft, id: RecordID? = nil) {
    self.recordType = recordType
    self.draft = draft
    self.id = id
  }
}
