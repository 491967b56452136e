import App
import ArgumentParser
import Foundation
import Kernel

/// What every command says to people on standard error and to scripts on standard output.
struct Terminal: Sendable {
  let isJSON: Bool
  let language: Language

  init(isJSON: Bool) {
    self.isJSON = isJSON
    let locale = ProcessInfo.processInfo.environment
    let name = locale["LC_ALL"] ?? locale["LC_MESSAGES"] ?? locale["LANG"] ?? ""
    language = name.hasPrefix("ja") ? .ja : .en
  }

  /// Progress and explanations.
  func say(_ text: Label) { write(text[language] + "\n", to: .standardError) }

  /// Progress that replaces itself on a terminal; silent in a script's log.
  func progress(_ text: Label) {
    guard isatty(2) == 1 else { return }
    write("\r\u{1B}[K" + text[language], to: .standardError)
  }

  func endProgress() {
    if isatty(2) == 1 { write("\r\u{1B}[K", to: .standardError) }
  }

  /// The result: JSON when asked for, otherwise lines for people.
  func result(_ json: JSON, _ lines: [Label]) {
    let text = isJSON ? json.text : lines.map { $0[language] }.joined(separator: "\n")
    write(text + "\n", to: .standardOutput)
  }

  /// Runs a command's body; what goes wrong is said once, in full, and the exit status is 1.
  func run(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let code as ExitCode {
      throw code
    } catch {
      endProgress()
      let problems = Explanation.of(error)
      if isJSON {
        let errors = problems.map { problem -> JSON in
          ["field": problem.field.map(JSON.string) ?? .null, "code": .string(problem.code), "message": .string(problem.message[language])]
        }
        write(JSON.object([JSON.Member("errors", .array(errors))]).text + "\n", to: .standardOutput)
      }
      for problem in problems { write("enishi: \(problem.message[language])\n", to: .standardError) }
      throw ExitCode.failure
    }
  }

  private func write(_ text: String, to handle: FileHandle) { handle.write(Data(text.utf8)) }
}
