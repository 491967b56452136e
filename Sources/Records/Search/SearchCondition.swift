import Database
import Japan
import Kernel
import Metadata
import Query

/// `{"search": "山田 製作"}`: what search finds, as a condition, so that a list, its count, an export and a change of
/// everything in it mean the same records.
enum SearchCondition {
  static let name = "search"
  static let longest = 200

  static let condition = ContributedCondition(
    name,
    problems: { value, _, _ in
      guard let text = value.string, !text.isEmpty, text.count <= longest else {
        return [
          Problem("search", ja: "検索語は 1〜\(longest) 文字で指定してください。", en: "Give 1 to \(longest) characters to search for.")
        ]
      }
      return []
    },
    sentence: { value in Label("「\(value.string ?? "")」を含む", "“\(value.string ?? "")” is found in it") },
    predicate: { value, object, alias, context in
      let query = SearchQuery(value.string ?? "")
      // Only spaces and signs were typed: nothing to look for.
      guard !query.isEmpty else { return .true_ }
      guard !hidesSearched(object, context) else { return try scan(value.string ?? "", object, alias, context) }
      return "\(SQL.column(alias, "id")) IN (\(found(query, context.dialect)))"
    })

  /// The ids that the engine's full-text index finds; ids are unique over all objects.
  static func found(_ query: SearchQuery, _ dialect: Dialect) -> SQL {
    switch dialect.engine {
    case .sqlite: "SELECT rowid FROM search_text WHERE search_text MATCH \(query.fts5)"
    case .postgres: "SELECT record_id FROM search_entry WHERE vector @@ to_tsquery('simple', \(query.tsquery))"
    }
  }

  private static func hidesSearched(_ object: ObjectDefinition, _ context: QueryContext) -> Bool {
    object.activeFields.contains { !context.isReadable(object, $0) }
  }

  /// For those who may not see every field: what stands in the fields they see, every word somewhere.
  private static func scan(_ text: String, _ object: ObjectDefinition, _ alias: Identifier, _ context: QueryContext) throws -> SQL {
    let fields = object.activeFields.filter { field in
      (field.isSearchable || object.titleFields.contains(field.name)) && field.type.family == .text && field.type.column != nil
        && context.isReadable(object, field)
    }
    let words = text.split(whereSeparator: \.isWhitespace).prefix(SearchQuery.mostPhrases).map(String.init)
    let condition = Condition.all(
      words.map { word in .any(fields.map { .field(FieldTest([$0.name], .contains, .one(.value(.text(word))))) }) })
    return try ConditionSQL(context).predicate(condition, on: object, alias: alias)
  }
}
