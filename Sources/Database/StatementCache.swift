/// The prepared statements of one connection by their text. When there are too many the least recently used goes.
package struct StatementCache<Statement> {
  private struct Entry {
    var statement: Statement
    var usedAt: Int
  }

  private var entries: [[String]: Entry] = [:]
  private var clock = 0
  private let limit: Int

  package init(limit: Int) { self.limit = limit }

  package mutating func find(_ sql: SQL) -> Statement? {
    guard let at = entries.index(forKey: sql.texts) else { return nil }
    clock += 1
    entries.values[at].usedAt = clock
    return entries.values[at].statement
  }

  /// Returns the statement that had to go, if any: the one kept for the same text, or else the oldest of too many.
  package mutating func keep(_ statement: Statement, for sql: SQL) -> Statement? {
    clock += 1
    if let replaced = entries.updateValue(Entry(statement: statement, usedAt: clock), forKey: sql.texts) {
      return replaced.statement
    }
    guard entries.count > limit, let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return nil }
    return entries.removeValue(forKey: oldest.key)?.statement
  }

  package mutating func removeAll() { entries = [:] }
}
