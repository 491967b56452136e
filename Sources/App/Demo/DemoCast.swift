import Admin
import Database
import Kernel
import Metadata
import Records

/// The people who work at the demo company: 12 users in 3 teams, one of each role at least.
enum DemoCast {
  /// What every demo user signs in with. Only the demo has known logins.
  static let password = "miharu-demo-2026"
  static let company = "みはる珈琲機材株式会社"
  static let domain = "miharu.example.jp"

  struct Member {
    let name: String
    let login: String
    let role: String
    let team: Int?

    var email: String { "\(login)@\(domain)" }
  }

  static let teams = ["営業本部", "東日本営業課", "西日本営業課"]

  static let members = [
    Member(name: "三春 正人", login: "admin", role: "admin", team: nil),
    Member(name: "大野 恵", login: "ohno", role: "manager", team: 0),
    Member(name: "佐藤 美咲", login: "sato", role: "sales", team: 1),
    Member(name: "鈴木 健一", login: "suzuki", role: "sales", team: 1),
    Member(name: "高橋 直樹", login: "takahashi", role: "sales", team: 1),
    Member(name: "中村 彩", login: "nakamura", role: "sales", team: 1),
    Member(name: "小林 拓也", login: "kobayashi", role: "sales", team: 2),
    Member(name: "渡邊 陽子", login: "watanabe", role: "sales", team: 2),
    Member(name: "山本 隆", login: "yamamoto", role: "sales", team: 2),
    Member(name: "伊藤 千夏", login: "ito", role: "marketer", team: 0),
    Member(name: "加藤 誠", login: "kato", role: "support", team: 2),
    Member(name: "吉田 由美", login: "yoshida", role: "reader", team: nil),
  ]

  /// What the sign-in page of the demo tells everybody.
  static var logins: DemoLogins {
    let roles = Dictionary(StandardRole.all.map { ($0.name, $0.label.ja) }) { first, _ in first }
    return DemoLogins(
      logins: members.map { DemoLogins.Login(name: $0.name, email: $0.email, role: roles[$0.role] ?? $0.role) }, password: password)
  }

  /// When each was last in the house: the page of members is to look as on any morning.
  static func rememberPresence(of users: [ID<User>], at morning: Instant, in tx: any Transaction) throws {
    for (at, user) in users.enumerated() {
      let seen = at < 8 ? morning - .seconds(420 * at) : morning - .seconds(86_400 * (at - 7))
      try tx.execute("INSERT INTO user_presence (user_id, seen_at) VALUES (\(user), \(seen)) ON CONFLICT (user_id) DO NOTHING")
    }
  }

  /// Makes teams and users; returns the users in the order of `members`.
  static func create(in tx: RecordTransaction, passwordHash: String) throws -> [ID<User>] {
    var teamIDs: [ID<Team>] = []
    for (at, name) in teams.enumerated() {
      var draft = Draft()
      draft[Team.name] = name
      if at > 0 { draft[Team.parent] = teamIDs[0] }
      teamIDs.append(try tx.create(Team.self, draft).id.as(Team.self))
    }
    let roles = Dictionary(try tx.configuration(Role.object.name).map { ($0[Role.name] ?? "", $0.id) }) { first, _ in first }
    return try members.map { member in
      var draft = Draft()
      draft[User.name] = member.name
      draft[User.email] = EmailAddress(member.email)
      draft[User.role] = roles[member.role]?.as(Role.self)
      draft[User.team] = member.team.map { teamIDs[$0] }
      let user = try tx.create(User.self, draft).id.as(User.self)
      try tx.setPassword(hash: passwordHash, of: user)
      return user
    }
  }
}
