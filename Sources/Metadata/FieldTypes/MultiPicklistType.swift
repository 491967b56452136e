package import Kernel

/// Several of a list of choices; or, when open, any words: tags.
package struct MultiPicklistType: FieldType {
  package static let name = "multi_picklist"
  /// Any word may be given; the options are suggestions.
  package let isOpen: Bool
  private let list: OptionList

  package init(options: [PicklistOption], isOpen: Bool = false) {
    list = OptionList(options)
    self.isOpen = isOpen
  }

  package static let tags = MultiPicklistType(options: [], isOpen: true)

  package var options: [PicklistOption] { list.options }
  package var column: ColumnKind? { .text }
  package var family: FieldFamily { .choices }

  /// What may stand between words, and so not within one.
  private static let separators: Set<Character> = [";", ",", "、", "|", "\n", "；", "，", "｜"]

  /// `製造; 卸売`, `製造、卸売`, or one per line.
  package func parse(_ text: String, in context: ParseContext) -> Parsed {
    guard let text = TypedText.cleaned(text, multiline: true) else {
      return .wrong("control_character", ja: "制御文字が含まれています。取り除いてください。", en: "The text has control characters. Remove them.")
    }
    return gather(text.split { Self.separators.contains($0) }.map(String.init), position: list.position(ofTyped:))
  }

  package func decode(_ json: JSON, in context: ParseContext) -> Parsed {
    switch json {
    case .null: return .ok(.null)
    case .array(let items):
      let words = items.compactMap(\.string)
      guard words.count == items.count else { return .wrongKind(ja: "文字列の配列", en: "an array of strings") }
      return gather(words, position: list.position(ofValue:))
    default: return .wrongKind(ja: "文字列の配列", en: "an array of strings")
    }
  }

  /// Each choice once: known ones in the order of the list, then words in the order given.
  private func gather(_ words: [String], position: (String) -> Int?) -> Parsed {
    var known: Set<Int> = []
    var others: [String] = []
    for word in words {
      let word = TypedText.cleaned(word, multiline: false).map { String($0.drop { $0.isWhitespace }) } ?? "\n"
      if word.isEmpty { continue }
      if let at = position(word) {
        known.insert(at)
      } else if !isOpen {
        return list.wrong
      } else if word.count > 80 || word.contains(where: Self.separators.contains) {
        return .wrong(
          "option_name", ja: "「\(word.prefix(20))」は使えません。80 文字以内で、区切り文字（; , 、 |）と改行を含めないでください。",
          en: "“\(word.prefix(20))” cannot be used. Use at most 80 characters without ; , 、 | or line breaks.")
      } else if !others.contains(word) {
        others.append(word)
      }
    }
    guard known.count + others.count <= 100 else {
      return .wrong("too_many", ja: "選べるのは 100 個までです。減らしてください。", en: "At most 100 can be chosen. Use fewer.")
    }
    let values = known.sorted().map { options[$0].value } + others
    return .ok(values.isEmpty ? .null : .list(values))
  }

  package func shown(_ value: Value, in context: ParseContext) -> String {
    guard case .list(let values) = value else { return "" }
    return values.map { list.label(of: $0, context.language) }.joined(separator: context.language == .ja ? "、" : "; ")
  }
  package func exported(_ value: Value, in context: ParseContext) -> String {
    guard case .list(let values) = value else { return "" }
    return values.map { list.label(of: $0, context.language) }.joined(separator: ";")
  }

  package func violations(named field: String) -> [Problem] {
    isOpen && options.isEmpty ? [] : list.violations(named: field, forbidding: ";,、；，｜")
  }
  package var settings: JSON {
    isOpen ? ["options": list.json, "open": true] : ["options": list.json]
  }
  package var jsonSchema: JSON {
    let item: JSON =
      isOpen ? ["type": "string", "maxLength": 80] : ["type": "string", "enum": .array(options.map { .string($0.value) })]
    return ["type": "array", "items": item, "maxItems": 100]
  }
}

extension MultiPicklistType: ConfiguredType {
  package static let label = Label("複数選択リスト・タグ", "Multi-picklist, tags")
  package static let settingsSchema: JSON = .settings([
    "options": OptionList.schema, "open": ["type": "boolean", "default": false],
  ])

  package init(settings json: JSON) throws(Problems) {
    var reader = SettingsReader(json, knows: ["options", "open"])
    isOpen = reader.boolean("open", default: false)
    list = OptionList(json: reader["options"], reader: &reader)
    reader.add(violations(named: "settings.options"))
    try reader.check()
  }
}

/// How the choices of a multi-picklist stand in their text column: `|製造|卸売|`, so that one is found by `|製造|`.
package enum ChoiceText {
  package static func text(_ values: [String]) -> String { "|" + values.joined(separator: "|") + "|" }
  package static func values(_ text: String) -> [String] { text.split(separator: "|").map(String.init) }
  /// What the column contains when this choice is among them.
  package static func needle(_ value: String) -> String { "|\(value)|" }
}
