package import Kernel

extension Label {
  package var json: JSON { ["ja": .string(ja), "en": .string(en)] }

  /// `{"ja": …, "en": …}`; where one language is missing, or a bare string is given, the text serves both.
  package init?(json: JSON) {
    if case .string(let text) = json {
      guard !text.isEmpty else { return nil }
      self.init(text, text)
      return
    }
    guard case .object(let members) = json, members.allSatisfy({ ["ja", "en"].contains($0.name) && $0.value.string != nil })
    else { return nil }
    let texts = [json["ja"]?.string, json["en"]?.string].map { $0?.isEmpty == true ? nil : $0 }
    guard let any = texts[0] ?? texts[1] else { return nil }
    self.init(texts[0] ?? any, texts[1] ?? any)
  }

  static let jsonSchema: JSON = [
    "anyOf": [
      ["type": "string", "minLength": 1],
      [
        "type": "object", "properties": ["ja": ["type": "string"], "en": ["type": "string"]], "minProperties": 1,
        "additionalProperties": false,
      ],
    ]
  ]
}
