package import Kernel
package import Metadata

/// 変換マッピング: one line of the table that says which field of a lead goes where when it is converted.
package enum ConversionMapping: ObjectType {
  package static let source = Field<String>("source_field", "見込み客の項目", "Lead field", nil, .required)
  package static let target = Field<ConversionTarget>("target_object", "変換先", "Target", nil, .required)
  package static let field = Field<String>("target_field", "変換先の項目", "Target field", nil, .required)

  package static let object: ObjectDefinition = {
    var object = ObjectDefinition(
      "conversion_mapping", Label("変換マッピング", "Conversion mapping"), collection: "conversion-mappings",
      title: ["source_field"], fields: [source.definition, target.definition, field.definition])
    object.visibility = .configuration(permission: "metadata")
    return object
  }()
}

/// Where a lead's value can go: the new or existing account, the deal, or another field of the person as contact.
package enum ConversionTarget: String, PicklistValue, CaseIterable {
  case account, deal, contact

  package var label: Label {
    switch self {
    case .account: Label("取引先", "Account")
    case .deal: Label("商談", "Deal")
    case .contact: Label("連絡先", "Contact")
    }
  }

  /// The object whose field receives the value.
  package var object: String { self == .contact ? "person" : rawValue }
}
