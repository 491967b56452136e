package import Kernel
import Metadata
package import Query

/// Everything a condition selects of one kind of record, as it travels to a job:
/// `{"object": "person", "record_type": "lead", "filter": {…}}`.
package struct BulkSelection: Sendable {
  package let object: String
  package let recordType: String?
  package let filter: JSON
  private let condition: Condition

  /// Throws `Problems` for a condition that cannot be read: nothing is ever selected by half a condition.
  package init(_ object: String, recordType: String?, filter: JSON, in tx: RecordTransaction) throws {
    self.object = object
    self.recordType = recordType
    self.filter = filter
    condition = try Condition(json: filter, on: object, in: tx.queryContext)
  }

  package init(json: JSON, in tx: RecordTransaction) throws {
    guard let object = json["object"]?.string, let filter = json["filter"] else { throw Refusal.notFound }
    try self.init(object, recordType: json["record_type"]?.string, filter: filter, in: tx)
  }

  package var json: [JSON.Member] {
    [
      JSON.Member("object", .string(object)), JSON.Member("record_type", recordType.map { .string($0) } ?? .null),
      JSON.Member("filter", filter),
    ]
  }

  package var query: ListQuery { ListQuery(object, recordType: recordType, where: condition, sort: [Sort(["id"])], fields: []) }

  package func count(upTo limit: Int, in tx: RecordTransaction) throws -> Count {
    try tx.count(object, recordType: recordType, where: condition, upTo: limit)
  }
}
