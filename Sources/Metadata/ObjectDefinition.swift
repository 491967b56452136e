package import Kernel

/// Who sees the records of an object.
package enum Visibility: Sendable, Hashable {
  /// By owner: the scopes of the actor's role (own, team, all).
  case owned
  /// Whoever sees every record these lookup fields point to: notes, affiliations.
  case inherited(from: [String])
  /// Whoever sees the record of any object that `object` and `record_id` name, or owns it where they name none: files.
  case attached
  /// Everybody reads; writing needs the permission named: pipelines, teams, roles.
  case configuration(permission: String)
}

/// One kind of record: everything lists, forms, import, API, search, audit and permissions need to know of it.
package struct ObjectDefinition: Sendable {
  /// Singular snake_case: `person`. Also the table, unless `table` says otherwise.
  package let name: String
  package var table: String
  /// In the API and URLs: `persons`.
  package let collection: String
  package var label: Label
  package var recordTypes: [RecordType]
  /// In the order of the standard layout; system fields first. Looked up by name through `field(_:)`.
  package private(set) var fields: [FieldDefinition]
  /// The fields that together are a record's name on screen: `["last_name", "first_name"]`.
  package var titleFields: [String]
  package var listViews: [ListView]
  /// What its lists and sums are read by besides the indexes of single fields; only declared in Swift.
  package var indexes: [ListIndex]
  /// How record pages arrange the fields where the record type says nothing; `nil`: derived from the fields.
  package var layout: Layout?
  package var isCustom = false
  package var visibility = Visibility.owned
  private var positions: [String: Int]

  package init(
    _ name: String, _ label: Label, collection: String, table: String? = nil, recordTypes: [RecordType] = [],
    title: [String], listViews: [ListView] = [], indexes: [ListIndex] = [], fields: [FieldDefinition]
  ) {
    self.name = name
    self.table = table ?? name
    self.collection = collection
    self.label = label
    self.recordTypes = recordTypes
    self.titleFields = title
    self.listViews = listViews
    self.indexes = indexes
    self.fields = SystemField.all + fields
    positions = [:]
    reindex()
  }

  package func field(_ name: String) -> FieldDefinition? { positions[name].map { fields[$0] } }

  /// Fields that are in use, without the retired.
  package var activeFields: [FieldDefinition] { fields.filter { !$0.isRetired } }

  /// Adds a field or replaces the one of that name.
  package mutating func put(_ field: FieldDefinition) {
    if let at = positions[field.name] {
      fields[at] = field
    } else {
      positions[field.name] = fields.count
      fields.append(field)
    }
  }

  /// Takes a field out; its column is the business of `SchemaPlan`.
  package mutating func remove(_ name: String) {
    fields.removeAll { $0.name == name }
    reindex()
  }

  package func recordType(_ name: String) -> RecordType? { recordTypes.first { $0.name == name } }

  private mutating func reindex() {
    positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
  }
}

/// A sort of record with its own tab, layout and required fields: 見込み客 and 連絡先 of 人.
package struct RecordType: Sendable {
  package let name: String
  /// In the API and URLs: `leads`.
  package let collection: String
  package var label: Label
  package var requiredFields: Set<String>
  package var layout: Layout?

  package init(
    _ name: String, _ label: Label, collection: String, required: Set<String> = [], layout: Layout? = nil
  ) {
    self.name = name
    self.collection = collection
    self.label = label
    self.requiredFields = required
    self.layout = layout
  }
}

/// How a record page arranges its fields.
package struct Layout: Sendable, Hashable {
  package struct Section: Sendable, Hashable {
    package let label: Label
    package let fields: [String]
    package init(_ label: Label, _ fields: [String]) {
      self.label = label
      self.fields = fields
    }
  }
  package var sections: [Section]
  /// Fields that are shown or required only under a condition.
  package var rules: [LayoutRule]

  package init(sections: [Section], rules: [LayoutRule] = []) {
    self.sections = sections
    self.rules = rules
  }
}

/// A named list: which columns, in which order, of which records (a condition in JSON).
package struct ListView: Sendable, Hashable {
  package let name: String
  package let label: Label
  package let columns: [String]
  package let condition: JSON?
  package let sort: String
  /// Only lists of these record types have it; `nil`: all.
  package let recordTypes: Set<String>?

  package init(
    _ name: String, _ label: Label, columns: [String], where condition: JSON? = nil, sort: String = "-updated_at",
    only recordTypes: Set<String>? = nil
  ) {
    self.name = name
    self.label = label
    self.columns = columns
    self.condition = condition
    self.sort = sort
    self.recordTypes = recordTypes
  }
}

/// An index over several fields, for a page that no index of one field makes fast. Every record written pays for it.
package struct ListIndex: Sendable, Hashable {
  package let name: String
  /// The order of the list: what is the same for all of it first, then what it is sorted by. The id follows.
  package let fields: [String]
  /// Looked at or added up for every record of the list, so that the records themselves need not be read.
  package let carried: [String]

  package init(_ name: String, _ fields: [String], carrying carried: [String] = []) {
    self.name = name
    self.fields = fields
    self.carried = carried
  }
}

/// Declares an object in Swift with typed keys.
package protocol ObjectType: Sendable {
  static var object: ObjectDefinition { get }
}
