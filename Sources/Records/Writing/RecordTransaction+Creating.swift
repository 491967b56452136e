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
    var candidates = try drafts.map { draft in
      var candidate = Candidate(record: try newRecord(draft, object), old: nil, given: Set(draft.draft.values.keys))
      candidate.problems = unwritable(draft.draft, object)
      return candidate
    }
    try numberAutomatically(&candidates, object)
    try settle(&candidates, object)
    let good = candidates.filter { $0.problems.isEmpty }.map(\.record)
    try insert(good, object)
    try record(good.map { Mutation(kind: .create, record: $0, old: nil, changed: []) }, of: object)
    return candidates.map { $0.problems.isEmpty ? .success($0.record) : .failure(Problems($0.problems)) }
  }

  private func newRecord(_ new: NewRecord, _ object: ObjectDefinition) throws -> Record {
    var values: [String: Value] = [:]
    values.reserveCapacity(object.fields.count)
    for field in object.fields where !field.defaultValue.isNull { values[field.name] = field.defaultValue }
    for (name, value) in new.draft.values { values[name] = value }
    let id: RecordID = new.id ?? store.ids.next()
    let by: Value = author.userID.map { .reference($0.as(AnyRecord.self)) } ?? .null
    values["id"] = .reference(id)
    if let type = new.recordType ?? object.recordTypes.first?.name {
      guard object.recordType(type) != nil else { throw Problems([unknownRecordType(type, object)]) }
      values["record_type"] = .text(type)
    }
    if values["owner_id"] == nil { values["owner_id"] = by }
    values["created_at"] = .instant(now)
    values["created_by"] = by
    values["updated_at"] = .instant(now)
    values["updated_by"] = by
    values["version"] = .integer(1)
    return Record(object: object.name, id: id, values: values)
  }

  func insert(_ records: [Record], _ object: ObjectDefinition) throws {
    guard !records.isEmpty else { return }
    let fields = object.fields.filter { $0.type.column != nil }
    try transaction.insert(
      into: try TableDDL.identifier(object.table), try fields.map { try TableDDL.identifier($0.name) },
      rows: records.map { record in fields.map { $0.sqlValue(record[$0.name]) } })
  }

  private func unknownRecordType(_ type: String, _ object: ObjectDefinition) -> Problem {
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
