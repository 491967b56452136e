import Kernel
import WebKernel

/// The frame of every page before somebody is in (screen 15): the thread on one side, one form on the other, and the language.
struct EntryPage {
  let title: String
  var sub: String?
  /// Where the page comes back to when the language is changed.
  var address: String?
  var status = 200
  let body: HTML

  func page(_ ui: UI) -> WebPage {
    var page = WebPage(title, modules: ["password.js"], body: html(ui))
    page.status = status
    return page
  }

  private func html(_ ui: UI) -> HTML {
    """
    <main class="login" id="main">
    \(art(ui))
    <div class="login__form">
    <p class="brand login__brand">\(HTML.knot)\(ui("縁", "Enishi"))\(if: ui.language == .ja, " <small>Enishi</small>")</p>
    <div><h1>\(title)</h1>\(sub.map { "<p class=\"muted small\">\($0)</p>" as HTML })</div>
    \(body)
    \(languages(ui))
    </div>
    </main>
    """
  }

  private func art(_ ui: UI) -> HTML {
    """
    <section class="login__art" aria-hidden="true">
    <svg viewBox="0 0 600 700" preserveAspectRatio="xMidYMid slice"><g fill="none" stroke="currentColor" stroke-linecap="round">\
    <path class="t1" d="M-20 470C90 470 130 430 190 372S300 250 362 270s70 110 6 128-118-58-98-122 96-130 180-150 120 24 180-6"/>\
    <path class="t2" d="M-20 482C95 482 138 440 198 382S302 266 354 282s60 94 6 106-100-52-82-106 94-124 174-142 122 26 182-6"/>\
    <path class="t3" d="M-20 494C100 494 146 450 206 392s100-112 142-98 50 76 6 84-82-44-66-88 90-116 168-134 124 28 184-4"/></g>\
    <g class="dots"><circle cx="104" cy="443" r="7"/><circle cx="190" cy="372" r="7"/><circle cx="368" cy="398" r="7"/>\
    <circle cx="450" cy="126" r="7"/></g></svg>
    <div class="login__say"><p>\(saying(ui))</p>\
    <small>\(ui("出会い・商談・お付き合いを、一本の糸で。", "Meeting, dealing, keeping in touch: one thread."))</small></div>
    </section>
    """
  }

  private func saying(_ ui: UI) -> HTML {
    ui.language == .ja ? "はじめての訪問から、<br>十年目のお付き合いまで。" : "From the first visit<br>to the tenth year."
  }

  private func languages(_ ui: UI) -> HTML {
    func choice(_ language: Language, _ name: String) -> HTML {
      """
      <button name="language" value="\(language.rawValue)" lang="\(language.rawValue)"\
      \(if: language == ui.language, " aria-current=\"true\"")>\(name)</button>
      """
    }
    return """
      <form class="login__lang" method="post" action="/language" aria-label="\(ui("表示言語", "Language"))">\(ui.csrf)\
      <input type="hidden" name="back" value="\(address ?? ui.address)">\(HTML.icon("globe", .small))\
      \(choice(.ja, "日本語"))\(choice(.en, "English"))</form>
      """
  }

  /// A password with the eye that shows it.
  static func password(
    _ ui: UI, id: String = "password", label: String, autocomplete: String = "current-password", help: String? = nil,
    error: String? = nil, isWrong: Bool = false, more: HTML = .empty, isLarge: Bool = true
  ) -> HTML {
    let state: HTML =
      error != nil || help != nil ? HTML.described(id, hasHelp: help != nil, hasError: error != nil) : isWrong ? "aria-invalid=\"true\"" : ""
    let control = HTML.input(
      id, type: "password", isRequired: true, autocomplete: autocomplete, attributes: "\(state) maxlength=\"500\"",
      size: isLarge ? .large : .usual)
    return """
      <div class="field"><div class="field__label"><label for="\(id)">\(label)</label>\(more)</div>\
      <div class="affix">\(control)<button class="btn btn--ghost btn--icon btn--sm pweye" type="button" data-reveal="\(id)" \
      aria-label="\(ui("パスワードを表示", "Show the password"))" aria-pressed="false" hidden>\(HTML.icon("eye"))</button></div>\
      \(error.map { "<p class=\"field__error\" id=\"\(id)-e\">\(HTML.icon("warn", .small))\($0)</p>" as HTML } ?? help.map { "<p class=\"field__help\" id=\"\(id)-h\">\($0)</p>" as HTML })</div>
      """
  }

  /// The password that is chosen here.
  static func newPassword(label: String? = nil, _ problems: [Problem], _ ui: UI) -> HTML {
    password(
      ui, label: label ?? ui("パスワード", "Password"), autocomplete: "new-password",
      help: ui("12文字以上。文でもかまいません。", "12 characters or more; a sentence is fine."), error: problems.at("password", ui))
  }

  /// A link that worked once and for some time, and what to do now.
  static func usedUp(_ ui: UI, after time: Label, _ remedy: String, action: HTML = .empty) -> WebPage {
    let why = ui("もう使われたか、\(time.ja)をすぎました。", "It was used already, or \(time.en) are over. ")
    return over(ui, why + remedy, action: action)
  }

  /// A link that opens nothing any more.
  static func over(_ ui: UI, _ what: String, action: HTML = .empty) -> WebPage {
    EntryPage(
      title: ui("このリンクは使えません", "This link does not work"), sub: nil, address: "/login", status: 404,
      body: """
        <p class="small">\(what)</p>\(action)\
        <p class="small"><a href="/login">\(ui("ログインへ", "To the sign-in"))</a></p>
        """
    ).page(ui)
  }
}

extension [Problem] {
  /// What is said at a field.
  func at(_ field: String, _ ui: UI) -> String? { first { $0.field == field }?.message[ui.language] }
}
