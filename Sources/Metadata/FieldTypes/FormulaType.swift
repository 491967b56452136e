package import Kernel

/// Computed from the other fields of the same record, whenever one of them is written.
package struct FormulaType: ComputedType {
  package static let name = "formula"
  package let expression: String
  package let kind: ComputedKind

  package init(_ expression: String, result: ComputedKind) {
    self.expression = expression
    kind = result
  }

  package var settings: JSON { .object([.init("expression", .string(expression))] + kind.settings) }
}

extension FormulaType: ConfiguredType {
  package static let label = Label("数式", "Formula")
  package static let settingsSchema: JSON = .settings(
    ["expression": ["type": "string", "maxLength": 4000, "examples": ["if(blank(amount), 0, amount * probability / 100)"]]],
    [ComputedKind.schema, ComputedKind.scaleSchema], required: ["expression", "result"])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["expression", "result", "scale"])
    expression = reader.text("expression")
    kind = ComputedKind(reader: &reader)
    try reader.check()
  }
}
