package import Kernel

/// One choice of a picklist: what is stored, what people see, and its colour on boards.
package struct PicklistOption: Sendable, Hashable {
  /// Stored, and used in conditions and the API.
  package let value: String
  package var label: Label
  /// A colour token of the design, such as `green`.
  package var colour: String?
  /// No longer offered; records that have it keep it, and it is still understood when it comes back.
  package var isRetired: Bool

  package init(_ value: String, _ label: Label, colour: String? = nil, isRetired: Bool = false) {
    self.value = value
    self.label = label
    self.colour = colour
    self.isRetired = isRetired
  }
}

/// The choices of one field, found by value or by label in either language.
struct OptionList: Sendable {
  let options: [PicklistOption]
  private let positions: [String: Int]
  /// Values and labels without regard to width and case.
  private let folded: [String: Int]

  init(_ options: [PicklistOption]) {
    self.options = options
    positions = Dictionary(options.enumerated().map { ($1.value, $0) }, uniquingKeysWith: { first, _ in first })
    var folded: [String: Int] = [:]
    for name in [\PicklistOption.value, \.label.ja, \.label.en] {
      for (at, option) in options.enumerated() where folded[Self.fold(option[keyPath: name])] == nil {
        folded[Self.fold(option[keyPath: name])] = at
      }
    }
    self.folded = folded
  }

  func position(ofValue value: String) -> Int? { positions[value] }
  func position(ofTyped text: String) -> Int? {
    options.isEmpty ? nil : positions[text] ?? folded[text] ?? folded[Self.fold(text)]
  }
  func label(of value: String, _ language: Language) -> String { positions[value].map { options[$0].label[language] } ?? value }

  static func fold(_ text: String) -> String { TypedText.halfWidth(text).lowercased() }

  var wrong: Parsed {
    let offered = options.filter { !$0.isRetired }
    func list(_ separator: String, _ name: (PicklistOption) -> String) -> String {
      offered.prefix(12).map(name).joined(separator: separator) + (offered.count > 12 ? "…" : "")
    }
    return .wrong(
      "option", ja: "選択肢から選んでください（\(list("、") { $0.label.ja })）。",
      en: "Choose one of the options (\(list(", ") { $0.label.en }); in the API \(list(", ") { $0.value })).")
  }

  func violations(named field: String, forbidding separators: String = "") -> [Problem] {
    var problems: [Problem] = []
    if options.isEmpty {
      problems.append(Problem(field: field, "required", ja: "選択肢を 1 つ以上指定してください。", en: "Give at least one option."))
    }
    if options.count > 1000 {
      problems.append(Problem(field: field, "too_many", ja: "選択肢は 1,000 個までです。", en: "At most 1,000 options are possible."))
    }
    var owners: [String: Int] = [:]
    for (at, option) in options.enumerated() {
      let names = [option.value, option.label.ja, option.label.en]
      for name in names where !Self.isName(name, forbidding: separators) {
        problems.append(
          Problem(
            field: field, "option_name",
            ja: "選択肢「\(name)」は使えません。1〜80 文字で、前後の空白、改行、| \(separators) を含めないでください。",
            en:
              "“\(name)” cannot be an option. Use 1 to 80 characters without spaces around, line breaks, or any of | \(separators)"
          ))
      }
      for name in Set(names.map(Self.fold)).sorted() {
        if let owner = owners[name], owner != at {
          problems.append(
            Problem(
              field: field, "option_duplicate", ja: "選択肢「\(name)」が重なっています。値と表示名は選択肢ごとに違うものにしてください。",
              en: "“\(name)” stands for two options. Give every option a value and labels of its own."))
        }
        owners[name] = at
      }
    }
    return problems
  }

  private static func isName(_ name: String, forbidding separators: String) -> Bool {
    guard !name.isEmpty, name.count <= 80, !name.contains(where: { $0 == "|" || separators.contains($0) }) else { return false }
    return TypedText.cleaned(name, multiline: false) == name && name.first?.isWhitespace == false
  }

  var json: JSON { .array(options.map(\.json)) }

  init(json: JSON?, reader: inout SettingsReader) {
    var options: [PicklistOption] = []
    for (at, item) in (json?.array ?? []).enumerated() {
      if let option = PicklistOption(json: item) {
        options.append(option)
      } else {
        reader.refuse(
          "options[\(at)]", "type", ja: "選択肢は {\"value\": …, \"label\": {\"ja\": …, \"en\": …}} の形で指定してください。",
          en: "Give options as {\"value\": …, \"label\": {\"ja\": …, \"en\": …}}.")
      }
    }
    if let json, json.array == nil {
      reader.refuse("options", "type", ja: "「options」は配列にしてください。", en: "“options” must be an array.")
    }
    self.init(options)
  }

  static let schema: JSON = [
    "type": "array", "maxItems": 1000,
    "items": [
      "anyOf": [
        ["type": "string"],
        [
          "type": "object", "required": ["value"], "additionalProperties": false,
          "properties": [
            "value": ["type": "string", "maxLength": 80], "label": Label.jsonSchema, "colour": ["type": "string"],
            "retired": ["type": "boolean"],
          ],
        ],
      ]
    ],
  ]
}

extension PicklistOption {
  package var json: JSON {
    var members: [JSON.Member] = [.init("value", .string(value)), .init("label", label.json)]
    if let colour { members.append(.init("colour", .string(colour))) }
    if isRetired { members.append(.init("retired", true)) }
    return .object(members)
  }

  /// An object, or a bare string that is value and label at once.
  package init?(json: JSON) {
    if case .string(let word) = json {
      self.init(word, Label(word, word))
      return
    }
    guard case .object(let members) = json, let value = json["value"]?.string,
      members.allSatisfy({ ["value", "label", "colour", "retired"].contains($0.name) }),
      json["colour"].map({ $0.isNull || $0.string != nil }) ?? true, json["retired"].map({ $0.boolean != nil }) ?? true
    else { return nil }
    let label: Label
    switch json["label"] {
    case nil, .null: label = Label(value, value)
    case .some(let given):
      guard let read = Label(json: given) else { return nil }
      label = read
    }
    self.init(value, label, colour: json["colour"]?.string, isRetired: json["retired"]?.boolean ?? false)
  }
}
