import App
import ArgumentParser
import Kernel

/// `enishi token create --user MAIL`: prints only the token.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make tokens for the API.", subcommands: [Create.self])

  /// `enishi token create`.
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a token that acts for a user. It is shown only now.")

    @Option(help: "Mail address of the user.") var user: String
    @Option(help: "What it is for.") var name = "command line"
    @Option(help: "Comma-separated scopes, such as read,write or deals:read. Default: all the user may do.") var scopes: String?
    @Option(help: "Days until it ends. Default: never.") var days: Int?
    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await common.withServices { services, terminal in
        let token = try await Accounts(services: services).token(for: user, name: name, scopes: scopes, days: days)
        terminal.result(["token": .string(token)], [Label(token, token)])
      }
    }
  }
}
