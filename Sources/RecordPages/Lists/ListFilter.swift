import Kernel
import Metadata
import Query
import Records
import WebKernel

/// What limits a list: the view's condition or the one in the address, and the words that were typed.
struct ListFilter: Sendable {
  /// The condition, part by part as the chips show it.
  let parts: [JSON]
  let words: String
  /// The whole as the database is asked; `nil` when a part cannot be read: then nothing is shown rather than too much.
  let condition: Condition?
  let problems: [Problem]

  init(_ address: ListAddress, _ view: ListViewing, _ object: ObjectDefinition, in tx: RecordTransaction) {
    let json = address.filter ?? view.condition
    parts = Self.parts(of: json)
    words = address.words
    do throws(Problems) {
      let base = try json.map { json throws(Problems) in try Condition(json: json, on: object.name, in: tx.queryContext) } ?? .always
      condition = address.words.isEmpty ? base : base && Self.search(address.words)
      problems = []
    } catch {
      condition = nil
      problems = error.all
    }
  }

  /// What search finds: the same as the command palette.
  static func search(_ words: String) -> Condition { .contributed(name: "search", value: .string(words)) }

  /// `{"all": […]}` part by part; anything else is one part.
  static func parts(of json: JSON?) -> [JSON] {
    guard let json else { return [] }
    return json["all"]?.array ?? [json]
  }

  static func whole(_ parts: [JSON]) -> JSON { parts.count == 1 ? parts[0] : ["all": .array(parts)] }

  /// The condition without one of its parts.
  func without(_ at: Int) -> JSON {
    var rest = parts
    rest.remove(at: at)
    return rest.isEmpty ? ["all": []] : Self.whole(rest)
  }

  /// As the API takes it, words included.
  var json: JSON {
    let all = parts + (words.isEmpty ? [] : [["search": .string(words)]])
    return all.isEmpty ? ["all": []] : Self.whole(all)
  }

  // MARK: Sentences

  /// Each part as a sentence. One query per object whose records the parts name.
  func sentences(_ object: ObjectDefinition, in tx: RecordTransaction) throws -> [String] {
    let conditions = parts.map { try? Condition(json: $0, on: object.name, in: tx.queryContext) }
    let names = try tx.names(in: conditions.compactMap { $0 }, on: object)
    let schema = tx.schema
    return conditions.map { condition in
      guard let condition else { return tx.actor.language == .ja ? "読めない条件" : "Unreadable condition" }
      return ConditionSentence.sentence(
        condition, on: object, in: schema, tx.parsing, contributions: tx.store.contributions,
        names: { names[$0]?[$1] }, events: { EventWords.word($0, in: schema).thing })
    }
  }
}
