import Japan
import Kernel
import Metadata

/// What of a record search reads: the searchable fields of its object and what its rules add.
struct SearchPlan: Sendable {
  /// A field as search reads it.
  struct Searched: Sendable {
    let name: String
    let type: any FieldType
    /// Choices are found in both languages, whoever wrote them.
    let isChoice: Bool
  }
  private let fields: [Searched]
  private let rules: (any RecordRules)?
  private let contexts: [ParseContext]

  init(_ plan: WritePlan, rules: (any RecordRules)?, at moment: Moment) {
    self.rules = rules
    contexts = [ParseContext(language: .ja, moment: moment), ParseContext(language: .en, moment: moment)]
    fields = plan.searched
  }

  static func searched(of object: ObjectDefinition) -> [Searched] {
    object.activeFields.filter(\.isSearchable).map { field in
      Searched(name: field.name, type: field.type, isChoice: field.type.family == .choice || field.type.family == .choices)
    }
  }

  var isEmpty: Bool { fields.isEmpty && rules == nil }

  /// The words of a record, one field per line.
  func words(of record: Record) -> String {
    var words: [String] = []
    for field in fields {
      guard let value = record.values[field.name], !value.isNull else { continue }
      for context in contexts.prefix(field.isChoice ? 2 : 1) { words.append(field.type.shown(value, in: context)) }
    }
    words += rules?.searchWords(of: record) ?? []
    // A line break keeps the end of one field and the beginning of the next from becoming a word.
    return words.joined(separator: "\n")
  }

  /// The tokens by which a record is found.
  func tokens(of record: Record) -> String { SearchKey.indexText(words(of: record)) }
}
