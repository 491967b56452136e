import Database
import Japan
import Kernel
package import Metadata

/// Keeps what search finds in step with the records. Only the token text differs from record to record; both engines index
/// the same text.
struct SearchIndex {
  let transaction: any Transaction

  func insert(_ entries: [(id: RecordID, object: String, tokens: String)]) throws {
    guard !entries.isEmpty else { return }
    try transaction.insert(
      into: "search_entry", ["record_id", "object", "tokens"],
      rows: entries.map { [.integer($0.id.raw), .text($0.object), .text($0.tokens)] })
    if transaction.dialect.engine == .sqlite {
      try transaction.insert(
        into: "search_text", ["rowid", "tokens"], rows: entries.map { [.integer($0.id.raw), .text($0.tokens)] })
    }
  }

  func remove(_ ids: [RecordID]) throws {
    for start in stride(from: 0, to: ids.count, by: 500) {
      let part = Array(ids[start..<min(start + 500, ids.count)])
      if transaction.dialect.engine == .sqlite {
        // FTS5 with external content wants to be told the text it forgets.
        try transaction.execute(
          """
          INSERT INTO search_text (search_text, rowid, tokens)
          SELECT 'delete', record_id, tokens FROM search_entry WHERE record_id IN (\(list: part))
          """)
      }
      try transaction.execute("DELETE FROM search_entry WHERE record_id IN (\(list: part))")
    }
  }

  /// The entries that differ from what is stored are replaced.
  func replace(_ entries: [(id: RecordID, object: String, tokens: String)]) throws {
    try remove(entries.map(\.id))
    try insert(entries)
  }
}

extension RecordTransaction {
  func refreshSearch(_ mutations: [Mutation], _ written: WritePlan, _ rules: (any RecordRules)?) throws {
    let index = SearchIndex(transaction: transaction)
    let object = written.object
    let plan = SearchPlan(written, rules: rules, at: moment)
    guard !plan.isEmpty else { return }
    var added: [(id: RecordID, object: String, tokens: String)] = []
    var replaced: [(id: RecordID, object: String, tokens: String)] = []
    var removed: [RecordID] = []
    for mutation in mutations {
      let id = mutation.record.id
      switch mutation.kind {
      case .create: added.append((id, object.name, mutation.form?.tokens ?? plan.tokens(of: mutation.record)))
      case .update:
        let words = plan.words(of: mutation.record)
        if let old = mutation.old, plan.words(of: old) == words { continue }
        replaced.append((id, object.name, SearchKey.indexText(words)))
      case .delete: removed.append(id)
      case .restore: replaced.append((id, object.name, plan.tokens(of: mutation.record)))
      }
    }
    try index.insert(added)
    try index.replace(replaced)
    try index.remove(removed)
  }

  /// The tokens a record is found by.
  package func searchText(of record: Record, _ object: ObjectDefinition) throws -> String {
    SearchPlan(try plan(for: object), rules: store.rules[object.name], at: moment).tokens(of: record)
  }
}

extension SearchQuery {
  /// Whether the full-text index would find this text: every phrase, its tokens one after the other.
  func matches(_ indexText: String) -> Bool {
    let tokens = indexText.split(separator: " ").map(String.init)
    return phrases.allSatisfy { phrase in
      let count = phrase.tokens.count
      return tokens.indices.contains(where: { start in
        guard start + count <= tokens.count else { return false }
        return phrase.tokens.enumerated().allSatisfy { at, wanted in
          let token = tokens[start + at]
          return at == count - 1 && phrase.lastIsPrefix ? token.hasPrefix(wanted) : token == wanted
        }
      })
    }
  }
}
