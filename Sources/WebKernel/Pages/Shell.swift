import Kernel
import Records

/// The frame around every page: side menu, top bar, tab bar of phones, toast, and what the command palette needs.
package struct Shell: Sendable {
  /// Which entries the reader gets; chosen by what they may see.
  private let menu: [MenuEntry]
  /// What is new behind entries, by their names.
  private let news: [String: MenuNews.Now]
  private let ui: UI

  package init(menu: [MenuEntry], news: [String: MenuNews.Now] = [:], ui: UI) {
    self.menu = menu
    self.news = news
    self.ui = ui
  }

  package func html(_ page: WebPage) -> HTML {
    """
    <!doctype html>
    <html lang="\(ui.language.rawValue)"\(attribute: "data-theme", ui.theme)>
    \(head(page.title, modules: page.modules))
    <body class="app" data-section="\(page.section)"\(attribute: "data-user", ui.person?.id.text) data-today="\(ui.today.text)"\(if: !ui.hasSingleKeys, " data-keys=\"off\"")>
    <a class="skip" href="#main">\(ui("本文へ移動", "Skip to content"))</a>
    \(side(page))
    <div class="app__main">
    \(top(page))
    <main id="main" class="\(page.mainClass)" tabindex="-1">
    \(page.body)
    </main>
    </div>
    \(tabbar(page))
    \(userMenu)\(helpDialog(page))\(phoneMenu(page))
    \(toast)
    </body>
    </html>
    """
  }

  /// A page without the frame: sign-in, set-up, errors before anybody is signed in.
  package func bare(_ page: WebPage) -> HTML {
    """
    <!doctype html>
    <html lang="\(ui.language.rawValue)"\(attribute: "data-theme", ui.theme)>
    \(head(page.title, modules: page.modules))
    <body class="bare">
    \(page.body)
    \(toast)
    </body>
    </html>
    """
  }

  private func head(_ title: String, modules: [String]) -> HTML {
    """
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="csrf" content="\(ui.token)">
    <title>\(title) — \(ui("縁 Enishi", "Enishi"))</title>
    <link rel="icon" href="\(ui.assets.path("favicon.svg"))" type="image/svg+xml">
    \(["tokens.css", "base.css", "components.css", "patterns.css"].html { "<link rel=\"stylesheet\" href=\"\(ui.assets.path($0))\">\n" })\
    \(["kernel.js", "palette.js"].html { "<link rel=\"modulepreload\" href=\"\(ui.assets.path($0))\">\n" })\
    \((["app.js"] + modules).html { "<script type=\"module\" src=\"\(ui.assets.path($0))\"></script>\n" })</head>
    """
  }

  // MARK: Menus

  private func side(_ page: WebPage) -> HTML {
    let groups = MenuEntry.Group.allCases.filter { $0 != .foot }.html { group -> HTML in
      let entries = menu.filter { $0.group == group }
      guard !entries.isEmpty else { return .empty }
      let heading = group.label.map { "<p class=\"nav__group\" style=\"--dot:\(group.colour)\">\(ui($0))</p>" as HTML }
      return "\(heading)\(entries.html { item($0, page) })"
    }
    return """
      <aside class="side">
      <a class="brand" href="/">\(HTML.knot)\(ui("縁", "Enishi"))\(if: ui.language == .ja, " <small>Enishi</small>")</a>
      <nav aria-label="\(ui("メイン", "Main"))">\(groups)</nav>
      <div class="side__foot">\(menu.filter { $0.group == .foot }.html { item($0, page) })
      \(ui.person.map(userButton))</div>
      </aside>
      """
  }

  private func item(_ entry: MenuEntry, _ page: WebPage) -> HTML {
    let label = ui(entry.label)
    return """
      <a class="nav__item" href="\(entry.link)" title="\(label)"\(if: entry.name == page.section, " aria-current=\"page\"")>\
      \(HTML.icon(entry.icon))\(label)\(news[entry.name].map { count($0, entry) })\
      \(entry.count.map { "<span class=\"count\" data-count=\"\($0)\" hidden></span>" as HTML })</a>
      """
  }

  /// How much is new; `live.js` keeps it true.
  private func count(_ now: MenuNews.Now, _ entry: MenuEntry) -> HTML {
    """
    <span class="count count--hot" data-news="\(entry.name)"\(if: now.count == 0, " hidden")><span data-number>\(MenuNews.shown(now.count))</span>\
    <span class="sr">\(ui("件の未読", " unread"))</span></span>
    """
  }

  /// The same at the top, where phones show no menu.
  private func bell(_ entry: MenuEntry) -> HTML {
    guard let source = entry.news, let now = news[entry.name] else { return .empty }
    let label = ui(entry.label)
    return """
      <a class="btn btn--icon btn--ghost bell" href="\(entry.link)" title="\(label)" data-stream="\(source.stream)" data-mark="\(now.mark)">\(HTML.icon(entry.icon))\
      <span class="sr">\(label)</span>\(count(now, entry))</a>
      """
  }

  private func userButton(_ person: UI.Person) -> HTML {
    """
    <button class="side__user" type="button" popovertarget="user-menu" aria-haspopup="menu" \
    aria-label="\(person.name) — \(ui("自分のメニュー", "My menu"))">\
    \(HTML.avatar(person.name, id: person.id.raw))<span class="grow">\(person.name)<small>\(person.team ?? ui.organisation)</small></span>\
    \(HTML.icon("sort", .small))</button>
    """
  }

  private var userMenu: HTML {
    """
    <div class="menu menu--user" id="user-menu" popover role="menu" aria-label="\(ui("自分のメニュー", "My menu"))">
    <a role="menuitem" href="/me">\(HTML.icon("user"))\(ui("個人設定", "My settings"))</a>
    <button role="menuitem" type="button" data-action="theme">\(HTML.icon("moon"))\(ui("明るさを切り替える", "Light or dark"))</button>
    <button role="menuitem" type="button" data-action="keys">\(HTML.icon("help"))\(ui("キー操作の一覧", "Keyboard shortcuts"))</button>
    <form method="post" action="/logout">\(ui.csrf)<button role="menuitem">\(HTML.icon("lock"))\(ui("ログアウト", "Sign out"))</button></form>
    </div>
    """
  }

  private func top(_ page: WebPage) -> HTML {
    let crumbs = page.crumbs.isEmpty ? [WebPage.Crumb(page.title)] : page.crumbs + [WebPage.Crumb(page.title)]
    return """
      <header class="top">
      <div class="top__title">\(HTML.knot)\(page.barTitle ?? page.title)</div>
      <nav class="crumbs" aria-label="\(ui("現在位置", "You are here"))"><ol>\(crumbs.enumerated().html { at, crumb in
        at == crumbs.count - 1
          ? "<li aria-current=\"page\">\(crumb.label)</li>"
          : "<li>\(crumb.link.map { "<a href=\"\($0)\">\(crumb.label)</a>" as HTML } ?? "\(crumb.label)")</li>"
      })</ol></nav>
      <div class="top__tools">
      <button class="top__search" type="button" data-action="search" aria-keyshortcuts="Control+K">\(HTML.icon("search", .small))\
      <span class="clip grow">\(ui("会社名・人・商談をさがす", "Search companies, people, deals"))</span><kbd>Ctrl</kbd><kbd class="kbd-next">K</kbd></button>
      \(HTML.iconButton(ui("さがす", "Search"), icon: "search", attributes: "data-action=\"search\" data-only=\"phone\""))
      \(menu.html(bell))\
      \(page.help.map { _ in HTML.iconButton(ui("この画面の使い方", "Help for this page"), icon: "help", attributes: "data-action=\"help\"") })
      \(page.creates.map { creates -> HTML in
        "<a class=\"btn hide-s\" href=\"\(creates.link)\" data-key=\"n\" aria-keyshortcuts=\"n\" title=\"\(creates.label)\">\(HTML.icon("plus"))\(ui("新規", "New"))</a>"
      })
      </div>
      </header>
      """
  }

  private func tabbar(_ page: WebPage) -> HTML {
    let tabs = menu.filter { $0.tab != nil }.sorted { ($0.tab ?? 0) < ($1.tab ?? 0) }
    func link(_ entry: MenuEntry) -> HTML {
      "<a href=\"\(entry.link)\"\(if: entry.name == page.section, " aria-current=\"page\"")>\(HTML.icon(entry.icon))\(ui(entry.label))</a>"
    }
    return """
      <nav class="tabbar" aria-label="\(ui("よく使う画面", "Often used"))">
      \(tabs.filter { ($0.tab ?? 0) < 3 }.html(link))
      <button class="tabbar__log" type="button" data-action="log"><span>\(HTML.icon("plus"))</span><b>\(ui("記録", "Log"))</b></button>
      \(tabs.filter { ($0.tab ?? 0) > 3 }.html(link))
      <button type="button" popovertarget="phone-menu" aria-haspopup="menu">\(HTML.icon("menu"))\(ui("メニュー", "Menu"))</button>
      </nav>
      """
  }

  private func phoneMenu(_ page: WebPage) -> HTML {
    """
    <div class="menu menu--phone" id="phone-menu" popover aria-label="\(ui("メニュー", "Menu"))">\(menu.html { item($0, page) })\
    <a class="nav__item" href="/me">\(HTML.icon("user"))\(ui("個人設定", "My settings"))</a>\
    <form method="post" action="/logout">\(ui.csrf)<button class="nav__item">\(HTML.icon("lock"))\(ui("ログアウト", "Sign out"))</button></form></div>
    """
  }

  // MARK: Help and toast

  private func helpDialog(_ page: WebPage) -> HTML {
    guard let help = page.help else { return .empty }
    return """
      <dialog class="dialog" id="help" aria-labelledby="help-title"><div class="dialog__head"><h2 id="help-title">\
      \(ui("\(page.title)の使い方", "How to use \(page.title)"))</h2></div><div class="dialog__body prose">\(help)</div>\
      <form method="dialog" class="dialog__foot">\(HTML.button(ui("閉じる", "Close"), .primary))</form></dialog>
      """
  }

  /// Modules show further toasts in the same place.
  private var toast: HTML {
    guard let flash = ui.flash else { return "<div id=\"toasts\" role=\"status\"></div>" }
    let undo = flash.undo.map { operation -> HTML in
      """
      <form method="post" action="/undo/\(operation)">\(ui.csrf)<input type="hidden" name="back" value="\(ui.address)">\
      <button class="btn btn--sm">\(HTML.icon("undo"))\(ui("元に戻す", "Undo"))</button></form>
      """
    }
    return "<div id=\"toasts\" role=\"status\"><div class=\"toast\"><span>\(flash.message)</span>\(undo)</div></div>"
  }
}
