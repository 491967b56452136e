import API
import Admin
import AdminWeb
import Compression
import Database
import Jobs
import Kernel
import NoticesWeb
import PeopleWeb
import QRCode
import RecordPages
import Records
import SalesWeb
import WebKernel

/// Everything this process answers over HTTP: the pages of every feature behind one shell, the API, health.
struct WebHouse: Sendable {
  let site: Site
  let authentication: Authentication
  let routes: [Route]

  init(services: Services, metrics: Metrics) throws {
    let admin = AdminServices(services)
    let features = Features.web(services, admin: admin)
    let assets = try Assets(folder: Assets.builtIn, sha256: services.cryptography.sha256, compress: { Gzip.compress($0, level: 9) })
    site = Site(
      assets: assets, menu: features.flatMap(\.menu).sorted { $0.group.rawValue < $1.group.rawValue },
      isSecure: services.configuration.isSecure, compress: { Gzip.compress($0) })
    authentication = Authentication(
      caller: TokenAuthentication(store: services.records).authentication.caller, session: admin.sessions.session)
    let door = WebDoor(store: services.records, site: site)
    let generic =
      SearchPages(door: door, features: features).routes + UndoPages(door: door).routes + JobPages(door: door).routes
      + ListPages(door: door, features: features).routes + RecordPages(door: door, features: features, files: services.files).routes
    let pages = assets.routes + features.flatMap { $0.routes(door) } + generic
    routes = pages + Self.api(services) + HealthRoutes(services, metrics: metrics).routes
  }

  private static func api(_ services: Services) -> [Route] {
    let api = APIServices(
      store: services.records, jobs: services.queue, version: Server.version, files: services.files,
      postalCodes: services.records.postalCodes, workbook: Services.readWorkbook)
    let features =
      LeadConversionRoutes(door: api.door).routes + DealBoardRoutes(door: api.door).routes + NotificationAPIRoutes(door: api.door).routes
      + DuplicateRoutes(door: api.door, jobs: services.queue).routes
    return APIRoutes(services: api, features: features).routes
  }
}

extension AdminServices {
  init(_ services: Services) {
    self.init(
      store: services.records, jobs: services.queue, outbox: services.outbox, url: services.configuration.url,
      drawQR: QRCode.squares)
  }
}

extension HealthRoutes {
  init(_ services: Services, metrics: Metrics) {
    let database = services.database
    let queue = services.queue
    self.init(
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
