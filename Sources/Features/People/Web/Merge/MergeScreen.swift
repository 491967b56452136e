import Kernel
import Metadata
import People
import RecordPages
import Records
import WebKernel

/// What the page of a merge shows: both records field by field, and the one that remains.
struct MergeScreen {
  struct Line {
    let field: FieldDefinition
    let winner: String
    let loser: String
    /// `nil`: both say the same, or only one says something.
    let choice: RecordMerge.Choice?
    /// Cannot be chosen: the stricter one stays.
    let isLocked: Bool
  }

  private let merge: RecordMerge
  private let place: RecordPlace
  private let lines: [Line]
  private let titles: (winner: String, loser: String)
  private let candidate: DuplicateCandidate?
  private let moved: [String]
  private let ui: UI

  init(_ merge: RecordMerge, _ place: RecordPlace, in tx: RecordTransaction, _ ui: UI) throws {
    (self.merge, self.place, self.ui) = (merge, place, ui)
    let object = place.object
    let (winner, loser) = (merge.winner, merge.loser)
    let fields = object.layout(for: winner.recordType.flatMap(object.recordType)).sections.flatMap(\.fields).compactMap(object.field).filter {
      tx.access.isVisible($0, on: object) && $0.type.column != nil && (!winner[$0.name].isNull || !loser[$0.name].isNull)
    }
    let names = try LookupNames(of: [(object, fields.map(\.name), [winner, loser])], in: tx)
    let view = try FieldView(object: object, records: [], names: names, tx: tx, ui: ui)
    lines = fields.map { field in
      let choice = merge.choices.first { $0.field == field.name }
      return Line(
        field: field, winner: view.text(field, winner), loser: view.text(field, loser), choice: choice, isLocked: choice.flatMap(Self.strict) != nil)
    }
    titles = (tx.title(of: winner, object), tx.title(of: loser, object))
    candidate = try Duplicates.of(winner, in: tx).first { $0.record.id == loser.id }
    moved = merge.moved.filter { $0.value > 0 }.sorted { $0.key.name < $1.key.name }.map { relation, count in
      let label = tx.schema.object(relation.child).map { ui($0.label) } ?? relation.child
      return ui("\(label) \(count)件", "\(count) \(label)")
    }
  }

  /// Whoever refused mail once has refused it: that side stays, whatever is chosen.
  static func strict(_ choice: RecordMerge.Choice) -> RecordMerge.Side? {
    guard choice.field == Person.doNotMail.name else { return nil }
    return choice.winner == .boolean(true) ? .winner : choice.loser == .boolean(true) ? .loser : nil
  }

  private var isPerson: Bool { place.object.name == Person.object.name }
  private var address: String { RecordLinks.record(merge.winner, place.object) }

  var page: WebPage {
    WebPage(
      ui("名寄せ", "Merge"), section: nil,
      crumbs: [.init(ui(place.label), RecordLinks.list(place.collection)), .init(titles.winner, address)], mainClass: "page page--flush",
      modules: ["merge.js"], help: help,
      body: """
        <form class="mergepage" method="post" action="\(address)/merge/\(merge.loser.id.text)" data-merge>\(ui.csrf)
        <div class="edbar"><div class="grow"><h1>\(ui("名寄せ", "Merge"))</h1></div>\
        \(HTML.linkButton(ui("残す方を入れ替える", "Keep the other one"), "/\(place.collection)/\(merge.loser.id.text)/merge/\(merge.winner.id.text)", icon: "swap"))</div>
        <div class="dupq__main"><div class="row row--wrap">\(heading)<div class="row push hide-s">\
        \(HTML.button(ui("Aを全部えらぶ", "All of A"), size: .small, kind: "button", attributes: "data-all=\"winner\""))\
        \(HTML.button(ui("Bを全部えらぶ", "All of B"), size: .small, kind: "button", attributes: "data-all=\"loser\""))</div></div>
        <section class="card" aria-label="\(ui("項目ごとに残す値", "Which value stays, field by field"))"><div class="mrg" role="group" aria-label="\(ui("項目ごとに残す値", "Which value stays"))">\(head)\(lines.html(line))</div></section>
        <div class="grid mergenotes">\(notes)</div>
        <div class="actionbar"><a class="btn btn--ghost" href="\(address)">\(ui("やめる", "Cancel"))</a><span class="xs muted push hide-s">\(ui("Ctrl Enter でまとめる", "Ctrl Enter merges"))</span>\
        \(HTML.button(isPerson ? ui("1人にまとめる", "Merge into one person") : ui("1社にまとめる", "Merge into one company"), icon: "merge", .primary))</div></div></form>
        """)
  }

  private var heading: HTML {
    let words =
      switch candidate?.strength {
      case .strong: isPerson ? ui("同じ人だと思われます", "These are very likely one person") : ui("同じ会社だと思われます", "These are very likely one company")
      case .likely: isPerson ? ui("同じ人かもしれません", "These may be one person") : ui("同じ会社かもしれません", "These may be one company")
      case .weak, nil: ui("同じだと言える手がかりは少なめです", "There is little that says these are one")
      }
    let reasons = (candidate?.reasons ?? []).html { HTML.tag(ui($0), .ok, icon: "check") + " " }
    return "<div class=\"grow\"><h2>\(words)</h2><div class=\"row row--wrap\">\(reasons)</div></div>"
  }

  private var head: HTML {
    func who(_ letter: String, _ title: String, _ record: Record) -> HTML {
      let type = record.recordType.flatMap(place.object.recordType)?.label ?? place.object.label
      let at = Instant(value: record["created_at"]).map { ui.date($0.day(offset: ui.moment.zoneOffset)) } ?? ""
      return """
        <div class="hd"><span class="who">\(HTML.avatar(title, id: record.id.raw))<span><b>\(letter)　<a href="\(RecordLinks.record(record, place.object))">\(title)</a></b>\
        <small>\(ui(type))・\(ui("登録", "added")) \(at)</small></span></span></div>
        """
    }
    return """
      <div class="hd k"></div>\(who("A", titles.winner, merge.winner))\(who("B", titles.loser, merge.loser))\
      <div class="hd res">\(HTML.icon("merge"))\(ui("まとめたあと", "After merging"))</div>
      """
  }

  private func line(_ line: Line) -> HTML {
    let label = ui(line.field.label)
    let empty = ui("（空欄）", "(empty)")
    guard let choice = line.choice else {
      return """
        <div class="k">\(label)</div><div class="same"><span class="clip">\(line.winner.isEmpty ? empty : line.winner)</span></div>\
        <div class="same"><span class="clip">\(line.loser.isEmpty ? empty : line.loser)</span></div><div class="res"><span class="clip">\(line.winner.isEmpty ? line.loser : line.winner)</span></div>
        """
    }
    let take = Self.strict(choice) ?? choice.take
    func option(_ side: RecordMerge.Side, _ text: String) -> HTML {
      """
      <label class="radio"><input type="radio" name="take.\(choice.field)" value="\(side.rawValue)"\(if: take == side, " checked")\(if: line.isLocked, " disabled") data-result="r-\(choice.field)">\
      <span>\(text.isEmpty ? empty : text)</span></label>
      """
    }
    let result = take == .winner ? line.winner : line.loser
    return """
      <div class="k">\(label)\(if: line.isLocked, HTML.icon("lock", .small))</div>\(option(.winner, line.winner))\(option(.loser, line.loser))\
      <div class="res"><span id="r-\(choice.field)">\(result.isEmpty ? empty : result)</span>\(if: line.isLocked, "<small class=\"muted xs\">\(ui("きびしい方を残します", "The stricter one stays"))</small>")</div>
      """
  }

  private var notes: HTML {
    let with = moved.isEmpty ? "" : ui("・\(moved.joined(separator: "・"))", ", \(moved.joined(separator: ", "))")
    return """
      \(HTML.callout("\(ui("履歴\(with)は、すべて1つにまとまります。", "History\(with): all of it comes together."))", icon: "link"))\
      \(HTML.callout("\(ui("元の2件は消えません。", "Neither record is lost. "))<b>\(ui("30日のあいだ、いつでも切り離せます。", "For 30 days the two can be cut apart again."))</b>", .ok, icon: "undo"))
      """
  }

  private var help: HTML {
    """
    <p>\(ui("値が違う項目だけ、残す方を選びます。灰色の項目は同じか、片方だけに値があります。", "Choose only where the values differ. Grey fields are the same, or only one has a value."))</p>\
    <p>\(ui("商談・メモ・履歴は残る方へ移ります。配信停止は、きびしい方が必ず残ります。", "Deals, notes and history move to the one that stays. A refusal of mail always stays."))</p>
    """
  }
}
