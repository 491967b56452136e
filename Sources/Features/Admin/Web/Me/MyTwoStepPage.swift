import Kernel
import WebKernel

/// Adding the house to an authenticator app: a drawing to point the camera at, and the key for typing.
struct MyTwoStepPage: Sendable {
  let key: String
  let address: String
  /// The squares of the drawing.
  let modules: [[Bool]]?
  let error: Problem?

  func page(_ ui: UI) -> WebPage {
    let wrong = error?.message[ui.language]
    var page = WebPage(
      ui("2段階ログイン", "Two-step sign-in"), crumbs: [.init(ui("個人設定", "My settings"), "/me")],
      body: """
        <div class="page__head"><div><h1>\(ui("2段階ログインを始める", "Turn two steps on"))</h1></div></div>
        <section class="card twostep"><div class="card__body stack" style="--gap:var(--s-4)">
        <p>\(ui("1. スマホの認証アプリ（Google Authenticator、Microsoft Authenticator など）で登録します。", "1. Add this to the authenticator app on your phone (Google Authenticator, Microsoft Authenticator, …)."))</p>
        \(modules.map { drawing($0, ui) })
        <div class="field"><span class="field__label">\(modules == nil ? ui("アプリに入れるキー", "The key to type into the app") : ui("カメラが使えないときのキー", "Without a camera, type this key"))</span>\
        <code class="twostep__key">\(key)</code><p class="field__help"><a href="\(address)">\(ui("このスマホのアプリで開く", "Open in the app on this phone"))</a></p></div>
        <form class="stack" method="post" action="/me/two-steps/confirm">\(ui.csrf)
        \(HTML.field(
          "code", ui("2. アプリに出た6けたを入れます", "2. Enter the six digits it shows"), error: wrong,
          control: HTML.input(
            "code", isRequired: true, autocomplete: "one-time-code",
            attributes: "inputmode=\"numeric\" autofocus maxlength=\"12\" \(HTML.described("code", hasHelp: false, hasError: wrong != nil))",
            size: .large)))
        <p class="row">\(HTML.button(ui("始める", "Turn on"), .primary))\(HTML.linkButton(ui("やめる", "Cancel"), "/me", .ghost))</p></form>
        </div></section>
        """)
    if error != nil { page.status = 422 }
    return page
  }

  /// Black squares on white in either theme, with the quiet zone that cameras need.
  private func drawing(_ rows: [[Bool]], _ ui: UI) -> HTML {
    let size = rows.count + 8
    let squares = rows.enumerated().flatMap { y, row in
      row.enumerated().filter(\.element).map { x, _ in "M\(x + 4) \(y + 4)h1v1h-1z" }
    }.joined()
    return """
      <svg class="twostep__qr" viewBox="0 0 \(size) \(size)" role="img" aria-label="\(ui("認証アプリで読むQRコード", "QR code for the authenticator app"))" \
      shape-rendering="crispEdges"><path d="\(squares)"/></svg>
      """
  }
}

/// The recovery codes, shown this once.
struct RecoveryCodesPage: Sendable {
  let codes: [String]

  func page(_ ui: UI) -> WebPage {
    WebPage(
      ui("予備コード", "Recovery codes"), crumbs: [.init(ui("個人設定", "My settings"), "/me")],
      body: """
        <div class="page__head"><div><h1>\(ui("予備コードを控えてください", "Keep these recovery codes"))</h1></div></div>
        <section class="card twostep"><div class="card__body stack" style="--gap:var(--s-4)">
        \(HTML.callout(
          "\(ui("このコードはもう表示されません。印刷するか、安全な所に書き写してください。", "They are not shown again. Print them, or write them down in a safe place."))", .warn))
        <p class="small">\(ui("スマホをなくしたとき、6けたの代わりに入れます。それぞれ一度だけ使えます。", "When you lose your phone, enter one in place of the six digits. Each works once."))</p>
        <ul class="twostep__codes">\(codes.html { "<li><code>\($0)</code></li>" })</ul>
        <p>\(HTML.linkButton(ui("控えました", "I have kept them"), "/me", .primary))</p>
        </div></section>
        """)
  }
}
