import App
import ArgumentParser
import Kernel

/// `enishi demo`: a believable company to try everything with.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the demo company in an empty data folder: 12 users, 3,000 persons, 800 accounts, 900 deals.")

  @Option(help: "The day its history ends (default: today), such as 2026-11-22.") var on: String?
  @Option(help: "Seed: the same day and seed make the same company.") var seed: UInt64 = 20_261_122
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.withServices { services, terminal in
      let today = try on.map(Self.day) ?? Instant.now().day(offset: 32_400)
      let outcome = try await DemoCompany(services: services).create(on: today, seed: seed) { done, days in
        terminal.progress(Label("デモ会社を作成中 \(done)/\(days) 日", "Making the demo company, day \(done) of \(days)"))
      }
      terminal.endProgress()
      let users = outcome.users.map { user -> JSON in
        ["name": .string(user.name), "email": .string(user.email), "role": .string(user.role)]
      }
      let login = outcome.users[0].email
      let counts = outcome.counts.map { "\($0.object) \($0.count)" }.joined(separator: ", ")
      terminal.result(
        [
          "users": .array(users), "password": .string(outcome.password),
          "counts": .object(outcome.counts.map { JSON.Member($0.object, .integer(Int64($0.count))) }),
        ],
        [
          Label("デモ会社ができました（\(counts)）。", "The demo company is ready (\(counts))."),
          Label("ログイン: \(login) / \(outcome.password)（デモ専用です）", "Login: \(login) / \(outcome.password) (for the demo only)"),
        ])
    }
  }

  private static func day(_ text: String) throws -> Day {
    guard let day = Day(text) else { throw ValidationError("Give the day like 2026-11-22.") }
    return day
  }
}
