package import Kernel

/// Shows or requires a field only for records that fulfil a condition. Kept as JSON: conditions are read a floor above.
package struct LayoutRule: Sendable, Hashable {
  package enum Effect: String, Sendable, CaseIterable {
    /// The field is on the page only when the condition holds.
    case show
    /// The field must be filled when the condition holds.
    case require
  }

  package let field: String
  package let effect: Effect
  /// A condition on the record itself.
  package let condition: JSON

  package init(_ effect: Effect, _ field: String, when condition: JSON) {
    self.effect = effect
    self.field = field
    self.condition = condition
  }
}

extension ObjectDefinition {
  /// How a record of this type is laid out: as declared, without what is retired and with new custom fields at its end;
  /// or, when nothing is declared, derived from the fields.
  package func layout(for recordType: RecordType? = nil) -> Layout {
    let present = activeFields.filter { field in
      guard let only = field.recordTypes, let recordType else { return true }
      return only.contains(recordType.name)
    }
    guard let declared = recordType?.layout ?? layout else { return derivedLayout(present) }
    let names = Set(present.map(\.name))
    var sections = declared.sections.map { Layout.Section($0.label, $0.fields.filter(names.contains)) }
    let placed = Set(sections.flatMap(\.fields))
    let unplaced = present.filter { $0.isCustom && !placed.contains($0.name) }.map(\.name)
    if !unplaced.isEmpty { sections.append(Layout.Section(Self.customLabel, unplaced)) }
    return Layout(sections: sections.filter { !$0.fields.isEmpty }, rules: declared.rules.filter { names.contains($0.field) })
  }

  /// Title and short fields first; a section for each composite, for long texts, for custom fields, and for what the system keeps.
  private func derivedLayout(_ present: [FieldDefinition]) -> Layout {
    var main = titleFields.filter { name in present.contains { $0.name == name } }
    var composites: [(name: String, fields: [String])] = []
    var long: [String] = []
    var custom: [String] = []
    var system: [String] = []
    for field in present where !main.contains(field.name) {
      if Self.bookkeeping.contains(field.name) { continue }
      if SystemField.names.contains(field.name), field.name != "owner_id" {
        system.append(field.name)
      } else if field.isCustom {
        custom.append(field.name)
      } else if let composite = field.composite {
        if let at = composites.firstIndex(where: { $0.name == composite }) {
          composites[at].fields.append(field.name)
        } else {
          composites.append((composite, [field.name]))
        }
      } else if field.type is LongTextType {
        long.append(field.name)
      } else {
        main.append(field.name)
      }
    }
    var sections = [Layout.Section(Label("基本情報", "Details"), main)]
    sections += composites.map { Layout.Section(compositeLabel($0.name, $0.fields), $0.fields) }
    sections += [
      Layout.Section(Label("詳細", "Notes"), long), Layout.Section(Self.customLabel, custom),
      Layout.Section(Label("システム情報", "System"), system),
    ]
    return Layout(sections: sections.filter { !$0.fields.isEmpty })
  }

  /// 住所; with the words the parts have in common when there are several: 納品先.
  private func compositeLabel(_ name: String, _ parts: [String]) -> Label {
    let labels = parts.compactMap { field($0)?.label }
    guard let first = labels.first, labels.count > 1, !parts.contains("postal_code") else { return Label("住所", "Address") }
    func common(_ text: (Label) -> String) -> String {
      let shared = labels.dropFirst().reduce(text(first)) { $0.commonPrefix(with: text($1)) }
      return shared.split(whereSeparator: { " :（(".contains($0) }).joined(separator: " ")
    }
    let (ja, en) = (common(\.ja), common(\.en))
    return Label(ja.isEmpty ? name : ja, en.isEmpty ? name : en)
  }

  private static let customLabel = Label("追加項目", "Custom fields")
  private static let bookkeeping: Set<String> = ["id", "record_type", "version"]
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String { String(zip(self, other).prefix { $0 == $1 }.map(\.0)) }
}

extension Layout {
  package var json: JSON {
    var members: [JSON.Member] = [
      .init("sections", .array(sections.map { ["label": $0.label.json, "fields": .array($0.fields.map { .string($0) })] }))
    ]
    if !rules.isEmpty {
      members.append(
        .init(
          "rules",
          .array(rules.map { ["field": .string($0.field), "effect": .string($0.effect.rawValue), "when": $0.condition] })))
    }
    return .object(members)
  }

  package init(json: JSON) throws(Problems) {
    var reader = MetadataReader(json, knows: ["sections", "rules"])
    sections = reader.items("sections") { (json) throws(Problems) in
      var section = MetadataReader(json, knows: ["label", "fields"])
      let result = Section(section.label("label"), section.texts("fields"))
      try section.check()
      return result
    }
    rules = reader.items("rules") { (json) throws(Problems) in
      var rule = MetadataReader(json, knows: ["field", "effect", "when"])
      let field = rule.text("field")
      let word = rule.text("effect")
      let effect = LayoutRule.Effect(rawValue: word)
      if effect == nil, !word.isEmpty {
        rule.refuse("effect", "option", ja: "「effect」は show か require にしてください。", en: "“effect” must be show or require.")
      }
      if rule["when"]?.members == nil {
        rule.refuse("when", "type", ja: "「when」に条件を指定してください。", en: "Give a condition as “when”.")
      }
      try rule.check()
      return LayoutRule(effect ?? .show, field, when: rule["when"] ?? .null)
    }
    try reader.check()
  }
}
