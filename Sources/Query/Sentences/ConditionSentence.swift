package import Kernel
package import Metadata

/// Says a condition as people would: 「業界が製造または卸売で、取引先のランクが A」.
package enum ConditionSentence {
  /// What a record is called, where the caller knows it; ids are shown otherwise.
  package typealias Names = @Sendable (_ object: String, RecordID) -> String?
  /// What a kind of event is called as a thing: 「メモ」. The kind itself is shown otherwise.
  package typealias EventNames = @Sendable (_ kind: String) -> Label?

  /// Fields the schema does not know (any more) go by their API names.
  package static func sentence(
    _ condition: Condition, on object: ObjectDefinition, in schema: Schema, _ parsing: ParseContext,
    contributions: Contributions = .none, names: @escaping Names = { _, _ in nil }, events: @escaping EventNames = { _ in nil }
  ) -> String {
    let writer = SentenceWriter(schema: schema, parsing: parsing, contributions: contributions, names: names, events: events)
    return writer.unwrapped(writer.phrase(condition, on: object).end)
  }
}

/// Writes the phrases of a condition in one language.
struct SentenceWriter {
  let schema: Schema
  let parsing: ParseContext
  let contributions: Contributions
  let names: ConditionSentence.Names
  var events: ConditionSentence.EventNames = { _ in nil }

  var language: Language { parsing.language }

  func phrase(_ condition: Condition, on object: ObjectDefinition?) -> Phrase {
    switch condition {
    case .all(let parts): .all(parts.map { phrase($0, on: object) }, language)
    case .any(let parts): .any(parts.map { phrase($0, on: object) }, language)
    case .not(.event(let test)) where test.count == nil && events(test.kind) != nil: missing(test)
    case .not(let part): phrase(part, on: object).negated(language)
    case .field(let test): field(test, on: object)
    case .related(let test): related(test, on: object)
    case .event(let test): event(test)
    case .contributed(let name, let value): contributed(name, value)
    }
  }

  /// A whole sentence needs no brackets around it.
  func unwrapped(_ text: String) -> String {
    guard language == .ja, text.first == "（", text.firstIndex(of: "）") == text.index(before: text.endIndex) else { return text }
    return String(text.dropFirst().dropLast())
  }

  private func contributed(_ name: String, _ value: JSON) -> Phrase {
    let text = contributions[name]?.sentence(value)[language] ?? "\(name) \(value.text)"
    return language == .ja ? .noun(text) : .english(text)
  }

  private func field(_ test: FieldTest, on object: ObjectDefinition?) -> Phrase {
    guard let object else {
      return comparison(test.path.joined(separator: "."), nil, Comparison(test.operator, test.operand))
    }
    let path = try? FieldPath.resolve(test.path, on: object, in: schema, isReadable: { _, _ in true })
    return comparison(
      path?.label(language) ?? test.path.joined(separator: "."), path?.field, Comparison(test.operator, test.operand))
  }

  private func related(_ test: RelatedTest, on object: ObjectDefinition?) -> Phrase {
    let child = object.flatMap { schema.relation(test.relation, of: $0.name) }.flatMap { schema.object($0.child) }
    let label = child?.label[language] ?? test.relation
    let filter = test.condition.map { unwrapped(phrase($0, on: child).end) }
    let subject =
      language == .ja ? "\(filter?.followed(by: "の") ?? "")\(label)" : "\(label)\(filter.map { " where \($0)" } ?? "")"
    func measured(_ name: String, _ word: Label, _ value: Comparison) -> Phrase {
      let field = child?.field(name)
      let shown = field?.label[language] ?? name
      return comparison(
        language == .ja ? "\(subject)の\(shown)の\(word.ja)" : "the \(word.en) \(shown) of \(subject)", field, value)
    }
    switch test.measure {
    case .exists: return language == .ja ? Phrase("\(subject)がある", joint: "\(subject)があり") : .english("has \(subject)")
    case .count(let count):
      return comparison(language == .ja ? "\(subject)の件数" : "the number of \(subject)", nil, count)
    case .sum(let name, let value): return measured(name, Label("合計", "total"), value)
    case .min(let name, let value): return measured(name, Label("最小", "smallest"), value)
    case .max(let name, let value): return measured(name, Label("最大", "largest"), value)
    case .latest(_, let condition):
      let inner = phrase(condition, on: child)
      guard language == .ja else { return .english("the latest \(subject) fulfils: \(inner.end)") }
      return Phrase("最新の\(subject)は\(inner.end)", joint: "最新の\(subject)は\(inner.joint)")
    }
  }

  /// 「過去14日以内にメモがない」
  private func missing(_ test: EventTest) -> Phrase {
    let subject = subject(of: test)
    return language == .ja ? Phrase("\(subject)がない", joint: "\(subject)がなく") : .english("no \(subject)")
  }

  private func subject(of test: EventTest) -> String {
    let filter = test.condition.map { unwrapped(phrase($0, on: nil).end) }
    let period = test.period.map { shown($0) }
    let name = events(test.kind)
    return language == .ja
      ? "\(period.map { "\($0)に" } ?? "")\(filter?.followed(by: "の") ?? "")\(name?.ja ?? "「\(test.kind)」")"
      : "\(name?.en ?? "“\(test.kind)”")\(filter.map { " where \($0)" } ?? "")\(period.map { " in \($0)" } ?? "")"
  }

  private func event(_ test: EventTest) -> Phrase {
    let subject = subject(of: test)
    if language == .ja {
      guard let count = test.count else { return Phrase("\(subject)があった", joint: "\(subject)があり") }
      return comparison("\(subject)の回数", nil, count)
    }
    guard let count = test.count else { return .english("\(subject) happened") }
    return comparison("the number of \(subject)", nil, count)
  }
}
