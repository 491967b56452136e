package import Kernel
package import Metadata
import Records

/// The addresses of records and their lists, in one place: `/leads`, `/leads/0K3F…`.
package struct RecordLinks: Sendable {
  package static func list(_ collection: String) -> String { "/\(collection)" }

  package static func record(_ collection: String, _ id: RecordID) -> String { "/\(collection)/\(id.text)" }

  /// A record's page under the collection of its record type: a lead and a contact have different ones.
  package static func record(_ record: Record, _ object: ObjectDefinition) -> String {
    Self.record(collection(of: record, object), record.id)
  }

  package static func collection(of record: Record, _ object: ObjectDefinition) -> String {
    record.recordType.flatMap(object.recordType)?.collection ?? object.collection
  }

  package static func new(_ collection: String) -> String { "/\(collection)/new" }
}
