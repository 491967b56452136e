import App
import ArgumentParser
import Kernel

/// `enishi field add|retire`.
struct FieldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "field", abstract: "Add and retire custom fields.", subcommands: [Add.self, Retire.self])

  /// `enishi field add OBJECT NAME --label …`.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a custom field; in force at once on every running server.")

    @Argument(help: "person, account, deal, …") var object: String
    @Argument(help: "API name, such as sector.") var name: String
    @Option(help: "Label in Japanese.") var label: String
    @Option(help: "Label in English. Default: the Japanese one.") var labelEn: String?
    @Option(help: "text, long_text, integer, decimal, percent, yen, day, instant, boolean, picklist, lookup, …") var type = "text"
    @Option(help: "A choice of a picklist. May be repeated.") var option: [String] = []
    @Option(help: "Other settings of the type, as JSON.") var settings: String?
    @Flag(help: "Show the plan and do nothing.") var plan = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await common.withServices { services, terminal in
        var members: [JSON.Member] = [
          .init("name", .string(name)), .init("label", ["ja": .string(label), "en": .string(labelEn ?? label)]),
          .init("type", .string(type)),
        ]
        if let settings {
          members.append(.init("settings", try JSON(parsing: settings)))
        } else if !option.isEmpty {
          let options = option.map { value -> JSON in
            ["value": .string(value), "label": ["ja": .string(value), "en": .string(value)]]
          }
          members.append(.init("settings", ["options": .array(options)]))
        }
        let outcome = try await Fields(services: services).add(.object(members), to: object, onlyPlan: plan)
        terminal.result(outcome.json, outcome.lines)
      }
    }
  }

  /// `enishi field retire OBJECT NAME`.
  struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a custom field out of use. Its values stay.")

    @Argument(help: "person, account, deal, …") var object: String
    @Argument(help: "The field's API name.") var name: String
    @Flag(help: "Show the plan and do nothing.") var plan = false
    @OptionGroup var common: CommonOptions

    func run() async throws {
      try await common.withServices { services, terminal in
        let outcome = try await Fields(services: services).retire(name, of: object, onlyPlan: plan)
        terminal.result(outcome.json, outcome.lines)
      }
    }
  }
}
