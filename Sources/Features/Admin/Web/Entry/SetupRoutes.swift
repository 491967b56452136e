import Admin
import Database
import Kernel
import Records
import WebKernel

/// 最初の設定 of a new house, by the link that the server printed.
struct SetupRoutes: Sendable {
  let entry: Entry

  var routes: [Route] {
    [
      .page("/setup/{secret}", "setup", Label("最初の設定", "First set-up"), .visitor, show),
      .post("/setup/{secret}", "setup.run", Label("設定して始める", "Set up and begin"), .visitor, bodyLimit: 16 << 10, run),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    let store = entry.store
    let isOpen = try await store.database.read { try SetupLink.isOpen(secret, store: store, in: $0) }
    return try await entry.page(request) { ui in
      isOpen ? page(SetupLink.Input(organisation: "", name: "", email: "", password: ""), [], secret, ui) : over(ui)
    }
  }

  private func run(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    let store = entry.store
    guard try await store.database.read({ try SetupLink.isOpen(secret, store: store, in: $0) }) else {
      return try await entry.page(request) { over($0) }
    }
    let input = SetupLink.Input(
      organisation: request.form.trimmed("organisation"), name: request.form.trimmed("name"), email: request.form.trimmed("email"),
      password: request.form["password"] ?? "")
    do {
      try Problems.check(input.problems)
      let hash = try await entry.services.passwords.hash(input.password)
      let someone = try await SetupLink.run(
        input, passwordHash: hash, secret: secret, from: request.origin, language: request.visitorLanguage, store: store)
      return entry.answer(someone, to: "/welcome")
    } catch let problems as Problems {
      return try await entry.page(request, status: 422) { page(input, problems.all, secret, $0) }
    } catch Refusal.notFound {
      return try await entry.page(request) { over($0) }
    }
  }

  private func page(_ input: SetupLink.Input, _ problems: [Problem], _ secret: String, _ ui: UI) -> WebPage {
    func text(_ name: String, _ label: String, _ value: String, type: String = "text", autocomplete: String, help: String? = nil) -> HTML {
      let error = problems.at(name, ui)
      return HTML.field(
        name, label, help: help, error: error,
        control: HTML.input(
          name, type: type, value: value, isRequired: true, autocomplete: autocomplete,
          attributes: HTML.described(name, hasHelp: help != nil, hasError: error != nil), size: .large))
    }
    return EntryPage(
      title: ui("はじめまして", "Welcome"), sub: ui("1分で始められます。あとから変えられます。", "This takes a minute. You can change everything later."),
      body: """
        \(HTML.problems(problems, ui))
        <form class="stack login__fields" method="post" action="/setup/\(secret)">\(ui.csrf)
        \(text("organisation", ui("会社名", "Company"), input.organisation, autocomplete: "organization"))
        \(text("name", ui("あなたの氏名", "Your name"), input.name, autocomplete: "name"))
        \(text("email", ui("メール", "E-mail"), input.email, type: "email", autocomplete: "username", help: ui("ログインに使います。", "You sign in with it.")))
        \(EntryPage.newPassword(problems, ui))
        <button class="btn btn--primary btn--lg btn--block">\(ui("始める", "Begin"))</button>
        </form>
        """
    ).page(ui)
  }

  private func over(_ ui: UI) -> WebPage {
    EntryPage.over(
      ui,
      ui(
        "設定がもう済んでいるか、リンクが古くなっています。まだ済んでいないときは、サーバーを起動し直すと新しいリンクが表示されます。",
        "The house is set up already, or the link is too old. If it is not set up, start the server again: it prints a new link."))
  }
}
