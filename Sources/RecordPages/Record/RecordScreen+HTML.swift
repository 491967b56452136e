import Kernel
import Metadata
import Records
import WebKernel

/// The page as the design arranges it (screens 03, 20, 21): facts and people left, next step and thread in the middle, what
/// belongs to it right.
extension RecordScreen {
  func page(_ menu: String?, problems: [Problem] = [], typed: [String: String] = [:]) -> WebPage {
    var page = WebPage(
      title, section: menu, crumbs: [WebPage.Crumb(ui.plural(place.label), RecordLinks.list(place.collection))],
      modules: ["inline.js", "record.js"] + modules, help: help,
      creates: (ui("\(place.label.ja)を追加", "Add \(place.label.en.lowercased())"), RecordLinks.new(place.collection)),
      body: """
        <div class="rec" data-record="\(address)">\(RecordHead(self).html)
        <div class="rec__cols">
        <aside class="stack rec__facts" aria-label="\(ui("項目と関わる人", "Facts and people"))">\(facts.html(record, view))\(panels[.left, default: []].html { $0 })\(people.html { $0 })</aside>
        <section class="rec__main stack" aria-label="\(ui("次の一手とこれまで", "Next step and history"))">\(panels[.main, default: []].html { $0 })\(nextAction)\(pinned?.html(address, ui))
        <div class="card" data-log-sheet>\(composer?.html(address, record, ui, problems: problems, typed: typed))\
        \(timeline.html(address, since: Instant(value: record["created_at"]).map { $0.day(offset: ui.moment.zoneOffset) }, ui))</div></section>
        <aside class="stack rec__rel" aria-label="\(ui("関係する記録", "Related records"))">\(facts.textCards(record, view))\(panels[.side, default: []].html { $0 })\(related.html { $0 })\(files)</aside>
        </div></div>
        """)
    page.barTitle = ui.plural(place.label)
    return page
  }

  /// 次の一手: what is promised next, and when. Every record that has the fields shows it, the more so when nothing is set.
  private var nextAction: HTML {
    guard showsNextStep, let action = place.object.field("next_action"), let day = place.object.field("next_action_on"),
      record["won_at"].isNull, record["lost_at"].isNull
    else { return .empty }
    let isSet = !record[action.name].isNull || !record[day.name].isNull
    let isLate = { if case .day(let on) = record[day.name] { on < ui.today } else { false } }()
    return """
      <div class="nextact\(if: !isSet, " nextact--none")" \(view.place(record))><span class="nextact__i">\(HTML.icon(isSet ? "target" : "warn"))</span><div class="grow">\
      <p class="xxs">\(isSet ? ui("次の一手", "Next step") : ui("次の予定なし", "No next step"))\(if: isLate, " \(HTML.tag(ui("過ぎています", "Overdue"), .danger))")</p>\
      <b>\(view.editable(action, record, carrying: false))</b><p class="xs muted">\(view.editable(day, record, carrying: false))</p></div>\
      \(if: composer != nil, HTML.button(ui("結果を記録", "Log the result"), size: .small, kind: "button", attributes: "data-action=\"log\""))</div>
      """
  }

  private var help: HTML {
    """
    <p>\(ui("値を押すと、その場で直せます。Enter で保存、Esc で元に戻ります。保存したあと10秒は「元に戻す」で取り消せます。", "Press a value to change it where it stands. Enter saves, Esc restores. For ten seconds you can undo."))</p>\
    <p>\(ui("日付は 11/30・来週金・+3、金額は 486万 のようにも書けます。", "Days can be written 11/30, next fri or +3; amounts like 486万."))</p>\
    <p>\(ui("話したことは「メモ・電話・訪問・メール」から選んで書きます。電波がないときも端末に残り、戻ったら送ります。", "Write down what was said as a note, call, visit or mail. Without a connection it stays on this device and is sent later."))</p>\
    <p>\(ui("キー：R 記録、E 値を直す、[ ] 前後の記録、Ctrl+Z 元に戻す。", "Keys: R log, E edit, [ ] previous and next record, Ctrl+Z undo."))</p>
    """
  }
}
