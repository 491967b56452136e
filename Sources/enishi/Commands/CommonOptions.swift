import App
import ArgumentParser
import Foundation
import Logging

/// What every command that needs the data takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "Folder with the data (default: ./data, or ENISHI_DATA).")
  var data: String?

  @Option(help: "postgres:// URL instead of the SQLite file in the data folder (or ENISHI_DATABASE).")
  var database: String?

  @Flag(help: "Write the result as JSON on standard output.")
  var json = false

  var terminal: Terminal { Terminal(isJSON: json) }

  func configuration(_ more: [String: String?] = [:]) throws -> Configuration {
    try Configuration(
      flags: ["data": data, "database": database].merging(more) { $1 }, environment: ProcessInfo.processInfo.environment)
  }

  /// Opens the data for one command and closes it afterwards.
  func withServices(_ body: (Services, Terminal) async throws -> Void) async throws {
    let terminal = terminal
    try await terminal.run {
      let configuration = try configuration()
      let services = try await Services.open(configuration, log: Self.log(configuration))
      do {
        try await body(services, terminal)
        await services.close()
      } catch {
        await services.close()
        throw error
      }
    }
  }

  func log() throws -> Logger { Self.log(try configuration()) }

  static func log(_ configuration: Configuration) -> Logger {
    var log = Logger(label: "enishi") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
    return log
  }
}
