import App
import ArgumentParser
import Foundation
import Kernel

/// `enishi user add|list`.
struct UserCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Add and list users.", subcommands: [Add.self, List.self])

  /// `enishi user add MAIL --name N --role R`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a user.")

    @Argument(help: "Mail address; also the login.") var mail: String
    @Option(help: "The user's name.") var name: String
    @Option(help: "admin, manager, sales, marketer, support, reader, or a role of your own.") var role: String
    @Option(help: "The user's team; made when there is none of that name.") var team: String?
    @Flag(help: "Read the password from standard input.") var passwordStdin = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await common.withServices { services, terminal in
        let password = passwordStdin ? readLine(strippingNewline: true) : nil
        let user = try await Accounts(services: services).add(
          AccountInput(mail: mail, name: name, role: role, team: team, password: password))
        terminal.result(
          ["id": .string(user.text), "email": .string(mail)],
          [Label("ユーザーを追加しました: \(mail)（\(user.text)）", "Added user \(mail) (\(user.text))")])
      }
    }
  }

  /// `enishi user list`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List users.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await common.withServices { services, terminal in
        let users = try await Accounts(services: services).all()
        terminal.result(
          .object([
            .init(
              "users",
              .array(
                users.map {
                  [
                    "id": .string($0.id.text), "email": .string($0.email), "name": .string($0.name), "role": .string($0.role),
                    "team": $0.team.map(JSON.string) ?? .null, "active": .boolean($0.isActive),
                  ]
                }))
          ]),
          users.map { Label($0.line, $0.line) })
      }
    }
  }
}
