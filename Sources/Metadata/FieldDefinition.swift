package import Kernel

/// One field of an object: the same whether Swift declares it or an administrator made it this morning.
package struct FieldDefinition: Sendable {
  /// API name = column name: singular snake_case.
  package let name: String
  package var label: Label
  package var type: any FieldType
  package var help: Label?
  package var isRequired = false
  package var isUnique = false
  package var isIndexed = false
  /// Its words are found by search.
  package var isSearchable = false
  /// Made by an administrator.
  package var isCustom = false
  /// Written by the system only: `created_at`, formulas, roll-ups.
  package var isReadOnly = false
  /// No longer shown or written; its column and values stay until they are dropped on purpose.
  package var isRetired = false
  /// What a new record gets when nothing is given.
  package var defaultValue: Value = .null
  /// The composite this field is a part of: `address` of `postal_code`.
  package var composite: String?
  /// Only records of these types have the field; `nil`: all.
  package var recordTypes: Set<String>?

  package init(_ name: String, _ label: Label, _ type: any FieldType) {
    self.name = name
    self.label = label
    self.type = type
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
