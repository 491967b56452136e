import HTTPTypes
import Kernel

/// What somebody sees when a page cannot be shown (screen 39): what happened, what to do, and a way on.
struct ErrorPage {
  let failure: Failure
  let request: String

  func page(_ ui: UI) -> WebPage {
    let (title, text) = words(ui)
    let lines = failure.problems.html { "<li>\($0.message[ui.language])</li>" }
    return WebPage(
      title,
      body: """
        <main id="main" class="errorpage"><div class="empty">\(HTML.knot)<h1>\(title)</h1><p>\(text)</p>\
        \(if: !lines.isEmpty, "<ul>\(lines)</ul>")\
        <p class="row">\(HTML.linkButton(ui("今日の画面へ", "To the start page"), "/", .primary))\
        <button class="btn" type="button" data-action="back">\(ui("前の画面に戻る", "Go back"))</button></p>\
        <p class="xs muted">\(ui("問い合わせ番号", "Reference")) \(request)</p></div></main>
        """)
  }

  private func words(_ ui: UI) -> (String, String) {
    switch failure.status.code {
    case 404:
      (
        ui("見つかりませんでした", "Not found"),
        ui(
          "この画面はないか、あなたには見られないものです。リンクが古いときは、さがす（Ctrl K）で探してください。",
          "There is no such page, or it is not yours to see. If the link is old, look it up with search (Ctrl K).")
      )
    case 403 where failure.code == "forbidden":
      (ui("この操作はできません", "You cannot do this"), failure.title[ui.language])
    case 500:
      (
        ui("うまくいきませんでした", "Something went wrong"),
        ui("少し待ってからもう一度試してください。続くときは、下の番号を管理者に伝えてください。", "Wait a little and try again. If it goes on, tell an administrator the number below.")
      )
    case 503: (ui("いま応答できません", "Not available right now"), failure.title[ui.language])
    default: (ui("この操作はできませんでした", "This could not be done"), failure.title[ui.language])
    }
  }
}
