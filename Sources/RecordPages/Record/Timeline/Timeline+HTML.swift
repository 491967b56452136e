import Kernel
import Metadata
import Records
import WebKernel

/// The thread as the design draws it (`.tl`).
extension Timeline {
  /// Heading, filters and thread.
  ///
  /// - Parameters:
  ///   - page: the address of the record.
  ///   - since: the day the record was made.
  func html(_ page: String, since: Day?, _ ui: UI) -> HTML {
    """
    <div class="row tlhead"><h2 class="nowrap" id="timeline-title">\(ui("これまでの縁", "The story so far"))</h2>\(since.map { days($0, ui) })\
    <div class="seg push" role="group" aria-label="\(ui("出来事の種類", "Kinds of events"))">\
    \(chip(nil, ui("すべて", "All"), page))\(EventWords.Family.allCases.html { chip($0, ui($0.label), page) })</div></div>
    <div class="card__body tlbody" id="timeline" data-timeline="\(page)/timeline" aria-live="off">\(thread(page, ui))</div>
    """
  }

  private func days(_ day: Day, _ ui: UI) -> HTML {
    let count = max(0, ui.today.number - day.number)
    return "<span class=\"xs muted hide-s\">\(ui("登録から\(ui.number(count))日", "\(count.counted("days")) since added"))</span>"
  }

  private func chip(_ family: EventWords.Family?, _ label: String, _ page: String) -> HTML {
    """
    <a href="\(TimelineFilter(family: family).link(page))#timeline" data-show="\(family?.rawValue ?? "")"\
    \(if: filter.family == family, " aria-current=\"true\"")>\(label)</a>
    """
  }

  /// The knots of this page, and the way to older ones.
  func thread(_ page: String, _ ui: UI) -> HTML {
    guard !items.isEmpty else {
      return filter.family == nil
        ? "<p class=\"small muted\">\(ui("まだ何も起きていません。話したことを上に書くと、ここから縁が始まります。", "Nothing yet. Write down what you talked about, and the thread begins here."))</p>"
        : "<p class=\"small muted\">\(ui("この種類の出来事はありません。", "No events of this kind."))</p>"
    }
    let more = next.map { cursor -> HTML in
      """
      <a class="btn btn--sm btn--block" data-more="\(cursor)" href="\(filter.link(page, after: cursor))#timeline">\(ui("もっと見る", "Show more"))</a>
      """
    }
    return "<ol class=\"tl\">\(items.html { item($0, page, ui) })</ol>\(more)"
  }

  private func item(_ item: Item, _ page: String, _ ui: UI) -> HTML {
    """
    <li class="tl__item\(if: item.isAnonymous, " is-anon")"><span class="tl__dot\(dot(item))">\(HTML.icon(item.isKnot ? "knot" : item.word.icon))</span>\
    <div class="tl__body"><div class="tl__head"><span>\(head(item, ui))</span>\
    <time datetime="\(item.at.text)" title="\(ui.full(item.at))">\(when(item, ui))</time></div>\(body(item, page, ui))</div></li>
    """
  }

  private func dot(_ item: Item) -> HTML {
    if item.isKnot { return " tl__dot--knot" }
    switch item.word.family {
    case .mail, .web: return " tl__dot--meet"
    case .talk, .deal: return " tl__dot--deal"
    case .change: return ""
    }
  }

  private func head(_ item: Item, _ ui: UI) -> HTML {
    let told = ui(item.word.told)
    if item.folded > 1 { return "<b>\(told)</b> \(ui("ほか \(item.folded - 1)件", "and \(item.folded - 1) more"))" }
    let subject: HTML =
      item.subject.map { named in
        named.link.map { "　<a href=\"\($0)\">\(named.title)</a>" } ?? "　\(named.title)"
      } ?? ""
    let who: HTML = item.actor.map { "　<span class=\"xs muted nowrap\">\($0)</span>" } ?? ""
    return "<b>\(told)</b>\(subject)\(who)"
  }

  private func when(_ item: Item, _ ui: UI) -> String {
    let now = ui.moment.now.milliseconds
    // Near for a week, then the day with its time.
    if now - item.at.milliseconds < 6 * 86_400_000 || item.folded > 1 { return ui.near(item.at) }
    return "\(ui.shortDate(item.at.day(offset: ui.moment.zoneOffset))) \(ui.clock(item.at))"
  }

  private func body(_ item: Item, _ page: String, _ ui: UI) -> HTML {
    var body = HTML.empty
    if let text = item.text {
      let edit: HTML =
        item.note.map {
          "\(if: isOwn($0), PinnedNotes.button($0, page, ui))<a class=\"tl__edit\" href=\"/notes/\($0.id.text)/edit\" aria-label=\"\(ui("このメモを直す", "Change this note"))\">\(HTML.icon("edit", .small))</a>"
        } ?? ""
      body += "<div class=\"tl__note\"><span class=\"pre\">\(NoteText.html(text, item.marks))</span>\(edit)</div>"
    }
    if !item.changes.isEmpty {
      let shown = item.changes.prefix(6)
      body += """
        <dl class="diff tl__diff">\(shown.html { line in
          "<div><dt>\(line.label)</dt><dd>\(HTML.difference(Self.short(line.before), Self.short(line.after)))</dd></div>"
        })</dl>\(if: item.changes.count > shown.count, "<p class=\"xs muted\">\(ui("ほか \(item.changes.count - shown.count)項目", "and \(item.changes.count - shown.count) more"))</p>")
        """
    }
    if !item.others.isEmpty {
      body += """
        <p class="xs muted tl__others">\(HTML.join(item.others.prefix(6).map { named in
          named.link.map { "<a href=\"\($0)\">\(named.title)</a>" } ?? "\(named.title)"
        }, "・"))</p>
        """
    }
    return body
  }

  /// A note that hangs on something else is pinned there.
  private func isOwn(_ note: Record) -> Bool { noteField.map { note[$0] == .reference(record) } ?? false }

  private static func short(_ text: String) -> String { text.count > 80 ? "\(text.prefix(78))…" : text }
}
