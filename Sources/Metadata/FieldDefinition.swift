package import Kernel

/// One field of an object: the same whether Swift declares it or an administrator made it this morning.
///
/// A value that costs one reference to hand on, however much is said in it: writing a record looks at dozens of fields.
package struct FieldDefinition: Sendable {
  /// What is said of the field.
  private struct Facts: Sendable {
    let name: String
    var label: Label
    var type: any FieldType
    var help: Label?
    var isRequired = false
    var isUnique = false
    var isIndexed = false
    var isSearchable = false
    var isCustom = false
    var isReadOnly = false
    var isRetired = false
    var defaultValue: Value = .null
    var composite: String?
    var recordTypes: Set<String>?
  }

  /// Never changed once it is made, so that all who hold it may read it at any time.
  private final class Sheet: Sendable {
    let facts: Facts
    init(_ facts: Facts) { self.facts = facts }
  }

  private var sheet: Sheet

  package init(_ name: String, _ label: Label, _ type: any FieldType) {
    sheet = Sheet(Facts(name: name, label: label, type: type))
  }

  private mutating func change<Part>(_ part: WritableKeyPath<Facts, Part>, to value: Part) {
    var facts = sheet.facts
    facts[keyPath: part] = value
    sheet = Sheet(facts)
  }

  /// API name = column name: singular snake_case.
  package var name: String { sheet.facts.name }
  package var label: Label {
    get { sheet.facts.label }
    set { change(\.label, to: newValue) }
  }
  package var type: any FieldType {
    get { sheet.facts.type }
    set { change(\.type, to: newValue) }
  }
  package var help: Label? {
    get { sheet.facts.help }
    set { change(\.help, to: newValue) }
  }
  package var isRequired: Bool {
    get { sheet.facts.isRequired }
    set { change(\.isRequired, to: newValue) }
  }
  package var isUnique: Bool {
    get { sheet.facts.isUnique }
    set { change(\.isUnique, to: newValue) }
  }
  package var isIndexed: Bool {
    get { sheet.facts.isIndexed }
    set { change(\.isIndexed, to: newValue) }
  }
  /// Its words are found by search.
  package var isSearchable: Bool {
    get { sheet.facts.isSearchable }
    set { change(\.isSearchable, to: newValue) }
  }
  /// Made by an administrator.
  package var isCustom: Bool {
    get { sheet.facts.isCustom }
    set { change(\.isCustom, to: newValue) }
  }
  /// Written by the system only: `created_at`, formulas, roll-ups.
  package var isReadOnly: Bool {
    get { sheet.facts.isReadOnly }
    set { change(\.isReadOnly, to: newValue) }
  }
  /// No longer shown or written; its column and values stay until they are dropped on purpose.
  package var isRetired: Bool {
    get { sheet.facts.isRetired }
    set { change(\.isRetired, to: newValue) }
  }
  /// What a new record gets when nothing is given.
  package var defaultValue: Value {
    get { sheet.facts.defaultValue }
    set { change(\.defaultValue, to: newValue) }
  }
  /// The composite this field is a part of: `address` of `postal_code`.
  package var composite: String? {
    get { sheet.facts.composite }
    set { change(\.composite, to: newValue) }
  }
  /// Only records of these types have the field; `nil`: all.
  package var recordTypes: Set<String>? {
    get { sheet.facts.recordTypes }
    set { change(\.recordTypes, to: newValue) }
  }
}

/// What a declaration in Swift can say of a field besides name, label and type.
package enum FieldTrait: Sendable {
  case required, unique, indexed, searchable, readOnly
  case defaulting(Value)
  case part(of: String)
  case only(Set<String>)
  case help(Label)
}

extension FieldDefinition {
  package init(_ name: String, _ label: Label, _ type: any FieldType, traits: [FieldTrait]) {
    self.init(name, label, type)
    for trait in traits {
      switch trait {
      case .required: isRequired = true
      case .unique: isUnique = true
      case .indexed: isIndexed = true
      case .searchable: isSearchable = true
      case .readOnly: isReadOnly = true
      case .defaulting(let value): defaultValue = value
      case .part(let composite): self.composite = composite
      case .only(let types): recordTypes = types
      case .help(let text): help = text
      }
    }
  }
}

/// A field that Swift code knows: its definition, and the Swift type of its value.
package struct Field<T: FieldValue>: Sendable {
  package let definition: FieldDefinition
  package var name: String { definition.name }

  /// `Field<Yen>("amount", "金額", "Amount")`; give `type` where the Swift type does not say it all.
  package init(_ name: String, _ ja: String, _ en: String, _ type: (any FieldType)? = nil, _ traits: FieldTrait...) {
    definition = FieldDefinition(name, Label(ja, en), type ?? T.fieldType, traits: traits)
  }
}

extension Field {
  package var erased: FieldDefinition { definition }
}
