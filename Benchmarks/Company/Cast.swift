import Kernel
import Metadata
import People
import Query
import Records
import Sales

/// The people who work at the company of the benchmarks: 201 users in a tree of 25 teams, made by use cases, and the one
/// custom field, 検討コース. Those who measure pages in a browser's place can sign in.
struct Cast: Sendable {
  let sellers: [ID<User>]
  let stages: [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)]

  static let administrator = "admin@bench.example.jp"
  static let manager = "manager@bench.example.jp"
  /// Sees a quarter of everything: a division of 50 sellers.
  static let chief = "chief@bench.example.jp"
  /// Sees the own records only and has few.
  static let ownOnly = "own@bench.example.jp"
  /// Sees the own records only and has more than almost anybody else.
  static let busyOwn = seller(1)
  static let password = "bench-password-2026"
  static func seller(_ number: Int) -> String { "u\(number)@bench.example.jp" }

  /// 本社, four divisions below it, five sections below each. 198 sell, one of them seeing only the own records like the last user;
  /// an administrator and a manager see all, a chief sees a division.
  static func create(in records: RecordStore) async throws -> Cast {
    let hash = try records.cryptography.hashPassword(password)
    return try await records.write(for: .system("bench"), as: OperationKind("bench")) { tx in
      let roles = Dictionary(try tx.list("role", limit: 50).rows.map { ($0[Role.name] ?? "", $0.id.as(Role.self)) }) { $1 }
      func role(_ name: String, _ label: String, _ scopes: [Act: Scope]) throws -> ID<Role> {
        let rights = RoleRights(objects: ["*": scopes], permissions: ["import", "export"])
        return try tx.create(
          Role.self, Draft(["name": .text(name), "label": .text(label), "rights": .text(rights.json.text)])
        ).id.as(Role.self)
      }
      let own = try role("own", "自分のみ", [.create: .own, .read: .own, .edit: .own])
      let leading = try role("chief", "部門長", [.create: .own, .read: .team, .edit: .team])
      func team(_ name: String, below parent: ID<Team>?) throws -> ID<Team> {
        var draft = Draft()
        draft[Team.name] = name
        if let parent { draft[Team.parent] = parent }
        return try tx.create(Team.self, draft).id.as(Team.self)
      }
      let top = try team("本社", below: nil)
      var divisions: [ID<Team>] = []
      var sections: [ID<Team>] = []
      for division in ["東日本", "中日本", "西日本", "九州"] {
        let parent = try team("\(division)事業部", below: top)
        divisions.append(parent)
        for section in 1...5 { sections.append(try team("\(division)営業\(section)課", below: parent)) }
      }
      func user(_ name: String, _ email: String, _ role: ID<Role>?, _ team: ID<Team>) throws -> ID<User> {
        var draft = Draft()
        draft[User.name] = name
        draft[User.email] = EmailAddress(email)
        draft[User.role] = role
        draft[User.team] = team
        let user = try tx.create(User.self, draft).id.as(User.self)
        if [administrator, chief, busyOwn].contains(email) { try tx.setPassword(hash: hash, of: user) }
        return user
      }
      _ = try user("管理 者", administrator, roles["admin"], top)
      _ = try user("営業 本部長", manager, roles["manager"], top)
      _ = try user("東日本 事業部長", chief, leading, divisions[0])
      var sellers = try (0..<198).map { number in
        let (last, first) = (Names.last[number % Names.last.count].0, Names.first[number % Names.first.count].0)
        let role = seller(number) == busyOwn ? own : roles["sales"]
        return try user("\(last) \(first)", seller(number), role, sections[number % sections.count])
      }
      sellers.append(try user("自分 のみ", ownOnly, own, sections[0]))
      var course = FieldDefinition(
        "course", Label("検討コース", "Course"), PicklistType(options: CompanyMaker.courses.map { PicklistOption($0, Label($0, $0)) }))
      course.isCustom = true
      _ = try tx.change(.addField(object: "person", course))
      for view in SavedViews.all { _ = try tx.create("list_view", view) }
      return Cast(sellers: sellers, stages: try stages(in: tx))
    }
  }

  private static func stages(in tx: RecordTransaction) throws -> [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)] {
    try tx.list("stage", limit: 100).rows.map { ($0.id.as(Stage.self), $0[Stage.pipeline], $0[Stage.kind] ?? .open) }
  }
}

/// One view of each list that everybody uses: several filters at once, as people come to save them.
private enum SavedViews {
  static let all = [
    view(
      "leads", "-acquired_on",
      [
        ["field": "lead_status", "is": "in", "value": ["working", "nurturing"]], ["field": "prefecture", "is": "eq", "value": "東京都"],
        ["event": "mail.clicked", "within": "past_90_days"],
      ]),
    view(
      "contacts", "-updated_at",
      [["field": "course", "is": "eq", "value": "premium"], ["field": "account.rank", "is": "eq", "value": "A"], ["has": "deals", "where": open]]),
    view(
      "accounts", "name",
      [
        ["field": "rank", "is": "in", "value": ["A", "B"]], ["field": "industry", "is": "eq", "value": "製造"],
        ["has": "deals", "where": ["all": [open, ["field": "amount", "is": "gte", "value": 5_000_000]]]],
      ]),
    view(
      "deals", "-amount",
      [open, ["field": "amount", "is": "gte", "value": 5_000_000], ["field": "account.industry", "is": "eq", "value": "製造"]]),
  ]

  private static let open: JSON = ["field": "stage.kind", "is": "eq", "value": "open"]

  private static func view(_ collection: String, _ sort: String, _ conditions: [JSON]) -> Draft {
    Draft([
      "name": .text("絞り込み"), "collection": .text(collection), "condition": .text((["all": .array(conditions)] as JSON).text),
      "sort": .text(sort), "is_shared": .boolean(true),
    ])
  }
}

/// Something that keeps the benchmarks from going on, for people.
struct BenchProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
