import Admin
import Database
import Hummingbird
import Jobs
import Kernel
import Logging
import Records
import ServiceLifecycle
import WebKernel

/// The web server and the workers of one process.
package struct Server: Sendable {
  package static let version = "0.1.0"

  private let services: Services

  package init(services: Services) { self.services = services }

  /// Serves until the process is told to stop. Jobs under way end after their present step.
  ///
  /// - Parameter ready: called with the port once requests are answered.
  package func run(ready: @escaping @Sendable (Int) -> Void) async throws {
    let configuration = services.configuration
    let metrics = Metrics()
    let worker = services.worker()
    let now = services.now()
    try await services.database.write { tx in
      try JobSchedule.declare(Services.schedules, at: now, zoneOffset: OrganisationSettings(transaction: tx).zoneOffset, in: tx)
    }
    let house = try WebHouse(services: services, metrics: metrics)
    let application = Application(
      responder: AppResponder(
        table: RouteTable(house.routes), authentication: house.authentication, site: house.site, metrics: metrics,
        logger: services.log, proxies: configuration.trustedProxies, now: services.now),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      services: configuration.workers > 0 ? [WorkerService(worker: worker)] : [],
      onServerRunning: { channel in ready(channel.localAddress?.port ?? configuration.port) }, logger: services.log)
    try await application.runService()
  }
}

extension Server {
  /// Where the first administrator of a new installation begins; `nil` when there is a user already. Every call makes a new
  /// address and the one before stops working.
  package func setupAddress(port: Int) async throws -> String? {
    try await SetupLink.renew(in: services.records).map { services.configuration.url(port: port) + $0 }
  }
}

/// Runs the worker as long as the server runs.
private struct WorkerService: Service {
  let worker: Worker

  func run() async throws { await cancelWhenGracefulShutdown { await worker.run() } }
}
