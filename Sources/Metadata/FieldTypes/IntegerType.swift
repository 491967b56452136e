package import Kernel

/// A whole number, optionally between two bounds.
package struct IntegerType: FieldType {
  package static let name = "integer"
  package let range: ClosedRange<Int64>
  /// What is a number to JSON clients and spreadsheets alike: 15 digits.
  package static let widest: ClosedRange<Int64> = -TypedNumber.largest...TypedNumber.largest

  package init(_ range: ClosedRange<Int64> = IntegerType.widest) { self.range = range }

  package var column: ColumnKind? { .integer }
  package var family: FieldFamily { .number }

  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    .halfWidthLine(text) { line in .number(line, scale: 0, checked) }
  }

  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: .ok(.null)
    case .integer(let number): checked(number)
    default: .wrongKind(ja: "整数", en: "a whole number")
    }
  }

  private func checked(_ number: Int64) -> Parsed {
    guard range.contains(number) else {
      return .wrong(
        "range", ja: "\(range.lowerBound)〜\(range.upperBound) の整数にしてください。",
        en: "Use a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return .ok(.integer(number))
  }

  package func shown(_ value: Value, in context: ParseContext) -> String { TypedNumber.grouped(value.plainText) }
  package func exported(_ value: Value, in context: ParseContext) -> String { value.plainText }

  package var settings: JSON {
    var members: [JSON.Member] = []
    if range.lowerBound != Self.widest.lowerBound { members.append(.init("min", .integer(range.lowerBound))) }
    if range.upperBound != Self.widest.upperBound { members.append(.init("max", .integer(range.upperBound))) }
    return .object(members)
  }
  package var jsonSchema: JSON {
    ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
  }
}

extension IntegerType: ConfiguredType {
  package static let label = Label("整数", "Whole number")
  package static let settingsSchema: JSON = .settings(["min": ["type": "integer"], "max": ["type": "integer"]])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["min", "max"])
    let low = max(reader.optionalInteger("min") ?? Self.widest.lowerBound, Self.widest.lowerBound)
    let high = min(reader.optionalInteger("max") ?? Self.widest.upperBound, Self.widest.upperBound)
    if low > high {
      reader.refuse("min", "range", ja: "最小値を最大値以下にしてください。", en: "Make the minimum no larger than the maximum.")
    }
    try reader.check()
    range = low...max(low, high)
  }
}
