import Database
package import Kernel
import Metadata
package import Records

/// メンション: somebody was called in a note by @ and their name. Kept beside the note with the name as it was written, so that it
/// goes on meaning the same person when they are called otherwise.
package struct Mention: Sendable, Hashable {
  package let user: ID<User>
  /// As it stands in the note, without the @.
  package let written: String

  /// Those who are called in a text: @ or ＠ and a full name, whatever the spaces in it. Of names that begin alike the longest counts;
  /// of two people of one name both are called.
  ///
  /// - Parameter people: who can be called, and their names.
  package static func find(in text: String, among people: [(user: ID<User>, name: String)]) -> [Mention] {
    guard text.contains(where: isSign) else { return [] }
    let names = people.map { (user: $0.user, letters: letters($0.name)) }.filter { !$0.letters.isEmpty }
    var found: [Mention] = []
    var rest = text[...]
    var before: Character?
    while let sign = rest.firstIndex(where: isSign) {
      if sign > rest.startIndex { before = rest[rest.index(before: sign)] }
      let after = rest[rest.index(after: sign)...]
      // What stands in a mail address calls nobody.
      let matches =
        before.map(isWordLetter) == true ? [] : names.compactMap { one in end(of: one.letters, in: after).map { (one.user, one.letters.count, $0) } }
      let longest = matches.map(\.1).max()
      for (user, length, end) in matches where length == longest && !found.contains(where: { $0.user == user }) {
        found.append(Mention(user: user, written: String(after[..<end])))
      }
      before = rest[sign]
      rest = after
    }
    return found
  }

  private static func isSign(_ letter: Character) -> Bool { letter == "@" || letter == "＠" }

  private static func isWordLetter(_ letter: Character) -> Bool { letter.isASCII && (letter.isLetter || letter.isNumber) }

  private static func isSpace(_ letter: Character) -> Bool { letter == " " || letter == "　" }

  private static func letters(_ name: String) -> [Character] { Array(name.lowercased().filter { !isSpace($0) }) }

  /// Where a name ends in a text that begins with it.
  private static func end(of name: [Character], in text: Substring) -> Substring.Index? {
    var at = text.startIndex
    for (place, letter) in name.enumerated() {
      while place > 0, at < text.endIndex, isSpace(text[at]) { at = text.index(after: at) }
      guard at < text.endIndex, text[at].lowercased() == String(letter) else { return nil }
      at = text.index(after: at)
    }
    // @Lan does not call Lan out of @Lana.
    if let last = name.last, isWordLetter(last), at < text.endIndex, isWordLetter(text[at]) { return nil }
    return at
  }
}

extension Mention {
  /// Keeps who is called in a note; returns those who were not before.
  static func keep(of note: RecordID, text: String, isNew: Bool, in tx: RecordTransaction) throws -> Set<ID<User>> {
    let old = isNew ? [] : try all(of: [note], in: tx)[note] ?? []
    guard !old.isEmpty || text.contains(where: isSign) else { return [] }
    let people = try tx.configuration(User.object.name).filter { $0[User.deactivatedAt] == nil }.map { ($0.id.as(User.self), $0[User.name] ?? "") }
    // The name of somebody who is called otherwise by now still stands for them.
    let kept = old.filter { mention in ["@", "＠"].contains { text.contains($0 + mention.written) } }
    let found = find(in: text, among: people).filter { mention in !kept.contains { $0.user == mention.user } }
    for mention in old where !kept.contains(mention) {
      try tx.transaction.execute("DELETE FROM mention WHERE note_id = \(note) AND user_id = \(mention.user)")
    }
    for mention in found {
      try tx.transaction.execute(
        """
        INSERT INTO mention (note_id, user_id, written) VALUES (\(note), \(mention.user), \(mention.written))
        ON CONFLICT (note_id, user_id) DO UPDATE SET written = excluded.written
        """)
    }
    return Set(found.map(\.user)).subtracting(old.map(\.user))
  }

  /// Who is called in these notes.
  package static func all(of notes: [RecordID], in tx: RecordTransaction) throws -> [RecordID: [Mention]] {
    guard !notes.isEmpty else { return [:] }
    var all: [RecordID: [Mention]] = [:]
    for row in try tx.transaction.query("SELECT note_id, user_id, written FROM mention WHERE note_id IN (\(list: notes)) ORDER BY user_id") {
      all[try row.id(0), default: []].append(Mention(user: try row.id(1), written: try row.text(2)))
    }
    return all
  }
}
