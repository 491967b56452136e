import Kernel
import Metadata
import People
import Query
import Records
import Sales

/// The people who work at the company of the benchmarks: 200 users in a tree of 25 teams, made by use cases, and the one
/// custom field, 検討コース.
struct Cast: Sendable {
  let sellers: [ID<User>]
  let stages: [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)]

  static let manager = "manager@bench.example.jp"
  static let ownOnly = "own@bench.example.jp"
  static func seller(_ number: Int) -> String { "u\(number)@bench.example.jp" }

  /// 本社, four divisions below it, five sections below each. 198 sell; one manager sees all, one user sees only the own.
  static func create(in records: RecordStore) async throws -> Cast {
    try await records.write(for: .system("bench"), as: OperationKind("bench")) { tx in
      let roles = Dictionary(try tx.list("role", limit: 50).rows.map { ($0[Role.name] ?? "", $0.id.as(Role.self)) }) { $1 }
      let own = try tx.create(
        Role.self,
        Draft([
          "name": .text("own"), "label": .text("自分のみ"),
          "rights": .text(RoleRights(objects: ["*": [.create: .own, .read: .own, .edit: .own]]).json.text),
        ])
      ).id.as(Role.self)
      func team(_ name: String, below parent: ID<Team>?) throws -> ID<Team> {
        var draft = Draft()
        draft[Team.name] = name
        if let parent { draft[Team.parent] = parent }
        return try tx.create(Team.self, draft).id.as(Team.self)
      }
      let top = try team("本社", below: nil)
      var sections: [ID<Team>] = []
      for division in ["東日本", "中日本", "西日本", "九州"] {
        let parent = try team("\(division)事業部", below: top)
        for section in 1...5 { sections.append(try team("\(division)営業\(section)課", below: parent)) }
      }
      func user(_ name: String, _ email: String, _ role: ID<Role>?, _ team: ID<Team>) throws -> ID<User> {
        var draft = Draft()
        draft[User.name] = name
        draft[User.email] = EmailAddress(email)
        draft[User.role] = role
        draft[User.team] = team
        return try tx.create(User.self, draft).id.as(User.self)
      }
      _ = try user("営業 本部長", manager, roles["manager"], top)
      var sellers = try (0..<198).map { number in
        let (last, first) = (Names.last[number % Names.last.count].0, Names.first[number % Names.first.count].0)
        return try user("\(last) \(first)", seller(number), roles["sales"], sections[number % sections.count])
      }
      sellers.append(try user("自分 のみ", ownOnly, own, sections[0]))
      var course = FieldDefinition(
        "course", Label("検討コース", "Course"), PicklistType(options: CompanyMaker.courses.map { PicklistOption($0, Label($0, $0)) }))
      course.isCustom = true
      _ = try tx.change(.addField(object: "person", course))
      return Cast(sellers: sellers, stages: try stages(in: tx))
    }
  }

  private static func stages(in tx: RecordTransaction) throws -> [(id: ID<Stage>, pipeline: ID<Pipeline>?, kind: StageKind)] {
    try tx.list("stage", limit: 100).rows.map { ($0.id.as(Stage.self), $0[Stage.pipeline], $0[Stage.kind] ?? .open) }
  }
}

/// Something that keeps the benchmarks from going on, for people.
struct BenchProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
