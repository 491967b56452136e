import Admin
import HTTPTypes
import Kernel
import Records
import WebKernel

/// パスワードを忘れたとき: asking for the link, and choosing a new password with it.
struct PasswordResetRoutes: Sendable {
  let entry: Entry

  private var reset: PasswordReset { PasswordReset(store: entry.store) }

  var routes: [Route] {
    [
      .page("/forgot", "forgot", Label("パスワードを忘れたとき", "Forgotten password"), .visitor) { request in
        try await entry.page(request) { asking("", nil, $0) }
      },
      .post("/forgot", "forgot.send", Label("再設定のリンクを送る", "Send the link"), .visitor, bodyLimit: 16 << 10, ask),
      .page("/reset/{secret}", "reset", Label("新しいパスワード", "New password"), .visitor, show),
      .post("/reset/{secret}", "reset.run", Label("パスワードを決める", "Set the password"), .visitor, bodyLimit: 16 << 10, run),
    ]
  }

  // MARK: Asking

  private func ask(_ request: AppRequest) async throws -> Answer {
    let typed = request.form.trimmed("email")
    guard let mail = EmailAddress(typed) else {
      return try await entry.page(request, status: 422) { ui in asking(typed, AccountProblems.email(typed).at("email", ui), ui) }
    }
    if let seconds = try await reset.request(mail, from: request.origin, jobs: entry.services.jobs) {
      throw Failure.tooMany(retryAfter: seconds)
    }
    return try await entry.page(request) { sent(typed, $0) }
  }

  private func asking(_ typed: String, _ error: String?, _ ui: UI) -> WebPage {
    EntryPage(
      title: ui("パスワードを忘れたとき", "Forgotten password"), sub: ui("再設定のリンクをメールで送ります。", "We mail you a link to set a new one."),
      body: """
        <form class="stack login__fields" method="post" action="/forgot">\(ui.csrf)
        \(HTML.field(
          "email", ui("メール", "E-mail"), error: error,
          control: HTML.input(
            "email", type: "email", value: typed, isRequired: true, autocomplete: "username",
            attributes: "autofocus \(HTML.described("email", hasHelp: false, hasError: error != nil))", size: .large)))
        <button class="btn btn--primary btn--lg btn--block">\(ui("リンクを送る", "Send the link"))</button>
        </form>
        <p class="small"><a href="/login">\(ui("ログインに戻る", "Back to the sign-in"))</a></p>
        """
    ).page(ui)
  }

  /// The same whether anybody has this address.
  private func sent(_ mail: String, _ ui: UI) -> WebPage {
    EntryPage(
      title: ui("メールを確かめてください", "Look at your mail"), address: "/forgot",
      body: """
        <p>\(ui("\(mail) が登録されていれば、再設定のリンクが届きます。30分以内に開いてください。", "If \(mail) is known here, a link is on its way. Open it within 30 minutes."))</p>\
        <p class="small muted">\(ui("届かないときは、迷惑メールの中を見るか、管理者に聞いてください。", "Nothing there? Look into the spam folder, or ask an administrator."))</p>\
        <p class="small"><a href="/login">\(ui("ログインに戻る", "Back to the sign-in"))</a></p>
        """
    ).page(ui)
  }

  // MARK: Choosing

  private func show(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    let isOpen = try await reset.user(of: secret) != nil
    return try await entry.page(request) { isOpen ? choosing(secret, [], $0) : over($0) }
  }

  private func run(_ request: AppRequest) async throws -> Answer {
    let secret = try request.parameter("secret")
    guard try await reset.user(of: secret) != nil else { return try await entry.page(request) { over($0) } }
    let password = request.form["password"] ?? ""
    let problems = AccountProblems.newPassword(password)
    guard problems.isEmpty else { return try await entry.page(request, status: 422) { choosing(secret, problems, $0) } }
    let hash = try await entry.services.passwords.hash(password)
    do {
      try await reset.run(secret, passwordHash: hash)
    } catch Refusal.notFound {
      return try await entry.page(request) { over($0) }
    }
    entry.services.sessions.forget()
    let words = Label("パスワードを変えました。新しいパスワードでログインしてください。", "Your password is changed. Sign in with the new one.")
    return Answer.redirect(to: "/login", Flash(words[request.visitorLanguage])).with(.removing(CookieNames.session))
  }

  private func choosing(_ secret: String, _ problems: [Problem], _ ui: UI) -> WebPage {
    EntryPage(
      title: ui("新しいパスワード", "New password"), sub: ui("すべての端末からログアウトします。", "You will be signed out everywhere."),
      body: """
        <form class="stack login__fields" method="post" action="\(PasswordReset.path(secret))">\(ui.csrf)
        \(EntryPage.newPassword(label: ui("新しいパスワード", "New password"), problems, ui))
        <button class="btn btn--primary btn--lg btn--block">\(ui("パスワードを変える", "Change the password"))</button>
        </form>
        """
    ).page(ui)
  }

  private func over(_ ui: UI) -> WebPage {
    EntryPage.usedUp(
      ui, after: Label("30分", "30 minutes"), ui("リンクをもう一度送ってください。", "Ask for another link."),
      action: HTML.linkButton(ui("リンクを送る", "Send a link"), "/forgot", .primary, size: .large))
  }
}
