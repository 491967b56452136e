package import Kernel
package import Metadata

/// What an API token may do of what its user may: words such as `read`, `write`, `import`, `export`, `admin`, or for one
/// object `deals:read` and `deals:write`. Who may write may read.
package struct TokenScopes: Sendable, Hashable {
  package enum Word: String, Sendable, CaseIterable {
    case read, write, `import`, export
    /// Users, roles, fields, objects, operations of others, jobs: what the user's role permits outside records.
    case admin
  }

  package let words: Set<Word>
  /// Collection → `read` or `write`.
  package let collections: [String: Word]

  package init(words: Set<Word>, collections: [String: Word] = [:]) {
    self.words = words
    self.collections = collections
  }

  package static let everything = TokenScopes(words: Set(Word.allCases))

  /// Reads `read write deals:write`, separated by spaces or commas; throws everything that is wrong.
  package init(_ text: String) throws(Problems) {
    var words: Set<Word> = []
    var collections: [String: Word] = [:]
    var problems: [Problem] = []
    for part in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
      let pieces = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let word = Word(rawValue: pieces.last ?? "")
      if pieces.count == 1, let word {
        words.insert(word)
      } else if pieces.count == 2, let word, word == .read || word == .write, !pieces[0].isEmpty {
        if collections[pieces[0]] != .write { collections[pieces[0]] = word }
      } else {
        problems.append(
          Problem(
            field: "scopes", "unknown_scope",
            ja: "スコープ「\(part)」はありません。read、write、import、export、admin、または deals:read の形で指定してください。",
            en: "There is no scope “\(part)”. Give read, write, import, export, admin, or one like deals:read."))
      }
    }
    if words.isEmpty, collections.isEmpty, problems.isEmpty {
      problems.append(
        Problem(field: "scopes", "required", ja: "スコープを 1 つ以上指定してください（例：read）。", en: "Give at least one scope, such as read."))
    }
    try Problems.check(problems)
    self.init(words: words, collections: collections)
  }

  package var text: String {
    let all = Word.allCases.filter(words.contains).map(\.rawValue)
    return (all + collections.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.rawValue)" }).joined(separator: " ")
  }

  /// Whether the word is held, for everything or, as to reading and writing, for some object at least.
  package func holds(_ word: Word) -> Bool {
    switch word {
    case .read: words.contains(.read) || words.contains(.write) || !collections.isEmpty
    case .write: words.contains(.write) || collections.values.contains(.write)
    case .import, .export, .admin: words.contains(word)
    }
  }

  /// Whether this may be done to an object's records at all.
  package func allows(_ act: Act, on object: ObjectDefinition) -> Bool {
    let granted = collections[object.collection]
    if act == .read { return words.contains(.read) || words.contains(.write) || granted != nil }
    return words.contains(.write) || granted == .write
  }

  /// The rights of the user as far as these scopes carry them.
  func narrow(_ rights: Rights, in schema: Schema) -> Rights {
    var scopes: [String?: [Act: Scope]] = [nil: [:]]
    for object in schema.objects.values {
      for act in Act.allCases {
        scopes[object.name, default: [:]][act] = allows(act, on: object) ? rights.scope(act, on: object.name) : Scope.none
      }
    }
    var permissions = rights.permissions.intersection(words.map(\.rawValue))
    if words.contains(.admin) { permissions.formUnion(rights.permissions.subtracting(["import", "export"])) }
    let sharing = rights.sharing.filter { name, _ in schema.object(name).map { allows(.read, on: $0) } ?? false }
    return Rights(scopes: scopes, fields: rights.fields, sharing: sharing, teams: rights.teams, permissions: permissions)
  }
}

extension Actor {
  func narrowed(to rights: Rights) -> Actor { Actor(kind: kind, name: name, rights: rights, language: chosenLanguage) }
}
