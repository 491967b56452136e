import Admin
import Database
import Kernel
import Records
import WebKernel

/// ログイン and ログアウト.
struct LoginRoutes: Sendable {
  let entry: Entry

  private var signIn: SignIn { SignIn(store: entry.store, passwords: entry.services.passwords) }

  var routes: [Route] {
    [
      .page("/login", "login", Label("ログイン", "Sign in"), .visitor, show),
      .post("/login", "login.begin", Label("ログインする", "Sign in"), .visitor, bodyLimit: 16 << 10, begin),
      .page("/login/code", "login.code", Label("2段階ログインのコード", "Code of the second step"), .visitor, showCode),
      .post("/login/code", "login.finish", Label("コードを送る", "Send the code"), .visitor, bodyLimit: 16 << 10, finish),
      .post("/logout", "logout", Label("ログアウト", "Sign out"), .page, leave),
    ]
  }

  private func next(_ given: String?) -> String {
    let address = LocalAddress.checked(given)
    // Coming back to the sign-in after signing in would look as if it had failed.
    return address.hasPrefix("/login") || address.hasPrefix("/logout") ? "/" : address
  }

  // MARK: First step

  private func show(_ request: AppRequest) async throws -> Answer {
    let next = next(request.query.items.first { $0.name == "next" }?.value)
    if request.caller != nil { return .redirect(to: next) }
    return try await shown(LoginPage(next: next), request)
  }

  private func shown(_ model: LoginPage, _ request: AppRequest) async throws -> Answer {
    var model = model
    model.demo = try await entry.store.database.read { try DemoLogins.read(in: $0) }
    let page = model
    return try await entry.page(request) { page.page($0) }
  }

  private func begin(_ request: AppRequest) async throws -> Answer {
    var page = LoginPage(next: next(request.form["next"]))
    page.mail = request.form.trimmed("email")
    page.isKept = request.form["keep"] != nil
    let outcome = try await signIn.begin(
      mail: page.mail, password: request.form["password"] ?? "", isKept: page.isKept, from: request.origin)
    switch outcome {
    case .signedIn(let someone): return entry.answer(someone, to: page.next)
    case .needsCode(let secret):
      let query = "next=\(PercentEncoding.encode(page.next))\(page.isKept ? "&keep=1" : "")"
      return Answer.redirect(to: "/login/code?\(query)").with(SetCookie(AdminCookies.secondStep, secret, seconds: 600))
    case .wrong(let left): page.refusal = .wrong(left: left)
    case .refused(let seconds): page.refusal = .tooMany(seconds: seconds)
    case .over: page.refusal = .tooSlow
    }
    return try await shown(page, request)
  }

  // MARK: Second step

  private func showCode(_ request: AppRequest) async throws -> Answer {
    let query = Form(request.query)
    guard request.cookies[AdminCookies.secondStep] != nil else { return .redirect(to: "/login") }
    let page = LoginCodePage(next: next(query["next"]), isKept: query["keep"] != nil)
    return try await entry.page(request) { page.page($0) }
  }

  private func finish(_ request: AppRequest) async throws -> Answer {
    var page = LoginCodePage(next: next(request.form["next"]), isKept: request.form["keep"] == "1")
    guard let secret = request.cookies[AdminCookies.secondStep] else { return .redirect(to: "/login") }
    let outcome = try await signIn.finish(
      code: request.form.trimmed("code"), secret: secret, isKept: page.isKept, from: request.origin)
    switch outcome {
    case .signedIn(let someone): return entry.answer(someone, to: page.next).with(.removing(AdminCookies.secondStep))
    case .needsCode, .over:
      var login = LoginPage(next: page.next)
      login.refusal = .tooSlow
      return try await shown(login, request).with(.removing(AdminCookies.secondStep))
    case .wrong(let left): page.refusal = .wrong(left: left)
    case .refused(let seconds): page.refusal = .tooMany(seconds: seconds)
    }
    let again = page
    return try await entry.page(request) { again.page($0) }
  }

  // MARK: Out

  private func leave(_ request: AppRequest) async throws -> Answer {
    let caller = try request.signedIn()
    if let session = caller.session {
      try await entry.store.write(for: caller.actor, as: OperationKind("sign_out", source: "web")) { tx in
        try Session.end(ID(session.id), of: caller.user, in: tx.transaction)
        tx.noteAccount("sign_out", of: caller.user, from: request.clientAddress)
      }
    }
    entry.services.sessions.forget()
    let words = Label("ログアウトしました", "You are signed out")
    return Answer.redirect(to: "/login", Flash(words[request.visitorLanguage])).with(.removing(CookieNames.session))
  }
}
