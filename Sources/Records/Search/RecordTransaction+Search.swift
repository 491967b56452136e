import Database
import Japan
import Kernel
package import Metadata
import Query

/// One record that search found.
package struct SearchHit: Sendable {
  package let record: Record
  package let title: String
}

extension RecordTransaction {
  /// Finds records by the beginnings of words, kana, variant kanji, 2-character Japanese words, phone digits and mail, best
  /// first. Only what the actor may see.
  ///
  /// - Parameter objects: names of the objects to look through; empty for all.
  package func search(_ text: String, objects: [String] = [], limit: Int = 20) throws -> [SearchHit] {
    let query = SearchQuery(text)
    guard !query.isEmpty else { return [] }
    let wanted = try searched(objects)
    // More than asked for, so that ranking has a choice; bounded, so that a common name costs no more than a rare one.
    let rows = try transaction.query("\(try candidates(query, wanted)) LIMIT \(limit * 5)")
    var ids: [String: [RecordID]] = [:]
    for row in rows { ids[try row.text(1), default: []].append(try row.id(0)) }
    let key = SearchKey.key(text)
    var hits: [(rank: Int, hit: SearchHit)] = []
    for (name, ids) in ids.sorted(by: { $0.key < $1.key }) {
      let object = try self.object(name)
      for record in try fetch(object, ids) {
        // What is found only by a field that the actor may not see is not found.
        if access.hidesFields(of: object), !query.matches(try searchText(of: record, object)) { continue }
        let title = title(of: record, object)
        hits.append((rank(SearchKey.key(title), key), SearchHit(record: record, title: title)))
      }
    }
    return hits.sorted { ($0.rank, $1.hit.record.id) < ($1.rank, $0.hit.record.id) }.prefix(limit).map(\.hit)
  }

  private func searched(_ names: [String]) throws -> [ObjectDefinition] {
    let all = schema.objects.values.sorted { $0.name < $1.name }
    return try names.isEmpty ? all : names.map { try object($0) }
  }

  /// Id and object of what the query matches, newest first where the engine can. Who reaches few records has those looked at; for
  /// everybody else what the full-text index finds is held against the reach, which most of it soon fulfils.
  private func candidates(_ query: SearchQuery, _ objects: [ObjectDefinition]) throws -> SQL {
    guard let few = try few(objects) else {
      return "SELECT entry.record_id, entry.object FROM \(match(query)) AND (\(reach(objects))) \(newestFirst)"
    }
    return """
      SELECT entry.record_id, entry.object FROM (\(few)) mine JOIN search_entry entry ON entry.record_id = mine.id
      WHERE \(query.phrases.map(holds).joined(" AND ")) ORDER BY entry.record_id DESC
      """
  }

  private static let few = 5000

  /// The ids of everything within reach when that is little enough to be looked at record by record.
  private func few(_ objects: [ObjectDefinition]) throws -> SQL? {
    // What is shared by a rule is found by no index.
    func isByOwner(_ object: ObjectDefinition) -> Bool {
      object.visibility == .owned && !access.isUnlimited(on: object) && (actor.rights.sharing[object.name] ?? []).isEmpty
    }
    guard !objects.isEmpty, objects.allSatisfy(isByOwner) else { return nil }
    let reached = try objects.map { object in
      "SELECT seen.id FROM \(try TableDDL.identifier(object.table)) seen WHERE \(access.predicate(on: object, alias: "seen"))" as SQL
    }.joined(" UNION ALL ")
    let row = try transaction.first("SELECT count(*) FROM (SELECT 1 FROM (\(reached)) reached LIMIT \(Self.few + 1)) counted")
    return try row.map { try $0.int(0) <= Self.few } == true ? reached : nil
  }

  /// As the full-text index sees it: these tokens one after the other.
  private func holds(_ phrase: SearchQuery.Phrase) -> SQL {
    let text: SQL = "' ' || entry.tokens || ' '"
    return dialect.holds(text, " \(phrase.tokens.joined(separator: " "))\(phrase.lastIsPrefix ? "" : " ")")
  }

  /// `FROM … WHERE` of the engine's full-text index.
  private func match(_ query: SearchQuery) -> SQL {
    switch dialect.engine {
    case .sqlite:
      return """
        search_text JOIN search_entry entry ON entry.record_id = search_text.rowid WHERE search_text MATCH \(query.fts5)
        """
    case .postgres:
      return "search_entry entry WHERE entry.vector @@ to_tsquery('simple', \(query.tsquery))"
    }
  }

  /// FTS5 walks its rows in the order of ids; PostgreSQL gathers its matches first and would have to sort them all.
  private var newestFirst: SQL { dialect.engine == .sqlite ? "ORDER BY search_text.rowid DESC" : .empty }

  private func reach(_ objects: [ObjectDefinition]) -> SQL {
    objects.compactMap { object -> SQL? in
      guard let table = Identifier(object.table) else { return nil }
      if access.isUnlimited(on: object) { return "entry.object = \(object.name)" }
      return """
        (entry.object = \(object.name) AND EXISTS (
          SELECT 1 FROM \(table) seen WHERE seen.id = entry.record_id AND (\(access.predicate(on: object, alias: "seen"))) IS TRUE\(dialect.rowByRow)))
        """
    }.joined(" OR ")
  }

  /// 0 the very name, 1 begins with it, 2 contains it, 3 found elsewhere.
  private func rank(_ title: String, _ key: String) -> Int {
    if title == key { return 0 }
    if title.hasPrefix(key) { return 1 }
    return title.contains(key) ? 2 : 3
  }
}
