import App
import ArgumentParser
import Kernel

/// `enishi undo OPERATION`.
struct UndoOperation: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "undo", abstract: "Take an operation back as a whole.")

  @Argument(help: "The operation's id, as the command or the API answered it.") var operation: String
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.withServices { services, terminal in
      let result = try await Undoing(services: services).run(operation) { terminal.progress($0) }
      terminal.endProgress()
      let undone = result["undone"]?.integer ?? 0
      let reasons = (result["reasons"]?.array ?? []).compactMap(\.string)
      terminal.result(
        result, [Label("\(undone) 件を元に戻しました。", "Took back \(undone.counted("changes")).")] + reasons.map { Label($0, $0) })
    }
  }
}
