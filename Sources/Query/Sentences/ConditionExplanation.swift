package import Database
package import Kernel
package import Metadata

/// Why a condition holds for one record, or why not: every part with whether it holds, the actual value, and what would
/// make it hold.
package struct ConditionExplanation: Hashable, Sendable {
  package indirect enum Part: Hashable, Sendable {
    case all([ConditionExplanation])
    case any([ConditionExplanation])
    case not(ConditionExplanation)
    case test
  }

  package let holds: Bool
  /// The part in words.
  package let sentence: String
  /// What the record has, as people see it; `nil` where it is no single value.
  package let actual: String?
  /// 「ランクは B です。A なら当てはまります。」, only of tests that do not hold.
  package let advice: String?
  package let part: Part

  /// Asks the database with the very SQL of the condition. `nil` when the actor sees no such record.
  package static func explain(
    _ condition: Condition, of record: RecordID, on object: ObjectDefinition, in context: QueryContext,
    names: @escaping ConditionSentence.Names = { _, _ in nil }, using transaction: any Transaction
  ) throws -> ConditionExplanation? {
    let facts = ConditionFacts(context: context, object: object, record: record)
    var answers: [Condition: ConditionFacts.Answer] = [:]
    let leaves = condition.leaves
    for start in stride(from: 0, to: max(leaves.count, 1), by: 200) {
      let some = Array(leaves[start..<min(start + 200, leaves.count)])
      guard let found = try facts.answers(to: some, using: transaction) else { return nil }
      answers.merge(zip(some, found)) { $1 }
    }
    let writer = SentenceWriter(
      schema: context.schema, parsing: context.parsing, contributions: context.contributions, names: names)
    return ExplanationBuilder(writer: writer, object: object, answers: answers).explanation(of: condition)
  }

  /// All tests that do not hold, with their advice, as a flat list.
  package var failures: [ConditionExplanation] {
    switch part {
    case .all(let parts), .any(let parts): holds ? [] : parts.flatMap(\.failures)
    case .not, .test: holds ? [] : [self]
    }
  }
}

extension Condition {
  /// The tests at the ends of the tree, each once.
  fileprivate var leaves: [Condition] {
    var seen: Set<Condition> = []
    var found: [Condition] = []
    func visit(_ condition: Condition) {
      switch condition {
      case .all(let parts), .any(let parts): parts.forEach(visit)
      case .not(let part): visit(part)
      case .field, .related, .event, .contributed: if seen.insert(condition).inserted { found.append(condition) }
      }
    }
    visit(self)
    return found
  }
}

/// Puts answers and words together along the tree of the condition.
private struct ExplanationBuilder {
  let writer: SentenceWriter
  let object: ObjectDefinition
  let answers: [Condition: ConditionFacts.Answer]

  func explanation(of condition: Condition) -> ConditionExplanation {
    let sentence = writer.unwrapped(writer.phrase(condition, on: object).end)
    func combined(_ holds: Bool, _ part: ConditionExplanation.Part) -> ConditionExplanation {
      ConditionExplanation(holds: holds, sentence: sentence, actual: nil, advice: nil, part: part)
    }
    switch condition {
    case .all(let conditions):
      let parts = conditions.map(explanation)
      return combined(parts.allSatisfy(\.holds), .all(parts))
    case .any(let conditions):
      let parts = conditions.map(explanation)
      return combined(parts.contains(where: \.holds), .any(parts))
    case .not(let condition):
      let part = explanation(of: condition)
      return combined(!part.holds, .not(part))
    case .field, .related, .event, .contributed:
      let answer = answers[condition]
      let holds = answer?.holds ?? false
      let actual = answer?.value.map { writer.shown($0, answer?.field) }
      return ConditionExplanation(
        holds: holds, sentence: sentence, actual: actual, advice: holds ? nil : advice(condition, sentence, actual), part: .test)
    }
  }

  private func advice(_ condition: Condition, _ sentence: String, _ actual: String?) -> String {
    let ja = writer.language == .ja
    guard let actual else {
      return ja ? "「\(sentence)」なら当てはまります。" : "It would hold if this were so: \(sentence)."
    }
    let path =
      if case .field(let test) = condition {
        try? FieldPath.resolve(test.path, on: object, in: writer.schema, isReadable: { _, _ in true })
      } else { FieldPath?.none }
    let subject = path?.label(writer.language) ?? (ja ? "現在の値" : "The value")
    if case .field(let test) = condition, let field = path?.field, test.operator == .eq || test.operator == .in {
      let wanted = writer.shown(test.operand, field)
      return ja
        ? "\("\(subject)は".followed(by: actual).followed(by: "です。"))\(wanted.followed(by: "なら当てはまります。"))"
        : "\(subject) is \(actual). It would hold with \(wanted)."
    }
    return ja
      ? "\("\(subject)は".followed(by: actual).followed(by: "です。"))「\(sentence)」なら当てはまります。"
      : "\(subject) is \(actual). It would hold if this were so: \(sentence)."
  }
}
