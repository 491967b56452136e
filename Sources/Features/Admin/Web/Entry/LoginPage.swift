import Admin
import Kernel
import WebKernel

/// Why nobody was let in, in the words of the page.
enum LoginRefusal: Sendable, Hashable {
  case wrong(left: Int)
  case tooMany(seconds: Int)
  case tooSlow

  var status: Int {
    switch self {
    case .wrong, .tooSlow: 422
    case .tooMany: 429
    }
  }
}

/// ログイン (screen 15). Unknown mails and wrong passwords read the same.
struct LoginPage: Sendable {
  var mail = ""
  var next: String
  var isKept = true
  var refusal: LoginRefusal?
  var demo: DemoLogins?

  init(next: String) { self.next = next }

  func page(_ ui: UI) -> WebPage {
    EntryPage(
      title: ui("ログイン", "Sign in"), sub: ui.organisation, address: "/login?next=\(PercentEncoding.encode(next))",
      status: refusal?.status ?? 200,
      body: """
        \(problem(ui))
        <form class="stack login__fields" method="post" action="/login">\(ui.csrf)<input type="hidden" name="next" value="\(next)">
        \(HTML.field(
          "email", ui("メール", "E-mail"),
          control: HTML.input(
            "email", type: "email", value: mail, isRequired: true, autocomplete: "username",
            attributes: mail.isEmpty ? "autofocus" : "", size: .large)))
        \(EntryPage.password(
          ui, label: ui("パスワード", "Password"), isWrong: isWrong,
          more: "<a class=\"push xs\" href=\"/forgot\">\(ui("忘れたとき", "Forgotten?"))</a>"))
        \(HTML.checkbox(
          "keep", label: ui("この端末で30日間ログインしたままにする", "Stay signed in on this device for 30 days"), isOn: isKept))
        <button class="btn btn--primary btn--lg btn--block">\(ui("ログイン", "Sign in"))</button>
        </form>
        \(demo.map { demoLogins($0, ui) } ?? invitation(ui))
        """
    ).page(ui)
  }

  private var isWrong: Bool { if case .wrong = refusal { true } else { false } }

  private func problem(_ ui: UI) -> HTML {
    switch refusal {
    case nil: .empty
    case .wrong(let left):
      HTML.callout(
        "\(ui("メールかパスワードが違います。もう一度入れてください。", "Mail or password is wrong. Enter them once more."))\(if: left < 5, " \(remaining(left, ui))")",
        .danger)
    case .tooMany(let seconds): HTML.callout("\(LoginWords.wait(seconds, ui))", .danger)
    case .tooSlow:
      HTML.callout("\(ui("時間がたったため、はじめからログインしてください。", "That took too long. Sign in from the beginning."))", .danger)
    }
  }

  private func remaining(_ left: Int, _ ui: UI) -> String {
    left == 0
      ? ui("15分間お待ちください。", "Wait 15 minutes.")
      : ui("あと\(left)回違うと、15分間ログインできません。", "After \(left) more wrong ones you have to wait 15 minutes.")
  }

  private func invitation(_ ui: UI) -> HTML {
    "<p class=\"xs muted\">\(ui("はじめての方は、管理者からの招待メールを開いてください。", "New here? Open the invitation an administrator sent you."))</p>"
  }

  /// Only the demo company has logins that everybody knows.
  private func demoLogins(_ demo: DemoLogins, _ ui: UI) -> HTML {
    let rows = demo.logins.html { login -> HTML in
      """
      <li><form method="post" action="/login">\(ui.csrf)<input type="hidden" name="next" value="\(next)">\
      <input type="hidden" name="email" value="\(login.email)"><input type="hidden" name="password" value="\(demo.password)">\
      <button><b>\(login.name)</b><span>\(login.role)</span><small>\(login.email)</small></button></form></li>
      """
    }
    return """
      <details class="login__demo" open><summary>\(ui("デモの会社です。だれかを選ぶと、その人でログインします。", "This is the demo company. Choose somebody to sign in as."))</summary>\
      <ul>\(rows)</ul><p class="xs muted">\(ui("パスワードは全員", "Everybody's password is")) <code>\(demo.password)</code></p></details>
      """
  }
}

/// The code of the second step.
struct LoginCodePage: Sendable {
  let next: String
  let isKept: Bool
  var refusal: LoginRefusal?

  func page(_ ui: UI) -> WebPage {
    let error = words(ui)
    return EntryPage(
      title: ui("コードを入れる", "Enter the code"),
      sub: ui("認証アプリに出ている6けたの数字です。", "The six digits your authenticator app shows."),
      address: "/login/code?next=\(PercentEncoding.encode(next))\(isKept ? "&keep=1" : "")", status: refusal?.status ?? 200,
      body: """
        <form class="stack login__fields" method="post" action="/login/code">\(ui.csrf)\
        <input type="hidden" name="next" value="\(next)"><input type="hidden" name="keep" value="\(isKept ? 1 : 0)">
        \(HTML.field(
          "code", ui("コード", "Code"),
          help: ui("スマホがないときは、予備コード（10文字）でも入れます。", "Without your phone, a recovery code of ten letters works, too."), error: error,
          control: HTML.input(
            "code", isRequired: true, autocomplete: "one-time-code",
            attributes: "inputmode=\"numeric\" autofocus maxlength=\"20\" \(HTML.described("code", hasHelp: true, hasError: error != nil))",
            size: .large)))
        <button class="btn btn--primary btn--lg btn--block">\(ui("ログイン", "Sign in"))</button>
        </form>
        <p class="small"><a href="/login?next=\(PercentEncoding.encode(next))">\(ui("別の人でログインする", "Sign in as somebody else"))</a></p>
        """
    ).page(ui)
  }

  private func words(_ ui: UI) -> String? {
    switch refusal {
    case nil: nil
    case .wrong: AccountProblems.wrongCode.message[ui.language]
    case .tooMany(let seconds): LoginWords.wait(seconds, ui)
    case .tooSlow: ui("時間がたちました。はじめからログインしてください。", "That took too long. Sign in from the beginning.")
    }
  }
}

enum LoginWords {
  static func wait(_ seconds: Int, _ ui: UI) -> String {
    let minutes = (seconds + 59) / 60
    return ui(
      "何度も違ったため、この端末からはあと\(minutes)分ログインできません。", "Too many wrong attempts: you cannot sign in from this device for \(minutes.counted("minutes")).")
  }
}
