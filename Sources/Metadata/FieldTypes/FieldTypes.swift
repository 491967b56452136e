package import Kernel

/// A field type that metadata JSON can name.
package protocol ConfiguredType: FieldType {
  /// What the field editor calls it.
  static var label: Label { get }
  /// JSON Schema of its settings.
  static var settingsSchema: JSON { get }
  /// Whether an administrator can make fields of it.
  static var isCreatable: Bool { get }
  init(settings: JSON) throws(Problems)
}

extension ConfiguredType {
  package static var isCreatable: Bool { true }
}

/// A field type without settings.
package protocol SimpleType: ConfiguredType {
  init()
}

extension SimpleType {
  package static var settingsSchema: JSON { .settings([:]) }
  package init(settings json: JSON) throws(Problems) {
    try SettingsReader(json, knows: []).check()
    self.init()
  }
}

/// The types there are, by name. To add one: a file in this folder and a line here.
package enum FieldTypes {
  package static let all: [any ConfiguredType.Type] = [
    TextType.self, LongTextType.self, KanaType.self, EmailType.self, PhoneType.self, URLType.self, PostalCodeType.self,
    IntegerType.self, DecimalType.self, PercentType.self, YenType.self, MoneyType.self, CurrencyType.self, DayType.self,
    InstantType.self, BooleanType.self, PicklistType.self, MultiPicklistType.self, LookupType.self, UserType.self,
    FileType.self, AutoNumberType.self, FormulaType.self, RollUpType.self, CorporateNumberType.self, InvoiceNumberType.self,
    IdentifierType.self, RecordTypeNameType.self,
  ]

  /// Those an administrator can choose.
  package static var creatable: [any ConfiguredType.Type] { all.filter { $0.isCreatable } }

  private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  /// The type that metadata JSON describes; throws everything that is wrong with its settings.
  package static func make(name: String, settings: JSON) throws(Problems) -> any FieldType {
    guard let type = byName[name] else {
      let names = creatable.map { $0.name }.joined(separator: ", ")
      throw Problems([
        Problem(
          field: "type", "unknown_type", ja: "項目の型「\(name)」はありません。次から選んでください：\(names)。",
          en: "There is no field type “\(name)”. Choose one of \(names).")
      ])
    }
    return try type.init(settings: settings)
  }
}

extension FieldType {
  package var typeName: String { Self.name }
}

extension JSON {
  /// The schema of a settings object.
  static func settings(_ properties: JSON, _ more: [Member] = [], required: [String] = []) -> JSON {
    var members: [Member] = [
      .init("type", "object"), .init("properties", .object((properties.members ?? []) + more)),
      .init("additionalProperties", false),
    ]
    if !required.isEmpty { members.append(.init("required", .array(required.map { .string($0) }))) }
    return .object(members)
  }

  static func integerSchema(_ low: Int64, _ high: Int64, default standard: Int64) -> JSON {
    ["type": "integer", "minimum": .integer(low), "maximum": .integer(high), "default": .integer(standard)]
  }
}
