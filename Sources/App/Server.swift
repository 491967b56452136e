import API
import Database
import Hummingbird
import Jobs
import Kernel
import Logging
import Records
import SalesWeb
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
    let application = Application(
      responder: AppResponder(
        table: RouteTable(routes(metrics)), authentication: TokenAuthentication(store: services.records).authentication,
        metrics: metrics, logger: services.log, now: services.now),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: nil),
      services: configuration.workers > 0 ? [WorkerService(worker: worker)] : [],
      onServerRunning: { channel in ready(channel.localAddress?.port ?? configuration.port) }, logger: services.log)
    try await application.runService()
  }

  private func routes(_ metrics: Metrics) -> [Route] {
    let api = APIServices(
      store: services.records, jobs: services.queue, version: Self.version, workbook: Services.readWorkbook)
    let features = LeadConversionRoutes(door: api.door).routes + DealBoardRoutes(door: api.door).routes
    return APIRoutes(services: api, features: features).routes + health(metrics).routes
  }

  private func health(_ metrics: Metrics) -> HealthRoutes {
    let database = services.database
    let queue = services.queue
    return HealthRoutes(
      checks: [
        HealthRoutes.Check("database") {
          do {
            _ = try await database.read { try $0.scalar("SELECT metadata_version FROM schema_state WHERE id = 1") }
            return nil
          } catch {
            return Explanation.of(error).map(\.message.en).joined(separator: " ")
          }
        }
      ],
      metrics: metrics,
      gauges: {
        let backlog = (try? await database.read { try queue.backlog(in: $0) }) ?? [:]
        let values = backlog.sorted { $0.key.rawValue < $1.key.rawValue }.map { ("state=\"\($0.key.rawValue)\"", Double($0.value)) }
        return [Gauge("enishi_jobs", "Jobs that wait, run, or failed for good.", values)]
      })
  }
}

/// Runs the worker as long as the server runs.
private struct WorkerService: Service {
  let worker: Worker

  func run() async throws { await cancelWhenGracefulShutdown { await worker.run() } }
}
