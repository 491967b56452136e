import Admin
import Cryptography
import Database
import Foundation
import HTTPTypes
import HomeWeb
import Kernel
import Logging
import Metadata
import RecordPages
import Records
import RecordsTestSupport
import Synchronization
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// 今日 and はじめに.
@Suite struct HomeTests {
  private struct Office {
    let house: House
    let client: WebClient

    func browser(_ name: String) -> WebClient { client.signedIn(as: name) }
  }

  private static let cards = [
    TodayCard(.narrow, order: 50) { _, ui in HTML.card("c", ui("新着", "New"), body: "") },
    TodayCard(.wide, order: 40) { _, ui in HTML.card("b", ui("待っている人", "Waiting"), body: "") },
    TodayCard(.wide, order: 10) { tx, ui in tx.actor.name.hasPrefix("伊藤") ? nil : HTML.card("a", ui("予定", "Plan"), body: "") },
    TodayCard(.wide, order: 20, for: .team) { _, ui in HTML.card("t", ui("課の仕事", "Team work"), body: "") },
  ]

  private static let steps = [
    FirstStep(20, Label("チームを招く", "Invite"), Label("役割を選びます。", "Choose roles."), button: Label("招く", "Invite"), link: "/users") { _ in false },
    FirstStep(10, Label("リストを取り込む", "Import"), Label("CSVから。", "From CSV."), button: Label("取り込む", "Import"), link: "/import") { tx in
      try tx.count("person", upTo: 1).value > 0
    },
  ]

  private static func withOffice(_ engine: Engine, _ body: @Sendable (Office) async throws -> Void) async throws {
    try await withHouse(engine) { house in
      let clock = house.clock
      try await Migrator(House.features.flatMap(\.migrations) + Feature.admin.migrations).run(house.test.database, at: House.noon)
      let feature = WebFeature.home(cards: cards, steps: steps)
      let site = Site(
        assets: try Assets(folder: Assets.builtIn, sha256: house.records.cryptography.sha256, compress: { _ in [] }), menu: feature.menu,
        isSecure: false, compress: { _ in [] })
      let users = ["山田": house.yamada, "高橋": house.takahashi, "佐藤": house.sato, "伊藤": house.ito]
      let responder = AppResponder(
        table: RouteTable(feature.routes(WebDoor(store: house.records, site: site))), authentication: TestSessions(users).authentication,
        site: site, metrics: Metrics(), logger: Logger(label: "test"), now: { clock.now })
      try await body(Office(house: house, client: WebClient(responder)))
    }
  }

  private static func page(_ browser: WebClient, _ path: String) async throws -> String {
    let answer = try await browser.get(path, [.accept: "text/html"])
    #expect(answer.status == 200, "\(path)")
    return answer.text
  }

  private static func deal(_ house: House, of owner: ID<User>, _ name: String, on day: String?) async throws {
    try await house.deal(
      by: owner, name, ["next_action": .text("電話する"), "next_action_on": day.flatMap { Day($0) }.map { .day($0) } ?? .null])
  }

  @Test(arguments: Engine.all)
  func `cards stand in their order, and what is for nobody here is left out`(_ engine: Engine) async throws {
    try await Self.withOffice(engine) { office in
      let text = try await Self.page(office.browser("佐藤"), "/")
      let order = ["リストを取り込む", "予定", "待っている人", "新着"].map { text.range(of: $0)?.lowerBound }
      #expect(order.allSatisfy { $0 != nil })
      #expect(order.compactMap { $0 } == order.compactMap { $0 }.sorted())
      #expect(text.contains("こんにちは、佐藤さん"))
      #expect(text.contains("2026/11/22(日)"))
      #expect(text.contains("月末まであと5営業日です"), "24 to 27 and 30 November; the 23rd is a holiday")
      #expect(text.contains("課の仕事") == false)
      #expect(try await Self.page(office.browser("伊藤"), "/").contains("予定</h2>") == false)
    }
  }

  @Test func `the day of the team is for who sees more than the own records`() async throws {
    try await Self.withOffice(.sqlite) { office in
      let house = office.house
      try await Self.deal(house, of: house.sato, "潮見の入替", on: "2026-11-20")
      try await Self.deal(house, of: house.suzuki, "青嵐のラウンジ", on: "2026-11-22")
      try await Self.deal(house, of: house.ito, "伊藤の商談", on: nil)
      let team = try await Self.page(office.browser("高橋"), "/?view=team")
      #expect(team.contains("課の仕事") && team.contains("待っている人") == false)
      #expect(team.contains("潮見の入替・佐藤 花子"))
      #expect(team.contains("2日超過"))
      #expect(team.contains("期限をすぎた次の一手が1件あります"))
      #expect(team.contains("伊藤 幸子: 商談1件、うち期限切れ0件、予定なし1件"))
      let own = try await Self.page(office.browser("伊藤"), "/?view=team")
      #expect(own.contains("課の仕事") == false)
      #expect(own.contains("潮見") == false)
      #expect(own.contains("view=team") == false, "nothing leads where nothing is")
    }
  }

  @Test func `it asks as many questions with two hundred deals as with two`() async throws {
    try await Self.withOffice(.sqlite) { office in
      let house = office.house
      func statements(_ path: String) async throws -> Int {
        house.test.log.clear()
        _ = try await Self.page(office.browser("高橋"), path)
        return house.test.log.count
      }
      func add(_ count: Int) async throws {
        try await house.write(by: house.sato) { tx in
          for at in 1...count {
            try tx.create("deal", Draft(["name": .text("商談\(at)"), "next_action_on": .day(Day(number: tx.moment.today.number - at % 9))]))
          }
        }
      }
      try await add(12)
      _ = try await statements("/")  // what every process reads once
      let (own, team) = (try await statements("/"), try await statements("/?view=team"))
      try await add(200)
      #expect(try await statements("/") == own)
      #expect(try await statements("/?view=team") == team)
      #expect(own <= 12 && team <= 14, "\(own), \(team)")
    }
  }

  @Test(arguments: Engine.all)
  func `first steps are ticked off by what is there, and closed for one person only`(_ engine: Engine) async throws {
    try await Self.withOffice(engine) { office in
      let browser = office.browser("佐藤")
      #expect(try await Self.page(browser, "/welcome").contains("0 / 2"))
      try await office.house.person(by: office.house.sato, ["last_name": .text("大西")])
      let welcome = try await Self.page(browser, "/welcome")
      #expect(welcome.contains("1 / 2"))
      #expect(welcome.contains("aria-current=\"step\"><span class=\"ob__k\">2</span>"))
      #expect(try await Self.page(browser, "/").contains("チームを招く"))
      #expect(try await browser.submit("/welcome/closing").location == "/")
      #expect(try await Self.page(browser, "/").contains("チームを招く") == false)
      #expect(try await Self.page(browser, "/welcome").contains("チームを招く"), "the page itself stays")
      #expect(try await Self.page(office.browser("高橋"), "/").contains("チームを招く"))
      #expect(try await browser.submitFromElsewhere("/welcome/closing").status == 403)
    }
  }
}
