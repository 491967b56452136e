import Admin
import Database
import Kernel
import Metadata
import Records
import WebKernel

/// 個人設定 as one page: profile, display, password, two steps, devices.
struct MyPage: Sendable {
  enum Form: Sendable { case profile, password, twoSteps }

  let name: String
  let email: String
  let language: Language
  let preferences: Preferences
  let hasTwoSteps: Bool
  let codesLeft: Int
  let sessions: [Session]
  /// The session of this browser.
  let present: Int64?
  let form: Form?
  let problems: [Problem]

  init(
    form: Form?, problems: [Problem], typed: WebKernel.Form, session: SessionMark?, in tx: RecordTransaction
  ) throws {
    guard let user = tx.actor.userID?.as(User.self),
      let record = try tx.configuration(User.object.name).first(where: { $0.id.raw == user.raw })
    else { throw Refusal.notFound }
    self.form = form
    self.problems = problems
    name = form == .profile ? typed["name"] ?? "" : record[User.name] ?? ""
    email = record[User.email]?.text ?? ""
    language = (form == .profile ? typed["language"].flatMap(Language.init(rawValue:)) : nil) ?? tx.actor.language
    preferences = try Preferences(of: user, in: tx.transaction)
    hasTwoSteps = try TwoFactor.of(user, in: tx.transaction)?.isOn ?? false
    codesLeft = try RecoveryCode.left(of: user, in: tx.transaction)
    sessions = try Session.list(of: user, at: tx.now, in: tx.transaction)
    present = session?.id
  }

  /// - Parameter cards: those of other features.
  func page(_ ui: UI, cards: [HTML]) -> WebPage {
    var page = WebPage(
      ui("個人設定", "My settings"), modules: ["password.js"], help: help(ui),
      body: """
        <div class="page__head"><div><h1 class="h-in-bar">\(ui("個人設定", "My settings"))</h1><p class="sub">\(email)</p></div></div>
        <div class="me">
        <div class="stack" style="--gap:var(--s-4)">\(profile(ui))\(display(ui))\(cards)</div>
        <div class="stack" style="--gap:var(--s-4)">\(password(ui))\(twoSteps(ui))</div>
        \(devices(ui))
        </div>
        """)
    if !problems.isEmpty { page.status = 422 }
    return page
  }

  private func error(_ field: String, of form: Form, _ ui: UI) -> String? { self.form == form ? problems.at(field, ui) : nil }

  // MARK: Cards

  private func profile(_ ui: UI) -> HTML {
    let wrong = error("name", of: .profile, ui)
    return HTML.card(
      "me-profile", ui("プロフィール", "Profile"), icon: "user",
      body: """
        <form class="card__body stack" method="post" action="/me/profile">\(ui.csrf)
        \(HTML.field(
          "name", ui("氏名", "Name"), isRequired: true, requiredMark: ui("必須", "Required"), error: wrong,
          control: HTML.input(
            "name", value: name, isRequired: true, autocomplete: "name",
            attributes: HTML.described("name", hasHelp: false, hasError: wrong != nil))))
        \(HTML.field(
          "language", ui("表示言語", "Language"),
          control: HTML.select("language", [HTML.Option("ja", "日本語"), HTML.Option("en", "English")], chosen: language.rawValue)))
        <p>\(HTML.button(ui("プロフィールを保存", "Save the profile")))</p></form>
        """)
  }

  private func display(_ ui: UI) -> HTML {
    let themes = [
      HTML.Option("auto", ui("端末に合わせる", "As the device")), HTML.Option("light", ui("明るい", "Light")),
      HTML.Option("dark", ui("暗い", "Dark")),
    ]
    return HTML.card(
      "me-display", ui("表示と操作", "Display and keys"), icon: "moon",
      body: """
        <form class="card__body stack" method="post" action="/me/preferences">\(ui.csrf)
        <div class="field"><span class="field__label">\(ui("明るさ", "Theme"))</span>\(HTML.choice(
          "theme", legend: ui("明るさ", "Theme"), themes, chosen: preferences.theme?.rawValue ?? "auto"))</div>
        \(HTML.checkbox(
          "keys", label: ui("1文字のキー操作を使う（N で新規、? で一覧など）", "Use single-key shortcuts (N for new, ? for the list, …)"),
          isOn: preferences.hasSingleKeys))
        <p>\(HTML.button(ui("表示を保存", "Save the display")))</p></form>
        """)
  }

  private func password(_ ui: UI) -> HTML {
    HTML.card(
      "me-password", ui("パスワード", "Password"), icon: "lock",
      body: """
        <form class="card__body stack" method="post" action="/me/password">\(ui.csrf)
        <input type="text" name="email" value="\(email)" autocomplete="username" hidden>
        \(EntryPage.password(
          ui, id: "current", label: ui("いまのパスワード", "Present password"), error: error("current", of: .password, ui), isLarge: false))
        \(EntryPage.password(
          ui, label: ui("新しいパスワード", "New password"), autocomplete: "new-password",
          help: ui("12文字以上。変えると、ほかの端末からログアウトします。", "12 characters or more. Other devices are signed out."),
          error: error("password", of: .password, ui), isLarge: false))
        <p>\(HTML.button(ui("パスワードを変える", "Change the password")))</p></form>
        """)
  }

  private func twoSteps(_ ui: UI) -> HTML {
    let state = hasTwoSteps ? HTML.tag(ui("使っています", "On"), .ok, icon: "check") : HTML.tag(ui("使っていません", "Off"), .warn, icon: "warn")
    let confirm = EntryPage.password(
      ui, id: "two-current", label: ui("いまのパスワード", "Present password"), error: error("current", of: .twoSteps, ui), isLarge: false)
    let words =
      hasTwoSteps
      ? ui("予備コードは残り\(codesLeft)個です。", "\(codesLeft) recovery codes are left.")
      : ui(
        "パスワードのあとに、スマホの認証アプリの6けたを入れます。パスワードが知られても入れません。",
        "After the password you enter six digits of an app on your phone, so that a stolen password opens nothing.")
    let buttons: HTML =
      hasTwoSteps
      ? """
      \(HTML.button(ui("予備コードを作り直す", "Make new recovery codes"), attributes: "formaction=\"/me/two-steps/codes\""))\
      \(HTML.button(ui("2段階ログインをやめる", "Turn two steps off"), .danger, attributes: "formaction=\"/me/two-steps/off\""))
      """
      : HTML.button(ui("2段階ログインを始める", "Turn two steps on"), .primary)
    return HTML.card(
      "me-two-steps", ui("2段階ログイン", "Two-step sign-in"), icon: "lock", more: "<span class=\"push\">\(state)</span>",
      body: """
        <form class="card__body stack" method="post" action="/me/two-steps">\(ui.csrf)<p class="small">\(words)</p>
        \(confirm)<p class="row row--wrap">\(buttons)</p></form>
        """)
  }

  private func devices(_ ui: UI) -> HTML {
    let rows = sessions.html { session -> HTML in
      let isHere = session.id.raw == present
      let end: HTML =
        isHere
        ? HTML.tag(ui("この端末", "This device"), .ok)
        : """
        <form method="post" action="/me/sessions/\(session.id.text)/end">\(ui.csrf)\
        \(HTML.button(ui("ログアウト", "Sign out"), size: .small, attributes: "aria-label=\"\(ui("\(DeviceName.of(session.userAgent).ja) からログアウト", "Sign out of \(DeviceName.of(session.userAgent).en)"))\""))</form>
        """
      return """
        <li>\(HTML.icon("lock"))<span class="grow"><b>\(ui(DeviceName.of(session.userAgent)))</b><small class="me__where">\(session.address)\
         · <span title="\(ui.full(session.seenAt))">\(isHere ? ui("いま", "now") : ui.near(session.seenAt))</span>\
         · \(ui("\(ui.shortDate(session.createdAt.day(offset: ui.moment.zoneOffset)))にログイン", "signed in \(ui.shortDate(session.createdAt.day(offset: ui.moment.zoneOffset)))"))</small></span>\
        \(end)</li>
        """
    }
    let others: HTML =
      sessions.count > 1
      ? """
      <form class="push" method="post" action="/me/sessions/end">\(ui.csrf)\
      \(HTML.button(ui("ほかの端末からログアウト", "Sign out everywhere else"), size: .small))</form>
      """ : .empty
    return HTML.card("me-devices", ui("ログイン中の端末", "Where you are signed in"), icon: "globe", more: others, body: "<ul class=\"rows\">\(rows)</ul>")
  }

  private func help(_ ui: UI) -> HTML {
    """
    <p>\(ui("表示言語・明るさ・キー操作は、どの端末でも同じになります。", "Language, theme and keys follow you to every device."))</p>\
    <p>\(ui("「ログイン中の端末」に見覚えのないものがあれば、ログアウトさせてパスワードを変えてください。", "If you do not know one of the devices, sign out of it and change your password."))</p>
    """
  }
}
