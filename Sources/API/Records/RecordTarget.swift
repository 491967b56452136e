import Kernel
import Metadata
import Records
import WebKernel

/// What a collection in an address stands for: `leads` is person with record type lead. Fails as "no such thing" for names
/// that metadata does not know, and where the token's scopes do not reach.
struct RecordTarget {
  let object: ObjectDefinition
  let recordType: RecordType?
  let collection: String

  init(_ request: AppRequest, _ caller: Caller, _ act: Act, in tx: RecordTransaction) throws {
    try self.init(request.parameter("objects"), caller, act, in: tx)
  }

  init(_ collection: String, _ caller: Caller, _ act: Act, in tx: RecordTransaction) throws {
    guard let known = tx.schema.collection(collection) else { throw Refusal.notFound }
    object = known.object
    recordType = known.recordType
    self.collection = collection
    guard caller.scopes.allows(act, on: object) else {
      throw Failure.scopeMissing("\(object.collection):\(act == .read ? "read" : "write")")
    }
  }

  /// One record of the collection; one of another record type is not in it.
  func record(_ id: RecordID, in tx: RecordTransaction) throws -> Record {
    let record = try tx.get(object.name, id)
    try check(record)
    return record
  }

  /// That the records to be changed are of this collection. One of another record type is "not found" here.
  func check(_ ids: [RecordID], in tx: RecordTransaction) throws {
    guard recordType != nil else { return }
    for record in try tx.fetch(object, ids) { try check(record) }
  }

  private func check(_ record: Record) throws {
    guard recordType == nil || record.recordType == recordType?.name else { throw Refusal.notFound }
  }
}
