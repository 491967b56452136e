import App
import ArgumentParser
import Kernel

/// `enishi serve`: everything in one process.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the database up to date, then serve the API and do the jobs.")

  @Option(help: "Address to listen on (default 127.0.0.1).") var host: String?
  @Option(help: "Port to listen on (default 8080).") var port: Int?
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let terminal = common.terminal
    try await terminal.run {
      let configuration = try common.configuration(["host": host, "port": port.map(String.init)])
      let services = try await Services.open(configuration, log: CommonOptions.log(configuration))
      try await Server(services: services).run { port in
        terminal.say(
          Label("http://\(configuration.host):\(port) で待ち受けています。", "Serving on http://\(configuration.host):\(port)."))
      }
      await services.close()
    }
  }
}
