import Admin
import AdminTestSupport
import AdminWeb
import Database
import Foundation
import HTTPTypes
import Kernel
import Logging
import QRCode
import RecordPages
import Records
import Synchronization
import TestSupport
import Testing
import WebKernel
import WebTestSupport

/// The house with its front door: the pages of signing in and of members, answered without a socket.
struct AdminDoor: Sendable {
  let house: AdminHouse
  /// A browser at 192.0.2.10.
  let browser: WebClient
  let routes: [Route]

  init(_ house: AdminHouse) throws {
    self.house = house
    let services = AdminServices(store: house.store, jobs: house.jobs, outbox: house.mails.outbox, url: AdminHouse.url, drawQR: QRCode.squares)
    let feature = WebFeature.admin(services)
    let site = Site(
      assets: try Assets(folder: Assets.builtIn, sha256: house.store.cryptography.sha256, compress: { _ in [] }), menu: feature.menu,
      isSecure: true, compress: { _ in [] })
    // What other features bring: the first page, and one that people are led back to.
    let others = ["/", "/leads", "/welcome"].map { path in
      Route.page(PathPattern(path), "other", Label("ほか", "Other")) { request in
        .text(.ok, "page of \(try request.signedIn().user.text)")
      }
    }
    let door = WebDoor(store: house.store, site: site)
    // Somebody's page that asks for a permission and does not look for itself.
    let guarded = Route.page("/guarded", "guarded", Label("番", "Guarded"), .pageFor(permission: "audit")) { request in
      try await door.page(request) { _, _ in WebPage("guarded", body: "inside") }
    }
    routes = feature.routes(door) + [guarded]
    let clock = house.clock
    browser = WebClient(
      AppResponder(
        table: RouteTable(routes + others), authentication: Authentication(caller: { _, _ in nil }, session: services.sessions.session),
        site: site, metrics: Metrics(), logger: Logger(label: "test"), now: { clock.now }), address: "192.0.2.10")
  }

  static func open(_ engine: Engine = .sqlite, hasUsers: Bool = true, _ body: (AdminDoor) async throws -> Void) async throws {
    try await withAdminHouse(engine, hasUsers: hasUsers) { try await body(try AdminDoor($0)) }
  }

  /// Signed in as somebody, in a browser of their own.
  func sato(at address: String = "192.0.2.20") async throws -> WebClient { try await signedIn(AdminHouse.satoMail, AdminHouse.satoPassword, address) }

  func yamada() async throws -> WebClient { try await signedIn(AdminHouse.yamadaMail, AdminHouse.yamadaPassword, "192.0.2.30") }

  private func signedIn(_ mail: String, _ password: String, _ address: String) async throws -> WebClient {
    let client = browser.another(at: address)
    let answer = try await client.signIn(mail, password)
    #expect(answer.status == 303, "\(answer.text)")
    return client
  }
}

extension WebClient {
  /// As a browser asks for a page.
  func page(_ path: String) async throws -> WebAnswer { try await get(path, [.accept: "text/html"]) }

  /// Whether this browser is signed in, and who as.
  func whoAmI() async throws -> String? {
    let answer = try await page("/")
    return answer.status == 200 ? answer.text : nil
  }
}
