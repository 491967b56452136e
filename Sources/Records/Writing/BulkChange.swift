package import Kernel
import Metadata

/// One change for everything a condition selects: values to set, tags to add, or away into the recycle bin.
///
/// It is asked for as JSON, by programs and by the bar of a list, and travels so to the job that does it:
/// `{"object": …, "record_type": …, "filter": {…}}` with one of `"set": {…}`, `"add": {"tags": […]}` and `"delete": true`.
package struct BulkChange: Sendable {
  private enum Act {
    case set(Draft)
    /// Values of fields that hold several, beside those that are there.
    case add([String: [String]])
    case delete
  }

  package let selection: BulkSelection
  private let act: Act

  /// Reads it for the actor of the transaction; throws all that is wrong with it, each problem with its place.
  package init(json: JSON, in tx: RecordTransaction) throws {
    selection = try BulkSelection(json: json, in: tx)
    let object = try tx.object(selection.object)
    let wanted = ["set", "add", "delete"].filter { json[$0] != nil }
    guard let name = wanted.first, wanted.count == 1 else { throw Problems([Self.oneAct]) }
    switch name {
    case "set": act = .set(try Self.draft(json["set"], at: "set", object, tx))
    case "add": act = .add(try Self.additions(json["add"], object, tx))
    default:
      guard json["delete"] == true else { throw Problems([Self.oneAct]) }
      act = .delete
    }
  }

  package var isDeletion: Bool { if case .delete = act { true } else { false } }

  /// One step by id; give the next one `next` of this.
  package func step(after: RecordID?, limit: Int, in tx: RecordTransaction) throws -> BulkStep {
    switch act {
    case .set(let draft): try tx.bulkUpdate(selection.query, draft, after: after, limit: limit)
    case .delete: try tx.bulkDelete(selection.query, after: after, limit: limit)
    case .add(let additions):
      try tx.bulk(selection.query, after: after, limit: limit) { ids in
        let object = try tx.object(selection.object)
        let present = Dictionary(try tx.fetch(object, ids).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let changes = ids.map { id in
          RecordChange(id: id, draft: Draft(additions.reduce(into: [:]) { $0[$1.key] = Self.sum(present[id]?[$1.key], $1.value) }))
        }
        return try tx.updateEach(selection.object, changes).map { $0.map { _ in () } }
      }
    }
  }

  /// "12,000 件を変えました", for the bar on screen, by what the change was asked for with.
  package static func told(_ count: Int, of json: JSON) -> Label {
    json["delete"] == nil
      ? Label("\(count.grouped) 件を変えました", "\(count.grouped) changed") : Label("\(count.grouped) 件を削除しました", "\(count.grouped) deleted")
  }

  private static func sum(_ value: Value?, _ additions: [String]) -> Value {
    guard case .list(let present) = value else { return .list(additions) }
    return .list(present + additions.filter { !present.contains($0) })
  }

  // MARK: Reading

  private static func additions(_ json: JSON?, _ object: ObjectDefinition, _ tx: RecordTransaction) throws -> [String: [String]] {
    let draft = try draft(json, at: "add", object, tx)
    return try draft.values.reduce(into: [:]) { additions, value in
      guard case .list(let texts) = value.value else {
        throw Problems([
          Problem(
            field: "add.\(value.key)", "type", ja: "add で加えられるのは、値を複数持つ項目とタグだけです。",
            en: "Only to tags and fields with several values something can be added.")
        ])
      }
      additions[value.key] = texts
    }
  }

  private static func draft(_ json: JSON?, at place: String, _ object: ObjectDefinition, _ tx: RecordTransaction) throws -> Draft {
    guard let members = json?.members, !members.isEmpty else {
      throw Problems([
        Problem(
          field: place, "required", ja: "\(place) に変更する項目と値を指定してください。", en: "Give the fields and values to \(place).")
      ])
    }
    var draft = Draft()
    var problems: [Problem] = []
    for member in members {
      guard let field = object.field(member.name), tx.access.isVisible(field, on: object), field.type.column != nil else {
        problems.append(
          Problem(
            field: "\(place).\(member.name)", "unknown_field", ja: "項目「\(member.name)」はありません。名前を確かめてください。",
            en: "There is no field “\(member.name)”. Check its name."))
        continue
      }
      let parsed = field.type.decode(member.value, in: tx.parsing)
      if var problem = parsed.problem {
        problem.field = "\(place).\(member.name)"
        problems.append(problem)
      }
      draft[member.name] = parsed.value
    }
    try Problems.check(problems)
    return draft
  }

  private static let oneAct = Problem(
    field: "filter", "required", ja: "filter には set、add、delete: true のどれか1つを指定してください。",
    en: "Give a filter one of set, add and delete: true.")
}
