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
      let server = Server(services: services)
      try await server.run { port in
        let address = configuration.url(port: port)
        terminal.say(Label("\(address) で待ち受けています。", "Serving on \(address)."))
        Task {
          guard let setup = try await server.setupAddress(port: port) else { return }
          terminal.say(
            Label(
              "まだだれも登録されていません。最初の管理者はこのアドレスで登録します（24 時間、1 回だけ使えます）：\n  \(setup)",
              "Nobody is registered yet. The first administrator registers here (once, within 24 hours):\n  \(setup)"))
        }
      }
      await services.close()
    }
  }
}
