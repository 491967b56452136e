import Database
import Foundation
import Kernel
import Records

/// Every page of the house as a browser asks for it, signed in as three people who see all, a quarter and the own.
struct Pages {
  static let section = "Pages over HTTP: at the client, and bytes as sent"
  let bench: Workbench

  /// Who looks, and what they may open.
  private struct Visitor {
    let name: String
    let mail: String
    let sees: SQL
    let isAdministrator: Bool
    let seesTeam: Bool
  }

  func measure() async throws {
    guard bench.options.isWanted(Self.section), let program = bench.options.server else { return }
    try await reportAge()
    let server = try RunningServer(program, bench.options)
    defer { server.stop() }
    for visitor in try await visitors() {
      let browser = try Browser(port: server.port, mail: visitor.mail, password: Cast.password)
      for (name, budget, paths) in try await pages(visitor) where !paths.isEmpty {
        try await measure("\(visitor.name): \(name)", budget, paths, browser)
      }
    }
    try await crowds(server.port)
    // A thousand sign-ins would stand among somebody's devices the next time.
    try await bench.database.write { tx in _ = try tx.execute("DELETE FROM user_session") }
  }

  private func measure(_ name: String, _ budget: Double?, _ paths: [String], _ browser: Browser) async throws {
    var sent = 0
    for path in Set(paths.prefix(3)) {
      let answer = try browser.get(path)
      guard answer.status == 200 else { throw BenchProblem("\(path) answered \(answer.status)") }
      sent = max(sent, answer.body.count)
    }
    let timing = try await Timing.of(min(60, bench.options.runs)) { try browser.get(paths[$0 % paths.count]) }
    bench.add(Figure(section: Self.section, name: name, measure: .time(timing, bare: nil), budget: budget, bytes: sent))
  }

  // MARK: Who

  private func visitors() async throws -> [Visitor] {
    func id(_ mail: String) async throws -> Int64 { if case .user(let id) = try await bench.user(mail) { id.raw } else { 0 } }
    let own = try await id(Cast.busyOwn)
    let chief = try await id(Cast.chief)
    let division: SQL = """
      owner_id IN (SELECT u.id FROM app_user u JOIN team t ON t.id = u.team_id
        WHERE t.parent_id = (SELECT team_id FROM app_user WHERE id = \(chief)))
      """
    return [
      Visitor(name: "sees all", mail: Cast.administrator, sees: .true_, isAdministrator: true, seesTeam: true),
      Visitor(name: "sees the team's", mail: Cast.chief, sees: division, isAdministrator: false, seesTeam: true),
      Visitor(name: "sees the own", mail: Cast.busyOwn, sees: "owner_id = \(own)", isAdministrator: false, seesTeam: false),
    ]
  }

  // MARK: Which pages

  private func pages(_ visitor: Visitor) async throws -> [(name: String, budget: Double?, paths: [String])] {
    func records(_ table: Identifier, _ condition: SQL, _ collection: String, _ end: String = "") async throws -> [String] {
      try await bench.sample(table, where: "\(condition) AND \(visitor.sees)", count: 60).map { "/\(collection)/\($0.text)\(end)" }
    }
    let open: SQL = "record_type = 'lead' AND converted_at IS NULL"
    let words = ["佐藤", "高橋 一郎", "たなか", "山田製作所", "勅使", "c1234.", "0903", "山"].map {
      "/search/palette?q=\($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
    var pages: [(name: String, budget: Double?, paths: [String])] = [("今日", 50, ["/"])]
    if visitor.seesTeam { pages.append(("今日 of the team", 50, ["/?view=team"])) }
    let saved = try await savedViews()
    for list in ["leads", "contacts", "accounts", "deals"] {
      pages.append(("list of \(list)", 50, ["/\(list)"]))
      if let view = saved[list] { pages.append(("list of \(list), saved view of three filters", 50, ["/\(list)?view=\(view)"])) }
    }
    pages += [
      ("leads 要フォロー", 50, ["/leads?view=follow_up"]),
      ("counts beside the tabs of leads", nil, ["/leads/counts?views=all,follow_up,this_week,no_owner,mine"]),
      ("counts beside the tabs of deals", nil, ["/deals/counts?views=open,mine,closing_this_month,overdue,no_next_action,won,all"]),
      ("lead", 30, try await records("person", open, "leads")),
      ("contact", 30, try await records("person", "record_type = 'contact'", "contacts")),
      ("account", 30, try await records("account", .true_, "accounts")),
      ("deal", 30, try await records("deal", .true_, "deals")),
      ("lead, form", 30, try await records("person", open, "leads", "/edit")),
      ("lead, conversion", 30, try await records("person", open, "leads", "/convert")),
      ("board", 50, ["/deals/board"]),
      ("search palette", 50, words),
      ("import, start", 30, ["/import"]),
      ("個人設定", 30, ["/me"]),
    ]
    if visitor.isAdministrator { pages.append(("users", 30, ["/users"])) }
    return pages
  }

  private func savedViews() async throws -> [String: String] {
    try await bench.database.read { tx in
      Dictionary(
        try tx.query("SELECT collection, id FROM list_view WHERE is_shared AND deleted_at IS NULL").map {
          (try $0.text(0), try $0.id(1, AnyRecord.self).text)
        }, uniquingKeysWith: { $1 })
    }
  }

  /// 今日 looks at the last seven days, which are empty in a history that was made long ago.
  private func reportAge() async throws {
    let last = try await bench.database.read { tx in try tx.first("SELECT max(id) FROM event")?.integer(0) ?? 0 }
    let days = (bench.now.milliseconds - (last >> 22) - IDSource.epoch) / 86_400_000
    if days > 1 { Bench.say("The history ended \(days) days ago: 今日 has less to show than it would have.") }
  }

  // MARK: Many at once

  private func crowds(_ port: Int) async throws {
    let cookies = try Browser(port: port, mail: Cast.administrator, password: Cast.password).cookies
    let leads = try await Crowd.rate(16, for: .seconds(8)) { _, end in
      let browser = try Browser(port: port, cookies: cookies)
      var done = 0
      while ContinuousClock.now < end {
        try browser.get("/leads")
        done += 1
      }
      return done
    }
    rate("list of leads, 16 clients", leads)
    let signIns = try await Crowd.rate(4, for: .seconds(5)) { _, end in
      let browser = try Browser(port: port, cookies: cookies)
      var done = 0
      while ContinuousClock.now < end {
        try browser.signIn(Cast.administrator, Cast.password)
        done += 1
      }
      return done
    }
    rate("sign-ins with form, 4 clients (slow on purpose: scrypt)", signIns)
  }

  private func rate(_ name: String, _ value: Double) {
    bench.add(Figure(section: Self.section, name: name, measure: .number(value, unit: "/s", bare: nil, isRate: true)))
  }
}
