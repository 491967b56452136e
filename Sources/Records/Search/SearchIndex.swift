import Database
import Japan
import Kernel
import Metadata

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
  func refreshSearch(_ mutations: [Mutation], _ object: ObjectDefinition, _ rules: (any RecordRules)?) throws {
    let index = SearchIndex(transaction: transaction)
    let searchable = object.activeFields.filter(\.isSearchable)
    guard !searchable.isEmpty || rules != nil else { return }
    func tokens(_ record: Record) -> String {
      var words = searchable.compactMap { field in
        record[field.name].isNull ? nil : field.type.shown(record[field.name], in: parsing)
      }
      words += rules?.searchWords(of: record) ?? []
      // A line break keeps the end of one field and the beginning of the next from becoming a word.
      return SearchKey.indexText(words.joined(separator: "\n"))
    }
    var added: [(id: RecordID, object: String, tokens: String)] = []
    var replaced: [(id: RecordID, object: String, tokens: String)] = []
    var removed: [RecordID] = []
    for mutation in mutations {
      let id = mutation.record.id
      switch mutation.kind {
      case .create: added.append((id, object.name, tokens(mutation.record)))
      case .update:
        let now = tokens(mutation.record)
        if let old = mutation.old, tokens(old) == now { continue }
        replaced.append((id, object.name, now))
      case .delete: removed.append(id)
      case .restore: replaced.append((id, object.name, tokens(mutation.record)))
      }
    }
    try index.insert(added)
    try index.replace(replaced)
    try index.remove(removed)
  }
}
