import Compression
import Kernel
import RecordPages
import Records
import WebKernel

/// The web application of this house: every feature's pages behind one shell.
struct WebHouse: Sendable {
  let site: Site
  let routes: [Route]

  init(services: Services, features: [WebFeature]) throws {
    let assets = try Assets(folder: Assets.builtIn, sha256: services.cryptography.sha256, compress: { Gzip.compress($0, level: 9) })
    site = Site(
      assets: assets, menu: features.flatMap(\.menu).sorted { $0.group.rawValue < $1.group.rawValue },
      isSecure: services.configuration.url?.hasPrefix("https://") ?? false, compress: { Gzip.compress($0) })
    let door = WebDoor(store: services.records, site: site)
    routes =
      assets.routes + SearchPages(door: door, features: features).routes + UndoPages(door: door).routes
      + features.flatMap { $0.routes(door) }
  }
}
