package import Kernel

/// What a formula or a roll-up results in.
package enum ComputedKind: Sendable, Hashable {
  case text, integer, decimal(scale: Int), percent, yen, boolean, day, instant

  /// The type that stores, compares and shows the result.
  package var type: any FieldType {
    switch self {
    case .text: TextType(max: 4000)
    case .integer: IntegerType()
    case .decimal(let scale): DecimalType(scale: scale)
    case .percent: PercentType()
    case .yen: YenType()
    case .boolean: BooleanType()
    case .day: DayType()
    case .instant: InstantType()
    }
  }

  package var name: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .decimal: "decimal"
    case .percent: "percent"
    case .yen: "yen"
    case .boolean: "boolean"
    case .day: "day"
    case .instant: "instant"
    }
  }

  init?(name: String, scale: Int) {
    let all: [ComputedKind] = [.text, .integer, .decimal(scale: scale), .percent, .yen, .boolean, .day, .instant]
    guard let kind = all.first(where: { $0.name == name }) else { return nil }
    self = kind
  }

  /// `result` and, for decimals, `scale` in the settings of the type.
  var settings: [JSON.Member] {
    if case .decimal(let scale) = self {
      [.init("result", .string(name)), .init("scale", .integer(Int64(scale)))]
    } else {
      [.init("result", .string(name))]
    }
  }

  init(reader: inout SettingsReader) {
    let name = reader.text("result")
    let scale = reader.integer("scale", default: 2, in: 0...6)
    if let kind = ComputedKind(name: name, scale: scale) {
      self = kind
    } else {
      self = .text
      if !name.isEmpty {
        reader.refuse(
          "result", "option", ja: "「result」は \(Self.names.joined(separator: "、")) のどれかにしてください。",
          en: "“result” must be one of \(Self.names.joined(separator: ", ")).")
      }
    }
  }

  static let names = ["text", "integer", "decimal", "percent", "yen", "boolean", "day", "instant"]
  static let schema: JSON.Member = .init("result", ["type": "string", "enum": .array(names.map { .string($0) })])
  static let scaleSchema: JSON.Member = .init("scale", .integerSchema(0, 6, default: 2))
}

/// A type whose values the system computes. Reading still works, for conditions that compare with it.
package protocol ComputedType: FieldType {
  var kind: ComputedKind { get }
}

extension ComputedType {
  package var column: ColumnKind? { kind.type.column }
  package var family: FieldFamily { kind.type.family }
  package func parse(_ text: String, in context: ParseContext) -> Parsed { kind.type.parse(text, in: context) }
  package func decode(_ json: JSON, in context: ParseContext) -> Parsed { kind.type.decode(json, in: context) }
  package func encode(_ value: Value) -> JSON { kind.type.encode(value) }
  package func shown(_ value: Value, in context: ParseContext) -> String { kind.type.shown(value, in: context) }
  package func exported(_ value: Value, in context: ParseContext) -> String { kind.type.exported(value, in: context) }
  package var jsonSchema: JSON { kind.type.jsonSchema }
}

extension FieldType {
  /// The decimal places of values that are `.decimal`; `nil` for every other type.
  package var decimalScale: Int? {
    if let scaled = self as? any ScaledType { return scaled.scale }
    if let computed = self as? any ComputedType { return computed.kind.type.decimalScale }
    return nil
  }
}
