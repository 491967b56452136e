import Kernel
import RecordPages
import WebKernel

/// はじめに (screen 16).
struct WelcomePage: Sendable {
  let progress: WelcomeProgress
  let hasDeals: Bool
  let name: String

  func page(_ ui: UI) -> WebPage {
    let family = name.split { $0 == " " || $0 == "　" }.first.map(String.init) ?? name
    let count = progress.steps.count
    let sub =
      progress.current == nil
      ? ui("準備ができました。", "All set.")
      : ui("\(count)つ終えると、明日から普段の仕事で使えます。いつでもやめて、続きから再開できます。", "After these \(count) you can work with it. Stop and go on at any time.")
    return WebPage(
      ui("はじめに", "Getting started"), section: "today", crumbs: [.init(ui("今日", "Today"), "/")], help: help(ui),
      body: """
        <div class="page__head"><div><h1 class="greet">\(ui("ようこそ、\(family)さん", "Welcome, \(name)"))</h1><p class="sub">\(sub)</p></div></div>
        <div class="grid"><section class="card" style="--span:7" aria-labelledby="obh"><div class="card__head"><h2 id="obh">\(ui("はじめの\(count)歩", "First \(count) steps"))</h2><span class="push small strong">\(progress.done) / \(count)</span>\
        <span class="meter" style="inline-size:8rem" role="img" aria-label="\(ui("\(count)つのうち\(progress.done)つ", "\(progress.done) of \(count)"))"><i style="--v:\(progress.percent);--c:var(--shu)"></i></span></div>\
        <ol class="obs">\(steps(ui))</ol>\
        <div class="card__foot"><a href="/">\(ui("今日の画面へ", "To the start page"))</a>\
        <form class="push" method="post" action="/welcome/closing">\(ui.csrf)<button class="btn btn--link muted">\(ui("この案内を閉じる", "Close this"))</button></form></div></section>\
        <section class="card welcome__side" style="--span:5">\(side(ui))</section></div>
        """)
  }

  private func steps(_ ui: UI) -> HTML {
    let now = progress.steps.firstIndex { !$0.isDone }
    return progress.steps.enumerated().html { at, step -> HTML in
      let state = step.isDone ? "is-done" : at == now ? "is-now" : ""
      let mark: HTML = step.isDone ? HTML.icon("check") : "\(at + 1)"
      let action: HTML =
        step.isDone
        ? "<span class=\"xs\">\(ui("済み", "Done"))</span>"
        : HTML.linkButton(ui(step.button), step.link, at == now ? .primary : .plain)
      return """
        <li class="ob \(state)"\(if: at == now, " aria-current=\"step\"")><span class="ob__k">\(mark)</span><div class="grow"><b>\(ui(step.title))</b><p>\(ui(step.text))</p></div>\(action)</li>
        """
    }
  }

  private func side(_ ui: UI) -> HTML {
    let knot: HTML = """
      <svg class="art" viewBox="0 0 136 72" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><path d="M2 46h22c16 0 24-10 32-20s22-14 28-4-4 22-16 18-8-22 6-28 30 6 60 4"/><circle cx="14" cy="46" r="4" fill="var(--surface)"/><circle cx="122" cy="16" r="4" fill="currentColor"/></svg>
      """
    if hasDeals {
      return """
        <div class="empty">\(knot)<h2>\(ui("ご縁は一本の糸です", "One thread per relationship"))</h2><p>\(ui("見込み客のころの記録は、商談になっても、お客さまになってもそのまま続きます。", "What you know of a lead stays when it becomes a deal and a customer."))</p>\
        <div class="row" style="margin-block-start:var(--s-2)">\(HTML.linkButton(ui("見込み客を見る", "See the leads"), RecordLinks.list("leads")))\(HTML.linkButton(ui("商談を見る", "See the deals"), RecordLinks.list("deals")))</div></div>
        """
    }
    return """
      <div class="empty">\(knot)<h2>\(ui("まだ商談がありません", "There are no deals yet"))</h2><p>\(ui("見込み客を「商談に変換」すると、ここに段階ごとに並びます。まずは、話が進んでいる1社を登録してみましょう。", "Convert a lead, and its deal stands here by stage. Begin with one company you are talking to."))</p>\
      <div class="row" style="margin-block-start:var(--s-2)">\(HTML.linkButton(ui("商談を追加", "Add a deal"), RecordLinks.new("deals"), icon: "plus"))\(HTML.linkButton(ui("見込み客から選ぶ", "Choose a lead"), RecordLinks.list("leads")))</div></div>
      """
  }

  private func help(_ ui: UI) -> HTML {
    "<p>\(ui("上から順でなくてもかまいません。終わった手順には印がつき、全部終わるか閉じるまで「今日」にも出ます。", "Take them in any order. Done ones are ticked; until all are done or you close it, the next one also shows on “Today”."))</p>"
  }
}
