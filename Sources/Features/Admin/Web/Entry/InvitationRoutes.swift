import Admin
import Kernel
import Records
import WebKernel

/// 招待 from the side of who is invited: choosing a password, and being in.
struct InvitationRoutes: Sendable {
  let entry: Entry

  private var invitation: Invitation { Invitation(store: entry.store) }

  var routes: [Route] {
    [
      .page("/invitation/{secret}", "invitation", Label("招待を受ける", "Accept an invitation"), .visitor, show),
      .post(
        "/invitation/{secret}", "invitation.accept", Label("パスワードを決めて始める", "Set a password and begin"), .visitor, bodyLimit: 16 << 10,
        accept),
    ]
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    let invited = try await invitation.invited(secret)
    return try await entry.page(request) { ui in invited.map { page($0, secret, [], ui) } ?? over(ui) }
  }

  private func accept(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    guard let invited = try await invitation.invited(secret) else { return try await entry.page(request) { over($0) } }
    let password = request.form["password"] ?? ""
    let problems = AccountProblems.newPassword(password)
    guard problems.isEmpty else { return try await entry.page(request, status: 422) { page(invited, secret, problems, $0) } }
    let hash = try await entry.services.passwords.hash(password)
    do {
      return entry.answer(try await invitation.accept(secret, passwordHash: hash, from: request.origin), to: "/")
    } catch Refusal.notFound {
      return try await entry.page(request) { over($0) }
    }
  }

  private func page(_ invited: Addressee, _ secret: String, _ problems: [Problem], _ ui: UI) -> WebPage {
    EntryPage(
      title: ui("\(invited.name) さん、ようこそ", "Welcome, \(invited.name)"), sub: ui.organisation,
      body: """
        <form class="stack login__fields" method="post" action="\(Invitation.path(secret))">\(ui.csrf)
        \(HTML.field(
          "email", ui("メール", "E-mail"), help: ui("ログインに使います。", "You sign in with it."),
          control: HTML.input(
            "email", type: "email", value: invited.email.text, autocomplete: "username", attributes: "readonly aria-describedby=\"email-h\"",
            size: .large)))
        \(EntryPage.newPassword(problems, ui))
        <button class="btn btn--primary btn--lg btn--block">\(ui("始める", "Begin"))</button>
        </form>
        """
    ).page(ui)
  }

  private func over(_ ui: UI) -> WebPage {
    EntryPage.usedUp(
      ui, after: Label("7日", "seven days"),
      ui(
        "ログインできないときは、管理者に新しい招待を頼んでください。", "If you cannot sign in, ask an administrator for a new invitation."))
  }
}
