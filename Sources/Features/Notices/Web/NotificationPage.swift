import Kernel
import Metadata
import Notices
import RecordPages
import WebKernel

/// お知らせ as a page (screen 30): by day, newest first, what is unread marked, each with why it came and what to do next.
struct NotificationPage: Sendable {
  let lines: [NotificationLine]
  let filter: NotificationBox.Filter
  /// Leads to older ones.
  let next: String?
  /// Whether this is where the list begins.
  let isFirst: Bool
  let unread: NotificationBox.Unread
  let unreadMine: NotificationBox.Unread
  /// Which kinds come; at the side where there is room.
  let settings: HTML
  let ui: UI

  var page: WebPage {
    WebPage(
      ui("お知らせ", "Notifications"), section: "notifications", help: help,
      body: """
        <div class="page__head ntf__head"><div><h1 class="h-in-bar">\(ui("お知らせ", "Notifications"))</h1></div>\(news)\
        <div class="actions row"><nav class="seg" aria-label="\(ui("しぼり込み", "Filter"))">\
        \(tab(.all, ui("すべて", "All")))\(tab(.unread, ui("未読", "Unread"), unread.count))\(tab(.mine, ui("自分あて", "To me"), unreadMine.count))</nav>\(readAll)</div></div>
        <div class="ntf"><div data-live="\(NotificationLinks.filtered(filter, in: NotificationLinks.list))"\(if: !isFirst, " data-live-off")>\(list)</div>
        <aside class="stack" aria-label="\(ui("届け方", "What reaches me"))">\(settings)</aside></div>
        """)
  }

  private var news: HTML {
    unread.count == 0
      ? .empty
      : "<span class=\"small muted hide-s\">\(ui("未読 \(MenuNews.shown(unread.count))件", "\(MenuNews.shown(unread.count)) unread"))</span>"
  }

  private func tab(_ filter: NotificationBox.Filter, _ label: String, _ count: Int = 0) -> HTML {
    """
    <a href="\(NotificationLinks.filtered(filter))"\(if: filter == self.filter, " aria-current=\"page\"")>\(label)\(if: count > 0, " \(MenuNews.shown(count))")</a>
    """
  }

  private var readAll: HTML {
    guard unread.count > 0, let newest = unread.newest else { return .empty }
    return """
      <form method="post" action="\(NotificationLinks.readAll)">\(ui.csrf)<input type="hidden" name="newest" value="\(newest.text)">\
      <input type="hidden" name="show" value="\(filter.rawValue)">\(HTML.button(ui("すべて既読にする", "Mark all as read"), icon: "check"))</form>
      """
  }

  // MARK: The list

  /// What is read anew when there is news.
  var list: HTML {
    guard !lines.isEmpty else { return "<section class=\"card\">\(empty)</section>" }
    var days: [(day: Day, lines: [NotificationLine])] = []
    for line in lines {
      let day = line.notification.at.day(offset: ui.moment.zoneOffset)
      if days.last?.day == day { days[days.count - 1].lines.append(line) } else { days.append((day, [line])) }
    }
    let more = next.map { cursor -> HTML in
      "<p class=\"ntf__more\">\(HTML.linkButton(ui("もっと前のお知らせ", "Older ones"), NotificationLinks.filtered(filter, after: cursor)))</p>"
    }
    return "<section class=\"card\">\(days.html { day($0.day, $0.lines) })</section>\(more)"
  }

  private func day(_ day: Day, _ lines: [NotificationLine]) -> HTML {
    let isNear = abs(ui.today.number - day.number) < 2
    let date = ui.shortDate(day)
    let heading = isNear && day != ui.today ? "\(ui.nearDay(day)) \(date)" : isNear ? ui.nearDay(day) : date
    return """
      <div class="todo__g"><h2>\(heading)</h2></div><ul class="ntf__day" role="list">\(lines.html(item))</ul>
      """
  }

  private func item(_ line: NotificationLine) -> HTML {
    let one = line.notification
    let isNew = one.readAt == nil
    let sentence: HTML = "<b>\(line.lead)</b>\(line.rest)"
    let quote = line.quote.map { quote -> HTML in "<q>\(NoteText.html(quote.text, quote.marks))</q>" }
    let action = line.action.map { HTML.linkButton($0.label, NotificationLinks.open(one.id), .plain, size: .small) }
    let read: HTML =
      isNew
      ? """
      <form method="post" action="\(NotificationLinks.read(one.id))">\(ui.csrf)<input type="hidden" name="show" value="\(filter.rawValue)">\
      \(HTML.button(ui("既読にする", "Mark as read"), .ghost, size: .small))</form>
      """ : .empty
    return """
      <li class="ntf__i\(if: isNew, " is-new")"><span class="ntf__k \(line.tone)">\(HTML.icon(line.icon))</span><div><p>\(sentence)</p>\(quote)\
      <small>\(if: isNew, "<span class=\"ntf__new\">\(ui("未読", "Unread"))</span>")\(line.place.map { "\($0)・" as HTML })\(line.reason)</small>\
      \(if: line.action != nil || isNew, "<span class=\"acts\">\(action)\(read)</span>")</div>\
      <time datetime="\(one.at.text)" title="\(ui.full(one.at))">\(when(one.at))</time></li>
      """
  }

  /// Minutes for what is fresh; under the heading of a day the time is enough.
  private func when(_ at: Instant) -> String {
    ui.moment.now.milliseconds - at.milliseconds < 3_600_000 ? ui.near(at) : ui.clock(at)
  }

  private var empty: HTML {
    switch filter {
    case .all:
      HTML.empty(
        ui("まだお知らせはありません", "Nothing yet"),
        ui(
          "担当を任されたとき、メモで @ と呼ばれたとき、フォローしている記録が動いたときに、ここへ届きます。気になる記録は「フォローする」で見守れます。",
          "You are told here when you become an owner, when a note mentions you with @, and when a record you follow moves. Follow what you care about."
        ),
        icon: "bell", action: HTML.linkButton(ui("商談を見る", "See the deals"), "/deals"))
    case .unread:
      HTML.empty(
        ui("ぜんぶ読みました", "All read"), ui("新しいものが届くと、ここと左のメニューに出ます。", "What is new shows here and in the menu."), icon: "check",
        action: HTML.linkButton(ui("すべてのお知らせを見る", "See all notifications"), NotificationLinks.all))
    case .mine:
      HTML.empty(
        ui("あなたあてのお知らせはありません", "Nobody mentioned you"),
        ui(
          "だれかがメモに @ とあなたの名前を書くと、ここに届きます。あなたも、記録のメモで @ を打つと同僚を呼べます。",
          "When somebody writes @ and your name in a note, it shows here. Type @ in a note to call a colleague."),
        icon: "chat", action: HTML.linkButton(ui("すべてのお知らせを見る", "See all notifications"), NotificationLinks.all))
    }
  }

  private var help: HTML {
    """
    <p>\(ui("ほかの人がしたことで、あなたに関わるものが届きます。自分でしたことと、見る権限のない記録のことは届きません。",
      "You are told what others did that concerns you; never what you did yourself, nor of records you may not see."))</p><ul>
    <li>\(ui("担当を任された。何件まとめて任されても、お知らせは1つです。", "You became the owner of a record. Many in one stroke are one notification."))</li>
    <li>\(ui("メモで @ と名前を書かれた。メモで @ を打つと、同僚の一覧が出ます。↑↓ で選んで Enter で入ります。",
      "Somebody wrote @ and your name in a note. Type @ in a note for the list of colleagues; ↑ ↓ choose, Enter takes."))</li>
    <li>\(ui("フォローしている記録にメモが付いた、段階が変わった。担当の記録は、はじめからフォローしています。",
      "A record you follow got a note or moved. You follow what you own from the start."))</li>
    <li>\(ui("あなたの商談を、ほかの人が進めた・受注や失注にした。", "Somebody moved, won or lost a deal of yours."))</li>
    <li>\(ui("取り込み・書き出し・元に戻すが終わった、止まった。", "An import, export or undo of yours ended or failed."))</li></ul>
    <p>\(ui("開くと既読になります。どれを届けるかは「届け方」か個人設定で選べます。90日たったお知らせは消えます。",
      "Opening one marks it as read. Choose what reaches you beside the list or in your settings. After 90 days they go away."))</p>
    """
  }
}
