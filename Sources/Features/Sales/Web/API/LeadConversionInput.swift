import Kernel
import People
import Records
import Sales

/// The body of a conversion: `account` and `deal` are `{"id": …}` for an existing one, `{"name": …}` or `{}` for a new one,
/// `null` for none. Without `account` the only certain candidate is taken, or a new one; without `deal` a new one is made.
struct LeadConversionInput {
  let choices: LeadConversion.Choices
  /// Bulk only.
  let leads: [ID<Person>]

  init(_ json: JSON, isBulk: Bool) throws(Problems) {
    var problems: [Problem] = []
    let known = isBulk ? ["ids", "account", "deal", "owner_id"] : ["account", "deal", "owner_id"]
    guard let members = json.members else {
      throw Problems([Problem("type", ja: "JSON のオブジェクトで指定してください。", en: "Give a JSON object.")])
    }
    for member in members where !known.contains(member.name) {
      problems.append(
        Problem(
          field: member.name, "unknown_field", ja: "「\(member.name)」は指定できません。使えるもの：\(known.joined(separator: ", "))。",
          en: "“\(member.name)” cannot be given. Known: \(known.joined(separator: ", "))."))
    }
    var choices = LeadConversion.Choices()
    if let account = json["account"] {
      choices.account = Self.choice(account, "account", &problems, none: .none, existing: { .existing(ID($0.raw)) }, new: { .new(name: $0) })
    }
    if let deal = json["deal"] {
      choices.deal =
        Self.choice(deal, "deal", &problems, none: .none, existing: { .existing(ID($0.raw)) }, new: { .new(name: $0) })
        ?? .new(name: nil)
    }
    if let owner = json["owner_id"], !owner.isNull {
      choices.owner = owner.string.flatMap { ID<User>(text: $0) }
      if choices.owner == nil { problems.append(Self.format("owner_id")) }
    }
    var leads: [ID<Person>] = []
    if isBulk {
      for id in json["ids"]?.array ?? [] {
        if let lead = id.string.flatMap({ ID<Person>(text: $0) }) { leads.append(lead) } else { problems.append(Self.format("ids")) }
      }
      if leads.isEmpty || leads.count > 200 {
        problems.append(
          Problem(field: "ids", "count", ja: "見込み客の ID を 1〜200 件指定してください。", en: "Give 1 to 200 ids of leads."))
      }
    }
    try Problems.check(problems)
    self.choices = choices
    self.leads = leads
  }

  private static func choice<Choice>(
    _ json: JSON, _ field: String, _ problems: inout [Problem], none: Choice, existing: (RecordID) -> Choice, new: (String?) -> Choice
  ) -> Choice? {
    guard !json.isNull else { return none }
    guard let members = json.members, members.allSatisfy({ ["id", "name"].contains($0.name) }), members.count <= 1 else {
      problems.append(
        Problem(
          field: field, "type", ja: "{\"id\": …}、{\"name\": …}、{}、null のどれかで指定してください。",
          en: "Give {\"id\": …}, {\"name\": …}, {} or null."))
      return nil
    }
    if let id = json["id"] {
      guard let record = id.string.flatMap({ RecordID(text: $0) }) else {
        problems.append(format("\(field).id"))
        return nil
      }
      return existing(record)
    }
    guard let name = json["name"] else { return new(nil) }
    guard let text = name.string, !text.isEmpty, text.count <= 255, !text.contains("\0") else {
      problems.append(
        Problem(field: "\(field).name", "format", ja: "名前は 1〜255 文字で指定してください。", en: "Give a name of 1 to 255 characters."))
      return nil
    }
    return new(text)
  }

  private static func format(_ field: String) -> Problem {
    Problem(field: field, "format", ja: "13 文字の ID で指定してください。", en: "Give a 13-character ID.")
  }
}
