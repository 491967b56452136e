import Database
import Japan
import Kernel
import Metadata
import Query

extension RecordTransaction {
  /// The condition, with what the full-text index finds before it wherever a text must be contained that few records have:
  /// the engine then looks at those instead of at all. The same records fulfil it.
  ///
  /// For texts that many records have, reading the list in its order until the page is full is quicker.
  func narrowed(_ condition: Condition, on name: String) throws -> Condition {
    guard let object = schema.object(name), !access.hidesFields(of: object) else { return condition }
    let rare = try RareTexts.certain(in: condition, object).filter(isRare)
    return rare.isEmpty ? condition : .all(rare.map { .contributed(name: SearchCondition.name, value: .string($0)) } + [condition])
  }

  private func isRare(_ text: String) throws -> Bool {
    let found = SearchCondition.found(SearchQuery(text), dialect)
    let row = try transaction.first("SELECT count(*) FROM (\(found) LIMIT \(RareTexts.most + 1)) found")
    return try row.map { try $0.int(0) <= RareTexts.most } ?? false
  }
}

/// Which texts a condition asks for that the full-text index is certain to find.
enum RareTexts {
  /// As many records can be looked at one by one within the time of a page.
  static let most = 2000
  private static let mostLetters = 60

  /// The texts that every record of the condition contains in a searchable field.
  static func certain(in condition: Condition, _ object: ObjectDefinition) -> [String] {
    switch condition {
    case .all(let parts): parts.flatMap { certain(in: $0, object) }
    case .field(let test):
      if test.operator == .contains, test.path.count == 1, case .one(.value(.text(let text))) = test.operand,
        let field = object.field(test.path[0]), field.isSearchable, field.type.family == .text, isIndexedAsItStands(text)
      {
        [text]
      } else {
        []
      }
    case .any, .not, .related, .event, .contributed: []
    }
  }

  /// Kanji are folded one by one, so that a part of a text is indexed like the part by itself. Kana may grow together with what
  /// follows (ｶﾞ), and repetition marks with what comes before.
  private static func isIndexedAsItStands(_ text: String) -> Bool {
    (2...mostLetters).contains(text.unicodeScalars.count)
      && text.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
  }
}
