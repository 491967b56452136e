package import Kernel

/// One record: typed keys for the fields Swift knows, names for those it does not.
package struct Record: Sendable, Hashable {
  /// The object's name.
  package let object: String
  package let id: RecordID
  /// Only the fields that were read and that the actor may see.
  package var values: [String: Value]

  package init(object: String, id: RecordID, values: [String: Value]) {
    self.object = object
    self.id = id
    self.values = values
  }

  package subscript(_ name: String) -> Value {
    get { values[name] ?? .null }
    set { values[name] = newValue }
  }

  package subscript<T: FieldValue>(_ field: Field<T>) -> T? {
    get { T(value: self[field.name]) }
    set { values[field.name] = newValue?.value ?? .null }
  }

  package var recordType: String? { if case .text(let type) = self["record_type"] { type } else { nil } }
  package var version: Int { if case .integer(let version) = self["version"] { Int(version) } else { 0 } }
  package var ownerID: RecordID? { if case .reference(let owner) = self["owner_id"] { owner } else { nil } }
}

/// Values for some fields of a record that is to be created or changed. `.null` clears a field; absence leaves it.
package struct Draft: Sendable, Hashable {
  package var values: [String: Value]

  package init(_ values: [String: Value] = [:]) { self.values = values }

  package subscript(_ name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }

  package subscript<T: FieldValue>(_ field: Field<T>) -> T? {
    get { values[field.name].flatMap(T.init(value:)) }
    set { values[field.name] = newValue?.value ?? .null }
  }
}
