import Kernel
import Metadata
import Records

/// One record in a body, read field by field: values for those that could be read, a problem for each that could not.
struct RecordInput {
  private(set) var draft = Draft()
  /// Members that belong to the record but are no fields to be written: `id`, `version`, `record_type`.
  private(set) var id: RecordID?
  private(set) var version: Int?
  private(set) var recordType: String?
  private(set) var problems: [Problem] = []

  /// - Parameter takes: which of `id`, `version` and `record_type` may be given here.
  init(_ json: JSON, _ target: RecordTarget, takes: Set<String>, in tx: RecordTransaction) {
    recordType = target.recordType?.name
    guard let members = json.members else {
      problems = [Problem("type", ja: "JSON のオブジェクトで指定してください。", en: "Give a JSON object.")]
      return
    }
    let access = tx.access
    for member in members {
      if takes.contains(member.name) {
        take(member, target)
      } else if let field = target.object.field(member.name), access.isVisible(field, on: target.object), field.type.column != nil {
        let parsed = field.type.decode(member.value, in: tx.parsing)
        if var problem = parsed.problem {
          problem.field = member.name
          problems.append(problem)
        } else {
          draft[member.name] = parsed.value
        }
      } else {
        refuse(
          member.name, "unknown_field", ja: "項目「\(member.name)」はありません。名前を確かめてください。",
          en: "There is no field “\(member.name)”. Check its name.")
      }
    }
  }

  private mutating func take(_ member: JSON.Member, _ target: RecordTarget) {
    switch member.name {
    case "id":
      id = member.value.string.flatMap { RecordID(text: $0) }
      if id == nil { refuse("id", "format", ja: "13 文字の ID で指定してください。", en: "Give the 13-character ID.") }
    case "version":
      guard !member.value.isNull else { return }
      version = member.value.integer.flatMap { Int(exactly: $0) }
      if version == nil { refuse("version", "type", ja: "版は整数で指定してください。", en: "Give the version as a whole number.") }
    default:
      guard !member.value.isNull else { return }
      let known = target.recordType.map { [$0.name] } ?? target.object.recordTypes.map(\.name)
      if let name = member.value.string, known.contains(name) {
        recordType = name
      } else {
        let list = known.joined(separator: ", ")
        refuse(
          "record_type", "unknown_record_type", ja: "レコードタイプは \(list) から選んでください。", en: "Choose a record type of \(list).")
      }
    }
  }

  private mutating func refuse(_ field: String, _ code: String, ja: String, en: String) {
    problems.append(Problem(field: field, code, ja: ja, en: en))
  }

  /// What could not be read together with what the rules say of the rest: all at once, each field once.
  func merged(_ others: [Problem]) -> [Problem] {
    let unread = Set(problems.compactMap(\.field))
    return problems + others.filter { $0.field.map { !unread.contains($0) } ?? true }
  }
}
