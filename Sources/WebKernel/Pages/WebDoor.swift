import Database
import HTTPTypes
package import Kernel
import Metadata
package import Records

/// How pages reach the records for whoever is signed in, and come back dressed in the shell.
package struct WebDoor: Sendable {
  package let store: RecordStore
  package let site: Site

  package init(store: RecordStore, site: Site) {
    self.store = store
    self.site = site
  }

  /// One consistent view; the page in its frame.
  package func page(
    _ request: AppRequest, _ build: @escaping @Sendable (RecordTransaction, UI) throws -> WebPage
  ) async throws -> Answer {
    let caller = try request.signedIn()
    return try await store.read(for: caller.actor) { tx in
      let ui = try self.ui(request, caller, tx)
      return try self.dressed(try build(tx, ui), ui, tx)
    }
  }

  /// A part of a page that a module fetches, or JSON.
  package func fragment(
    _ request: AppRequest, _ build: @escaping @Sendable (RecordTransaction, UI) throws -> Answer
  ) async throws -> Answer {
    let caller = try request.signedIn()
    return try await store.read(for: caller.actor) { tx in try build(tx, try self.ui(request, caller, tx)) }
  }

  /// One transaction and one operation. When `build` throws `Problems`, nothing is kept and `refused` shows the form
  /// again with what was typed; without it the problems become an error page.
  package func write(
    _ request: AppRequest, as kind: String,
    refused: (@Sendable (RecordTransaction, UI, [Problem]) throws -> WebPage)? = nil,
    _ build: @escaping @Sendable (RecordTransaction, UI) throws -> Answer
  ) async throws -> Answer {
    let caller = try request.signedIn()
    do {
      return try await store.write(for: caller.actor, as: OperationKind(kind, source: "web")) { tx in
        try build(tx, try self.ui(request, caller, tx))
      }
    } catch let error where refused != nil {
      guard let refused, let failure = Failure(error), !failure.problems.isEmpty else { throw error }
      return try await page(request) { tx, ui in
        var page = try refused(tx, ui, failure.problems)
        page.status = Int(failure.status.code)
        return page
      }
    }
  }

  /// A page in its frame, inside a transaction that is open already.
  package func dressed(_ page: WebPage, _ ui: UI, _ tx: RecordTransaction) throws -> Answer {
    let menu = site.menu.filter { entry in
      (entry.object.map { tx.actor.rights.scope(.read, on: $0) != .none } ?? true)
        && (entry.permission.map(tx.actor.rights.may) ?? true) && entry.isFor(tx.actor)
    }
    let news = try menu.compactMap { entry in try entry.news.map { (entry.name, try $0.now(tx)) } }
    let shell = Shell(menu: menu, news: Dictionary(news) { first, _ in first }, ui: ui)
    return answer(shell.html(page), page, ui)
  }

  /// A page for everybody, without the frame.
  package func visitorPage(_ request: AppRequest, _ build: @Sendable (UI) throws -> WebPage) async throws -> Answer {
    let settings = try await store.database.read { try OrganisationSettings(transaction: $0) }
    let ui = UI(
      language: request.visitorLanguage, moment: settings.moment(request.now), person: nil, organisation: settings.name,
      theme: request.cookies.theme, address: request.address, assets: site.assets, secret: request.visitorSecret,
      flash: Flash(cookie: request.cookies[CookieNames.flash]))
    let page = try build(ui)
    return answer(Shell(menu: [], ui: ui).bare(page), page, ui)
  }

  private func answer(_ html: HTML, _ page: WebPage, _ ui: UI) -> Answer {
    var answer = Answer.html(.init(code: page.status), html)
    if ui.flash != nil { answer.cookies.append(.removing(CookieNames.flash)) }
    return answer
  }

  /// What pages and components need to know, for somebody signed in. Everything that opens this door passes here, so this is
  /// where the permission of the route is held against the rights of the actor.
  package func ui(_ request: AppRequest, _ caller: Caller, _ tx: RecordTransaction) throws -> UI {
    if let permission = request.permission, !tx.actor.rights.may(permission) {
      throw Refusal.forbidden(
        Label("この画面を使う権限がありません。管理者に相談してください。", "You lack the permission for this page. Ask an administrator."))
    }
    let user = try tx.configuration(User.object.name).first { $0.id.as(User.self) == caller.user }
    let team = try user?[User.team].flatMap { id in
      try tx.configuration(Team.object.name).first { $0.id.raw == id.raw }?[Team.name]
    }
    var ui = UI(
      language: tx.actor.language, moment: tx.moment,
      person: UI.Person(id: caller.user, name: tx.actor.name, team: team), organisation: tx.settings.name,
      theme: request.cookies.theme, address: request.address, assets: site.assets, secret: caller.session?.secret ?? "",
      flash: Flash(cookie: request.cookies[CookieNames.flash]))
    ui.hasSingleKeys = request.cookies[CookieNames.keys] != "off"
    return ui
  }
}
