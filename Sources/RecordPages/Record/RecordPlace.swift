package import Kernel
package import Metadata
package import Records

/// What a collection in an address stands for: `leads` is person with record type lead.
package struct RecordPlace: Sendable {
  package let collection: String
  package let object: ObjectDefinition
  package let recordType: RecordType?

  /// "Not found" for names that metadata does not know, and for objects that have no pages: settings, files.
  package init(_ collection: String, in tx: RecordTransaction) throws {
    guard let known = tx.schema.collection(collection), known.object.takesFiles, tx.actor.rights.scope(.read, on: known.object.name) > .none
    else { throw Refusal.notFound }
    self.collection = collection
    object = known.object
    recordType = known.recordType
  }

  package var label: Label { recordType?.label ?? object.label }

  /// The record type that new records get.
  package var newType: RecordType? { recordType ?? object.recordTypes.first }

  /// Where a record really is, when it is not in this collection: a lead that became a contact.
  package func elsewhere(_ record: Record) -> String? {
    let real = RecordLinks.collection(of: record, object)
    return real == collection ? nil : RecordLinks.record(real, record.id)
  }
}
